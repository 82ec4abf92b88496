import type { myData as inEnglish } from "../en/my-data.ts";

const pictures = (count: number) => (count === 1 ? "satu foto" : `${count.toLocaleString("id")} foto`);

export const myData: typeof inEnglish = {
  title: "Data saya",

  take: {
    title: "Bawa semuanya",
    lead: "Satu berkas ZIP dengan setiap foto sebagaimana disimpan di sini, termasuk isi tempat sampah, dan sebuah berkas dengan semua nama, keterangan, tanggal, dan tempat.",
    prepare: "Siapkan arsip",
    ready: (images, size) =>
      images === 1 ? `Satu foto, ${size}` : `${images.toLocaleString("id")} foto, ${size}`,
    readyNone: "Belum ada foto: arsip hanya berisi rincian akun Anda.",
    fetch: "Unduh arsip",
    until: (when) => `Tautan ini berlaku di jendela ini, sampai ${when}.`,
    keepSafe:
      "Arsip ini tidak tersegel: siapa pun yang memiliki berkasnya dapat melihat foto-foto Anda. Simpan di tempat yang hanya dapat Anda jangkau.",
    stays: "Biarkan brankas Anda terbuka sampai pengunduhan selesai.",
  },

  leave: {
    title: "Hapus akun",
    lead: "Semua isinya ikut hilang: foto, keterangan, kode pemulihan, sesi, dan token. Tidak ada yang dapat mengembalikannya, termasuk pengelola server ini.",
    button: "Hapus akun saya",
    dialog: "Hapus akun Anda?",
    when: "Kapan",
    later: {
      name: "Dalam tujuh hari",
      meaning:
        "Sampai saat itu Anda dapat mempertahankannya: di sini, atau lewat tautan yang dikirim ke surel Anda.",
    },
    now: {
      name: "Sekarang juga",
      meaning: "Tidak ada jalan kembali. Kunci foto-foto Anda dimusnahkan lebih dulu.",
    },
    type: (address) => `Masukkan ${address} untuk mengonfirmasi`,
    typeLabel: "Alamat surel Anda",
    typeWrong: "Itu bukan alamat akun ini.",
    goLater: "Hapus dalam tujuh hari",
    goNow: "Hapus sekarang",
    asked: (when) => `Akun Anda akan dihapus pada ${when}.`,
    leaving: (when) => `Akun ini akan dihapus pada ${when}`,
    leavingMeaning: "Beserta seluruh isinya. Sampai saat itu Anda dapat berubah pikiran.",
    keep: "Pertahankan akun saya",
    kept: "Akun Anda tetap ada. Tidak ada yang dihapus.",
  },

  farewell: {
    title: "Akun Anda sudah dihapus",
    keys: (when, images) =>
      images === 0
        ? `${when}: semua kunci brankas Anda dimusnahkan.`
        : `${when}: kunci ${pictures(images)} dimusnahkan, dan tidak ada lagi yang dapat membukanya.`,
    erased: (when) => `${when}: berkas basis data sendiri sudah tidak memuat apa pun darinya.`,
    erasedSoon: "Berkas basis data sendiri dibersihkan dalam satu jam.",
    backups:
      "Cadangan server ini mungkin masih memuat sisa yang tersegel sampai cadangan terakhir kedaluwarsa.",
    save: "Simpan tanda terima ini",
    fileName: "safelight-tanda-terima-penghapusan.txt",
    number: (id) => `Akun ${id}`,
    door: "Ke halaman depan",
  },

  address: {
    title: "Alamat surel",
    now: (address) => `Anda masuk dengan ${address}.`,
    lead: "Alamat baru berlaku setelah dikonfirmasi lewat tautan yang dikirim ke sana. Alamat yang sekarang diberi tahu, dan dapat menghentikannya.",
    leadManaged:
      "Karena siapa pun yang membaca surel Anda dapat membuka brankas terkelola, perubahan ini menunggu satu hari setelah Anda memintanya.",
    label: "Alamat surel baru",
    missing: "Masukkan alamat surel, misalnya nama@example.org.",
    same: "Itu sudah alamat Anda.",
    submit: "Ganti alamat",
    asked: "Periksa kotak surat yang baru, dan buka tautan di sana.",
    waiting: (address) => `Menunggu konfirmasi untuk ${address}`,
    waitingMeaning: (when) => `Buka tautan yang dikirim ke sana, sampai ${when}.`,
    confirmed: (address) => `Alamat Anda berganti menjadi ${address}`,
    confirmedMeaning: (when) => `Pada ${when}. Sampai saat itu Anda masuk dengan alamat yang sekarang.`,
    cancel: "Pertahankan alamat yang sekarang",
    cancelled: "Alamat Anda tidak berubah.",
  },

  links: {
    incompleteTitle: "Tautan ini tidak lengkap",
    incomplete: "Buka lagi dari surel, dan pastikan tautannya tersalin seluruhnya.",
    home: "Ke Safelight",
    newAddress: {
      title: "Konfirmasikan alamat baru Anda",
      lead: "Satu klik, dan alamat ini menjadi milik Anda di sini.",
      submit: "Gunakan alamat ini",
      doneTitle: "Alamat sudah dikonfirmasi",
      done: (address) => `Mulai sekarang Anda masuk dengan ${address}.`,
      later: (address, when) =>
        `Mulai ${when} Anda masuk dengan ${address}. Sampai saat itu alamat yang sekarang dapat menolaknya.`,
      dead: "Tautan berlaku satu kali, selama dua hari, dan hanya selama perubahan belum dihentikan. Jika alamat Anda belum berubah, minta perubahan itu lagi di profil Anda.",
    },
    keepAddress: {
      title: "Pertahankan alamat Anda yang sekarang",
      lead: "Seseorang meminta akun Anda dipindahkan ke alamat lain. Satu klik menghentikannya.",
      submit: "Pertahankan alamat ini",
      doneTitle: "Alamat Anda tetap",
      done: (address) =>
        `Anda masuk dengan ${address}, seperti sebelumnya. Jika bukan Anda yang meminta perubahan, seseorang memiliki kata sandi Anda: buat yang baru sekarang.`,
      password: "Buat kata sandi baru",
      dead: "Perubahan itu sudah dihentikan, atau sudah terjadi. Profil Anda menunjukkan alamat yang berlaku; jika alamat itu diubah tanpa Anda, buat kata sandi baru dan beri tahu pengelola server ini.",
    },
    keepAccount: {
      title: "Pertahankan akun Anda",
      lead: "Akun Anda akan segera dihapus beserta seluruh isinya. Satu klik mempertahankannya.",
      submit: "Pertahankan akun saya",
      doneTitle: "Akun Anda tetap ada",
      done: (address) =>
        `Tidak ada yang dihapus dari ${address}. Jika bukan Anda yang memintanya, seseorang memiliki kata sandi Anda: buat yang baru sekarang.`,
      password: "Buat kata sandi baru",
      dead: "Jika akun sudah Anda pertahankan, semuanya baik. Jika belum, dan Anda masih dapat masuk, pertahankan di pengaturan, pada “Data saya”. Setelah harinya tiba, akun hilang untuk selamanya.",
    },
  },
};
