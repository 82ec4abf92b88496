import type { providers as inEnglish } from "../en/providers.ts";

export const providers: typeof inEnglish = {
  signIn: {
    group: "Masuk lewat tempat lain",
    button: (label) => `Lanjutkan dengan ${label}`,
  },

  back: {
    title: "Sebentar",
    lead: "Jawaban penyedia Anda sedang diperiksa.",
    codeTitle: "Masukkan juga kode Anda",
    codeLead: "Penyedia Anda sudah memastikan siapa Anda. Di sini langkah kedua Anda juga diminta.",
    codeMissing: "Masukkan enam angka dari aplikasi autentikator Anda.",
    codeWrong:
      "Kode itu salah, atau sudah pernah dipakai. Masukkan kode yang ditampilkan aplikasi Anda sekarang.",
    codeSubmit: "Konfirmasi",
    toSignIn: "Kembali ke halaman masuk",
    goOn: "Lanjutkan",
    linked: (label) => `Mulai sekarang ${label} dapat memasukkan Anda.`,
    confirmed: "Identitas Anda sudah dikonfirmasi. Silakan lanjutkan yang hendak Anda lakukan.",
  },

  section: {
    title: "Masuk lewat tempat lain",
    lead: "Masuk dengan akun yang Anda miliki di tempat lain. Siapa pun yang masuk di sana dapat masuk di sini.",
    leadSealed:
      "Masuk dengan akun yang Anda miliki di tempat lain. Akun itu tidak membuka brankas tersegel Anda: untuk itu tetap diperlukan kata sandi, kode pemulihan, atau kunci sandi.",
    none: "Tidak ada yang terhubung.",
    link: (label) => `Hubungkan ${label}`,
    linkedAt: (when) => `Terhubung ${when}`,
    usedAt: (when) => `terakhir dipakai ${when}`,
    unused: "belum dipakai",
    unusable: "Server ini tidak menawarkannya lagi.",
    unlink: "Putuskan",
    unlinkOf: (label) => `Putuskan ${label}`,
    unlinkTitle: (label) => `Putuskan ${label}?`,
    unlinkMeaning:
      "Setelah itu akun tersebut tidak memasukkan Anda di sini. Akun Anda di sana tidak berubah.",
    unlinked: (label) => `${label} sudah diputuskan.`,
  },

  proof: {
    button: (label) => `Konfirmasi dengan ${label}`,
    why: "Anda dibawa ke sana lalu kembali ke halaman ini; setelah itu ulangi yang hendak Anda lakukan.",
  },

  unlock: {
    button: (label) => `Buka dengan ${label}`,
    lead: "Brankas Anda terbuka setelah penyedia Anda memastikan bahwa ini memang Anda.",
    signInOnly:
      "Anda sudah masuk, tetapi penyedia Anda tidak dapat membuka brankas tersegel Anda. Bukalah dengan rahasia Anda sendiri.",
  },

  firstPassword: {
    title: "Pilih kata sandi",
    lead: "Di server ini brankas bersifat tersegel: hanya rahasia Anda sendiri yang membukanya, bukan penyedia Anda dan bukan pengelola server ini. Pilih kata sandi sekarang; setelah itu menyusul kode pemulihan.",
    submit: "Buat brankas saya",
  },
};
