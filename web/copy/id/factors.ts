import type { factors as inEnglish } from "../en/factors.ts";

export const factors: typeof inEnglish = {
  code: "Kode",
  codeHint: "Enam angka yang ditampilkan aplikasi autentikator Anda sekarang.",
  backupCode: "Kode cadangan",
  backupCodeHint: "Salah satu dari sepuluh kode yang Anda simpan. Berlaku satu kali.",
  anyCode: "Kode autentikator Anda",
  anyCodeHint: "Enam angka, atau kode cadangan.",
  codeMissing: "Masukkan enam angka dari aplikasi autentikator Anda.",
  backupCodeMissing: "Masukkan salah satu kode cadangan Anda.",
  wrong: "Kode itu salah, atau sudah pernah dipakai. Masukkan kode yang ditampilkan aplikasi Anda sekarang.",
  wrongBackup: "Itu bukan salah satu kode cadangan Anda, atau sudah pernah dipakai.",

  step: {
    title: "Masukkan kode Anda",
    lead: "Buka aplikasi autentikator Anda dan masukkan kode untuk Safelight.",
    titlePasskey: "Gunakan kunci sandi Anda",
    leadPasskey: "Server ini meminta lebih dari sekadar kata sandi. Gunakan salah satu kunci sandi akun ini.",
    leadBackup: "Masukkan kode cadangan sebagai ganti kode aplikasi Anda.",
    submit: "Masuk",
    useBackup: "Gunakan kode cadangan",
    useApp: "Gunakan aplikasi autentikator",
    lost: "Saya tidak punya keduanya",
    again: "Mulai lagi",
  },

  lost: {
    title: "Tanpa aplikasi dan kode cadangan",
    lead: "Kode pemulihan dapat menggantikan autentikator yang hilang. Karena dampaknya besar, perlu waktu satu hari: Anda dikirimi surel sekarang, dan mulai besok kode itu memasukkan Anda dan menghapus autentikatornya.",
    code: "Kode pemulihan",
    hint: "56 huruf dan angka dalam kelompok empat. Huruf besar dan tanda hubung tidak berpengaruh.",
    missing: "Masukkan kode pemulihan Anda.",
    wrong: "Itu bukan kode pemulihan akun ini. Bandingkan dengan salinan Anda, kelompok demi kelompok.",
    submit: "Lanjutkan dengan kode pemulihan",
    back: "Kembali ke kode",
    waitingTitle: "Masa tunggu satu hari sudah dimulai",
    waiting: (from) =>
      `Sebuah surel sedang dikirim kepada Anda. Kembalilah setelah ${from}, masuk dengan kata sandi Anda, dan masukkan kode pemulihan di sini sekali lagi.`,
    cancel:
      "Jika sementara itu autentikator Anda ditemukan, masuklah dengannya seperti biasa: permintaan ini batal.",
  },

  section: {
    title: "Langkah kedua saat masuk",
    lead: "Kode dari aplikasi di ponsel Anda, selain kata sandi: siapa pun yang mengetahui kata sandi Anda tetap tidak dapat masuk.",
    off: "Mati. Kata sandi saja sudah cukup untuk masuk.",
    since: (when) => `Aktif sejak ${when}`,
    left: (count) => (count === 1 ? "Tersisa satu kode cadangan." : `Tersisa ${count} kode cadangan.`),
    noneLeft:
      "Tidak ada kode cadangan yang tersisa. Buatlah yang baru; tanpa itu, ponsel yang hilang membuat Anda tidak dapat masuk.",
    add: "Tambahkan aplikasi autentikator",
    replace: "Ganti autentikator",
    renew: "Kode cadangan baru",
    remove: "Hapus",
    removed: "Autentikator sudah dihapus.",
    removeTitle: "Hapus autentikator?",
    removeMeaning:
      "Setelah itu kata sandi saja sudah cukup untuk masuk. Kode cadangan Anda juga tidak berlaku lagi.",
    removeRequired:
      "Server ini meminta langkah kedua dari semua orang: Anda harus menambahkan yang lain sebelum dapat melanjutkan.",
    removeGo: "Hapus",
  },

  enrol: {
    title: "Aplikasi autentikator",
    required: "Server ini meminta langkah kedua dari semua orang saat masuk. Hanya perlu satu menit.",
    shortPassword:
      "Kata sandi Anda kurang dari 15 karakter, yang hanya cukup bersama langkah kedua saat masuk. Tambahkan satu untuk melanjutkan.",
    why: "Aplikasi autentikator menampilkan kode baru setiap 30 detik. Setelah itu, untuk masuk diperlukan kata sandi dan kode saat itu.",
    apps: "Aplikasi apa pun sejenis itu boleh: pengelola kata sandi Anda mungkin sudah dapat melakukannya.",
    replaces:
      "Autentikator yang sekarang tetap berlaku sampai yang baru dikonfirmasi; setelah itu berakhir, dan Anda mendapat kode cadangan baru.",
    begin: "Siapkan",
    later: "Nanti saja",
    place: (step) => `Langkah ${step} dari 2`,
    scanTitle: "Pindai kode ini",
    scanLead: "Di aplikasi Anda pilih menambah akun, lalu arahkan kamera ke sini.",
    qr: "Kode QR untuk aplikasi autentikator Anda",
    openApp: "Buka di aplikasi pada perangkat ini",
    byHand: "Tidak dapat memindai? Masukkan kunci ini saja:",
    copy: "Salin kunci",
    copied: "Tersalin. Kosongkan papan klip setelah kuncinya tersimpan di tempatnya.",
    copyRefused: "Peramban tidak mengizinkan penyalinan. Pilih kuncinya dan salin sendiri.",
    typeLead: "Lalu masukkan kode yang ditampilkannya, supaya Anda tahu semuanya berjalan:",
    confirm: "Aktifkan",
    wrong:
      "Kode itu tidak cocok. Masukkan kode yang ditampilkan aplikasi Anda sekarang; jika ditolak lagi, periksa jam ponsel Anda.",
    signOut: "Keluar",
  },

  backup: {
    title: "Kode cadangan",
    lead: "Sepuluh kode untuk saat ponsel Anda hilang atau kehabisan daya. Masing-masing memasukkan Anda satu kali, sebagai ganti aplikasi.",
    renews: "Kode baru mengakhiri kode yang lama.",
    make: "Tampilkan sepuluh kode baru",
    saveTitle: "Simpan kode cadangan Anda",
    saveLead:
      "Cetak, simpan sebagai berkas, atau simpan di pengelola kata sandi, terpisah dari ponsel Anda. Kode ini hanya ditampilkan sekarang.",
    label: "Kode cadangan Anda",
    print: "Cetak",
    save: "Simpan sebagai teks",
    copy: "Salin",
    copied: "Tersalin. Kosongkan papan klip setelah kodenya tersimpan di tempatnya.",
    copyRefused: "Peramban tidak mengizinkan penyalinan. Pilih kodenya dan salin sendiri.",
    saved: "Sudah saya simpan",
    fileName: "safelight-kode-cadangan.txt",
    file: (kit) =>
      [
        "KODE CADANGAN SAFELIGHT",
        "",
        `Server   ${kit.origin}`,
        `Akun     ${kit.email}`,
        `Dibuat   ${kit.made}`,
        "",
        ...kit.codes.map((code) => `    ${code}`),
        "",
        "Setiap kode memasukkan Anda satu kali, bersama kata sandi, sebagai ganti aplikasi autentikator.",
        "",
      ].join("\r\n"),
    printServer: "Server",
    printAccount: "Akun",
    printMade: "Dibuat",
    printUse:
      "Setiap kode memasukkan Anda satu kali, bersama kata sandi, sebagai ganti aplikasi autentikator. Coret kode yang sudah dipakai.",
  },

  done: {
    onTitle: "Langkah kedua sudah aktif",
    on: "Mulai sekarang, untuk masuk diperlukan kata sandi dan sebuah kode.",
    renewedTitle: "Kode cadangan baru Anda sudah berlaku",
    renewed: "Kode yang lama tidak berlaku lagi.",
    others:
      "Perangkat lain tetap masuk. Jika Anda melakukan ini karena mungkin ada orang lain yang sudah masuk, keluarkan perangkat-perangkat itu.",
    endOthers: "Keluarkan semua perangkat lain",
    endedOthers: "Anda sudah dikeluarkan di mana pun kecuali di sini.",
    back: "Kembali ke pengaturan",
  },
};
