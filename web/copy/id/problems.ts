import type { ProblemCode } from "../../../contract/problems.ts";
import type { ProblemWords } from "../en/problems.ts";

export const problems: Record<ProblemCode, ProblemWords> = {
  "request.invalid": {
    title: "Ada yang tidak dipahami di dalamnya",
    advice: "Periksa yang Anda masukkan, lalu coba lagi.",
  },
  "request.too-large": {
    title: "Itu terlalu banyak sekaligus",
    advice: "Persingkat yang Anda masukkan, lalu coba lagi.",
  },
  "request.media-type": {
    title: "Itu dikirim dalam bentuk yang tidak dibaca server",
    advice: "Muat ulang halaman, lalu coba lagi.",
  },
  "request.cross-site": {
    title: "Permintaan itu tampaknya berasal dari situs lain",
    advice: "Buka Safelight di alamatnya sendiri, lalu coba lagi.",
  },
  "request.range": { title: "Bagian berkas itu tidak ada", advice: "Muat fotonya sekali lagi." },
  "host.unknown": {
    title: "Safelight tidak menjawab di alamat ini",
    advice: "Gunakan alamat yang diberikan pengelola server ini kepada Anda.",
  },
  "not-found": {
    title: "Tidak ada apa-apa di sini",
    advice: "Mungkin sudah dihapus, atau memang tidak pernah ada.",
  },
  "method.not-allowed": {
    title: "Itu tidak dapat dilakukan di sini",
    advice: "Muat ulang halaman, lalu coba lagi.",
  },
  "rate.limited": { title: "Permintaannya terlalu banyak", advice: "Tunggu sebentar, lalu lanjutkan." },
  internal: {
    title: "Ada yang salah di server",
    advice:
      "Penyebabnya bukan Anda. Coba lagi; jika tetap terjadi, sampaikan nomor di bawah kepada pengelola server ini.",
  },
  unavailable: {
    title: "Server tidak dapat melakukannya saat ini",
    advice: "Coba lagi satu menit lagi.",
  },
  "storage.full": {
    title: "Diska server penuh",
    advice: "Tidak ada yang disimpan. Beri tahu pengelola server ini, lalu coba lagi.",
  },
  "storage.unavailable": {
    title: "Tempat penyimpanan foto tidak dapat dijangkau",
    advice: "Foto-foto Anda tidak hilang. Coba lagi satu menit lagi.",
  },
  "keys.unavailable": {
    title: "Tempat penyimpanan kunci tidak dapat dijangkau",
    advice: "Foto-foto Anda tetap tersegel sampai pulih. Coba lagi satu menit lagi.",
  },

  "session.required": { title: "Anda tidak sedang masuk", advice: "Masuklah untuk melanjutkan." },
  "credentials.wrong": {
    title: "Alamat surel atau kata sandi salah",
    advice: "Periksa keduanya. Jika kata sandi tidak teringat, buat yang baru.",
  },
  "credentials.wait": {
    title: "Percobaannya terlalu banyak",
    advice: "Tunggu sejenak sebelum percobaan berikutnya.",
  },
  "reauthentication.required": {
    title: "Untuk ini diperlukan kata sandi Anda",
    advice: "Masukkan sekali lagi untuk melanjutkan.",
  },
  "reauthentication.failed": {
    title: "Itu bukan kata sandi Anda",
    advice: "Periksa, lalu coba lagi.",
  },
  "ticket.invalid": {
    title: "Proses masuk terlalu lama, atau percobaannya terlalu banyak",
    advice: "Mulailah lagi dengan alamat surel dan kata sandi Anda.",
  },
  "oidc.state-unknown": {
    title: "Kunjungan ke penyedia itu sudah berakhir",
    advice: "Lebih lama dari sepuluh menit, sudah dipakai, atau dimulai di peramban lain. Mulailah lagi.",
  },
  "oidc.refused": {
    title: "Jawaban penyedia tidak dapat dipercaya",
    advice: "Tidak ada yang masuk. Mulailah lagi; jika tetap terjadi, beri tahu pengelola server ini.",
  },
  "oidc.declined": {
    title: "Penyedia tidak mengizinkan siapa pun masuk",
    advice: "Anda berhenti di sana, atau penyedia menolak. Mulailah lagi, atau gunakan cara lain.",
  },
  "oidc.unavailable": {
    title: "Penyedia tidak dapat dijangkau saat ini",
    advice: "Coba lagi satu menit lagi, atau gunakan cara lain.",
  },
  "oidc.email-unverified": {
    title: "Penyedia tidak menjamin alamat surel Anda",
    advice:
      "Konfirmasikan dulu alamat Anda di sana, lalu mulai lagi. Atau daftarlah dengan kata sandi di sini.",
  },
  "oidc.account-exists": {
    title: "Sudah ada akun dengan alamat Anda",
    advice:
      "Masuklah ke akun itu seperti biasa, lalu hubungkan penyedianya di pengaturan. Setelah itu penyedia dapat memasukkan Anda.",
  },
  "oidc.other-person": {
    title: "Penyedia menyebut orang lain",
    advice: "Gunakan akun di sana yang terhubung dengan akun yang sedang Anda pakai di sini.",
  },
  "identity.taken": {
    title: "Akun itu terhubung dengan akun lain di sini",
    advice: "Gunakan akun lain di sana, atau putuskan dulu dari akun yang lain itu.",
  },
  "identity.last": {
    title: "Itu satu-satunya jalan masuk Anda",
    advice: "Buat kata sandi atau hubungkan penyedia lain lebih dulu.",
  },
  "account.disabled": {
    title: "Akun ini dinonaktifkan",
    advice: "Tanyakan kepada pengelola server ini.",
  },
  "registration.domain-refused": {
    title: "Alamat dari domain itu tidak dapat mendaftar di sini",
    advice: "Gunakan akun lain di penyedia, atau tanyakan kepada pengelola server ini.",
  },
  "factor.required": {
    title: "Diperlukan juga sebuah kode",
    advice: "Masukkan enam angka yang ditampilkan aplikasi autentikator Anda, atau kode cadangan.",
  },
  "factor.wrong": {
    title: "Kode itu salah, atau sudah pernah dipakai",
    advice:
      "Masukkan kode yang ditampilkan aplikasi Anda sekarang. Jika ditolak lagi, periksa jam ponsel Anda.",
  },
  "factor.not-begun": {
    title: "Penyiapan autentikator terlalu lama",
    advice: "Mulailah lagi dan pindai kode yang baru.",
  },
  "factor.absent": {
    title: "Tidak ada autentikator untuk diubah",
    advice: "Muat ulang halaman.",
  },
  "factor.enrolment-required": {
    title: "Tambahkan dulu faktor kedua",
    advice: "Tambahkan kunci sandi atau aplikasi autentikator untuk melanjutkan.",
  },
  "factor.password-too-short": {
    title: "Kata sandi Anda terlalu pendek untuk berdiri sendiri",
    advice:
      "Panjangnya kurang dari 15 karakter, yang hanya cukup dengan langkah kedua. Buat dahulu yang lebih panjang.",
  },
  "factor.recovery-refused": {
    title: "Itu bukan kode pemulihan akun ini",
    advice: "Bandingkan huruf demi huruf dengan salinan Anda.",
  },
  "passkey.off": {
    title: "Server ini tidak menerima kunci sandi",
    advice:
      "Untuk itu diperlukan alamat https dengan nama. Tanyakan kepada pengelola server ini, atau gunakan kata sandi Anda.",
  },
  "passkey.refused": {
    title: "Kunci sandi itu tidak dapat masuk di sini",
    advice: "Coba lagi, atau gunakan kata sandi Anda.",
  },
  "passkey.not-added": {
    title: "Kunci sandi tidak ditambahkan",
    advice: "Waktunya habis, atau jawaban perangkat janggal. Coba lagi.",
  },
  "passkey.absent": {
    title: "Tidak ada kunci sandi untuk dipakai",
    advice: "Kunci itu sudah dihapus. Gunakan kata sandi Anda.",
  },
  "passkey.opens-nothing": {
    title: "Kunci sandi itu tidak dapat membuka brankas",
    advice:
      "Perangkatnya tidak memberi apa pun untuk menyegel kunci. Gunakan kunci sandi lain, atau kata sandi Anda.",
  },
  "passkey.too-many": {
    title: "Kunci sandi Anda sudah sebanyak yang boleh dimiliki satu akun",
    advice: "Hapus satu yang tidak Anda pakai lagi.",
  },
  "token.not-allowed": {
    title: "Token API tidak boleh melakukan itu",
    advice: "Masuklah dengan akunnya sendiri.",
  },
  "token.too-many": {
    title: "Token Anda sudah sebanyak yang boleh dimiliki satu akun",
    advice: "Cabut satu yang tidak Anda pakai lagi.",
  },
  "account.exists": {
    title: "Alamat itu sudah memiliki akun",
    advice: "Tidak perlu mengundangnya.",
  },
  "invitation.too-many": {
    title: "Undangan yang masih berlaku terlalu banyak",
    advice: "Tarik kembali yang tidak akan dipakai siapa pun.",
  },
  "administrator.last": {
    title: "Administrator terakhir harus tetap ada",
    advice: "Jadikan orang lain administrator lebih dulu.",
  },
  "account.not-leaving": {
    title: "Akun ini tidak akan dihapus",
    advice: "Tidak ada yang perlu dilakukan.",
  },
  "archive.too-large": {
    title: "Itu lebih banyak daripada isi satu arsip",
    advice: "Pilih lebih sedikit foto, lalu unduh dalam beberapa arsip.",
  },
  "export.running": {
    title: "Arsip Anda sedang diambil",
    advice: "Tunggu sampai pengunduhan itu selesai, atau hentikan.",
  },
  "recovery.failed": {
    title: "Alamat atau kode pemulihan salah",
    advice: "Periksa keduanya. Kode itu terdiri dari 56 huruf dan angka.",
  },
  "access.denied": {
    title: "Akun Anda tidak boleh melakukan itu",
    advice: "Tanyakan kepada pengelola server ini.",
  },

  "registration.closed": {
    title: "Server ini tidak menerima akun baru",
    advice: "Mintalah pengelolanya membuatkan akun untuk Anda.",
  },
  "registration.invitation-required": {
    title: "Untuk mendaftar di sini Anda memerlukan undangan",
    advice: "Buka tautan di undangan Anda, atau mintalah undangan kepada pengelola server ini.",
  },
  "invitation.invalid": {
    title: "Undangan ini tidak berlaku lagi",
    advice: "Sudah dipakai, kedaluwarsa, atau tidak lengkap. Mintalah yang baru.",
  },
  "link.invalid": {
    title: "Tautan ini tidak berlaku lagi",
    advice: "Sudah dipakai, kedaluwarsa, atau tidak lengkap. Mintalah yang baru.",
  },
  "password.refused": {
    title: "Kata sandi ini terlalu mudah ditebak",
    advice: "Pilih yang lain.",
  },
  "vault-mode.not-offered": {
    title: "Server ini tidak menawarkan jenis brankas itu",
    advice: "Pilih yang satunya.",
  },

  "vault.locked": { title: "Brankas Anda terkunci", advice: "Bukalah untuk melanjutkan." },
  "vault.kit-required": {
    title: "Simpan dulu kode pemulihan Anda",
    advice: "Brankas tersegel menerima foto setelah kode pemulihannya aman di tangan Anda.",
  },
  "vault.kit-mismatch": {
    title: "Itu bukan kode yang ditampilkan",
    advice: "Bandingkan huruf demi huruf dengan salinan Anda.",
  },
  "vault.unlock-failed": {
    title: "Itu tidak membuka brankas ini",
    advice: "Periksa, lalu coba lagi.",
  },
  "vault.key-mismatch": {
    title: "Kunci brankas Anda tidak diganti",
    advice:
      "Kunci yang terbuka bukan kunci yang tercatat di server ini. Tidak ada yang diubah. Beri tahu pengelola server ini: basis datanya rusak atau diubah.",
  },
  "vault.rotating": {
    title: "Kunci brankas sedang diganti",
    advice: "Tunggu sampai selesai; pengaturan brankas menunjukkan berapa yang tersisa.",
  },
  "vault.start-again-refused": {
    title: "Brankas ini tidak dapat dimulai lagi",
    advice: "Hanya brankas tersegel yang terkunci yang dapat. Muat ulang halaman.",
  },
  "vault.new-password-required": {
    title: "Diperlukan juga kata sandi baru Anda",
    advice: "Masukkan kata sandi yang Anda pakai untuk masuk sekarang.",
  },

  "upload.file-missing": { title: "Tidak ada berkas yang tiba", advice: "Pilih berkasnya sekali lagi." },
  "upload.name-refused": {
    title: "Nama berkas itu seperti nama program",
    advice: "Jika itu gambar, beri nama yang berakhir dengan .jpg atau sejenisnya, lalu tambahkan lagi.",
  },
  "upload.interrupted": {
    title: "Unggahan terputus",
    advice: "Coba lagi saat sambungan sudah baik.",
  },
  "upload.version": {
    title: "Unggahan tidak cocok dengan server ini",
    advice: "Muat ulang halaman.",
  },
  "upload.offset-wrong": { title: "Unggahan kehilangan posisinya", advice: "Coba lagi." },
  "upload.too-many": {
    title: "Unggahan yang belum selesai terlalu banyak",
    advice: "Tunggu sampai sebagian selesai, lalu coba lagi.",
  },
  "image.too-large": {
    title: "Berkas terlalu besar untuk server ini",
    advice: "Simpan versi yang lebih kecil, lalu tambahkan.",
  },
  "image.empty": {
    title: "Berkas itu kosong",
    advice: "Salin sekali lagi dari tempat asalnya.",
  },
  "image.unsupported": {
    title: "Ini bukan gambar yang diterima di sini",
    advice: "Simpan sebagai JPEG atau PNG, lalu tambahkan.",
  },
  "image.format-off": {
    title: "Server ini tidak menerima gambar dengan format itu",
    advice: "Simpan dalam format lain, lalu tambahkan.",
  },
  "image.truncated": {
    title: "Berkas itu berakhir terlalu cepat",
    advice: "Mungkin tidak tersalin seluruhnya. Salin sekali lagi dari tempat asalnya.",
  },
  "image.malformed": {
    title: "Berkas itu rusak",
    advice: "Buka di program gambar, simpan ulang, lalu tambahkan.",
  },
  "image.too-many-pixels": {
    title: "Pikselnya terlalu banyak",
    advice: "Perkecil gambarnya, lalu tambahkan.",
  },
  "image.too-many-frames": {
    title: "Animasinya terlalu panjang",
    advice: "Persingkat, lalu tambahkan.",
  },
  "image.too-complex": {
    title: "Susunan berkas itu tidak aman untuk dibuka",
    advice: "Buka di program gambar, simpan ulang, lalu tambahkan.",
  },
  "image.carries-code": {
    title: "Gambar itu memuat sesuatu yang tampak seperti program",
    advice: "Tidak ada yang disimpan darinya. Buka di program gambar, simpan sebagai JPEG, lalu tambahkan.",
  },
  "image.flagged": {
    title: "Pemindai virus menandai berkas ini",
    advice: "Tidak ada yang disimpan darinya. Periksa dari mana asalnya sebelum Anda membukanya lagi.",
  },
  "image.undecodable": {
    title: "Gambar itu tidak dapat dibaca",
    advice: "Buka di program gambar, simpan ulang, lalu tambahkan.",
  },
  "image.decoder-timeout": {
    title: "Membaca gambar itu terlalu lama",
    advice: "Buka di program gambar, simpan ulang, lalu tambahkan.",
  },
  "image.decoder-crash": {
    title: "Gambar itu tidak dapat dibaca dengan aman",
    advice: "Tidak ada yang disimpan darinya. Simpan ulang di program gambar, lalu tambahkan.",
  },
  "image.details-unsupported": {
    title: "Rincian tidak dapat dimasukkan ke berkas dengan format itu",
    advice: "JPEG, PNG, dan WebP dapat memuatnya. Unduh berkas aslinya sebagaimana adanya.",
  },
  "image.damaged": {
    title: "Foto yang tersimpan tidak lolos pemeriksaannya",
    advice:
      "Foto tidak ditampilkan, karena bukan yang Anda masukkan. Beri tahu pengelola server ini: cadangannya mungkin masih memuatnya.",
  },
  "album.damaged": {
    title: "Album ini tidak lolos pemeriksaan",
    advice: "Foto-fotonya tidak hilang: semuanya tetap ada di galeri. Hapus album ini lalu buat yang baru.",
  },
  "album.full": {
    title: "Album ini penuh",
    advice: "Keluarkan beberapa foto darinya, atau masukkan foto ini ke album lain.",
  },
  "album.too-many": {
    title: "Jumlah album sudah mencapai batasnya",
    advice: "Hapus album yang tidak Anda perlukan lagi. Foto-fotonya tetap ada.",
  },
  "album.fixed": {
    title: "Favorit tetap seperti adanya",
    advice: "Namanya tidak dapat diubah dan tidak dapat dihapus. Keluarkan foto satu per satu darinya.",
  },
  "scanner.unavailable": {
    title: "Pemindai virus tidak dapat dijangkau",
    advice: "Tanpa jawabannya tidak ada foto yang diterima. Sebentar lagi dicoba lagi.",
  },
  "decoders.busy": {
    title: "Server sedang sibuk dengan foto lain",
    advice: "Sebentar lagi dicoba lagi.",
  },
  "quota.exceeded": {
    title: "Ruang Anda sudah habis",
    advice: "Kosongkan tempat sampah, atau mintalah ruang lebih kepada pengelola server ini.",
  },
};
