import type { shell as inEnglish } from "../en/shell.ts";

export const shell: typeof inEnglish = {
  name: "Safelight",
  pageTitle: (page) => `${page} · Safelight`,
  skip: "Langsung ke isi",
  nav: "Utama",
  pictures: "Foto",
  trash: "Tempat sampah",
  settings: "Pengaturan",
  administration: "Orang",
  accountMenu: "Akun",
  lock: "Kunci sekarang",
  signOut: "Keluar",
  signedOutElsewhere: "Anda telah dikeluarkan. Masuklah untuk melanjutkan.",
  loading: "Memuat",
  close: "Tutup",
  cancel: "Batal",
  tryAgain: "Coba lagi",
  reload: "Muat ulang halaman",
  notifications: "Pesan",
  dismiss: "Tutup pesan",
  longPress: "Tekan lama, atau Alt dan panah bawah, untuk membuka menu",
  waitFor: (seconds) =>
    seconds <= 90
      ? `Tunggu ${Math.max(1, Math.ceil(seconds))} detik, lalu coba lagi.`
      : `Tunggu ${Math.ceil(seconds / 60)} menit, lalu coba lagi.`,
  look: {
    title: "Bahasa dan tampilan",
    language: "Bahasa",
    languageHint: "Surel untuk Anda juga ditulis dalam bahasa ini.",
    theme: "Tampilan",
    themes: { system: "Mengikuti perangkat", dark: "Gelap", light: "Terang" },
    themeHint: "Hanya disimpan di peramban ini.",
  },
  requestId: (id) => `Permintaan ${id}`,

  notices: "Pemberitahuan",
  reminders: "Pengingat",
  insecure:
    "Sambungan ini tidak dienkripsi: siapa pun di tengah jalan dapat membaca kata sandi dan foto-foto Anda. Mintalah alamat https kepada pengelola server ini.",
  offline: "Anda sedang luring. Yang ada di layar tetap ada; sisanya kembali bersama sambungan.",
  unreachable: "Server tidak menjawab. Dicoba lagi setiap beberapa detik.",
  kitNotice: "Kode pemulihan",
  kitMissing: "Brankas Anda menerima foto setelah kode pemulihannya disimpan.",
  kitMissingAction: "Simpan sekarang",

  noAnswer: {
    title: "Server tidak menjawab",
    advice: "Periksa sambungan Anda, lalu coba lagi.",
  },
  unknownFault: {
    title: "Ada yang salah di halaman ini",
    advice: "Muat ulang halaman. Jika terjadi lagi, beri tahu pengelola server ini apa yang Anda lakukan.",
  },

  notFound: {
    title: "Tidak ada apa-apa di sini",
    advice: "Alamatnya mungkin salah ketik, atau yang dulu ada di sini sudah hilang.",
    action: "Ke foto-foto Anda",
  },
  crash: {
    title: "Halaman ini berhenti bekerja",
    advice: "Foto-foto Anda aman: ini hanya halaman yang menampilkannya. Muat ulang untuk melanjutkan.",
  },

  proof: {
    title: "Pastikan bahwa ini Anda",
    why: "Ini dapat mengubah siapa yang bisa masuk ke brankas Anda, jadi Safelight memastikan bahwa ini memang Anda.",
    password: "Kata sandi",
    confirm: "Lanjutkan",
  },
};
