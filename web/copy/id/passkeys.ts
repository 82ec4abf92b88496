import type { passkeys as inEnglish } from "../en/passkeys.ts";

export const passkeys: typeof inEnglish = {
  or: "atau",
  fault: {
    cancelled: {
      title: "Kunci sandi tidak jadi dipakai",
      advice:
        "Anda menutup pertanyaannya, waktunya habis, atau sidik jari, wajah, atau PIN Anda tidak dikenali. Cobalah lagi bila Anda siap.",
    },
    known: {
      title: "Perangkat ini sudah memiliki kunci sandi Anda",
      advice: "Masuklah dengan yang itu, atau tambahkan satu di perangkat lain.",
    },
    unfit: {
      title: "Perangkat ini tidak dapat membuat kunci sandi",
      advice:
        "Diperlukan perangkat yang meminta sidik jari, wajah, atau PIN Anda. Coba perangkat atau kunci keamanan lain.",
    },
    unavailable: {
      title: "Peramban menolak memakai kunci sandi",
      advice: "Periksa apakah alamat di atas adalah alamat server ini yang biasa, lalu coba lagi.",
    },
  },

  signIn: {
    button: "Masuk dengan kunci sandi",
    refusedTitle: "Kunci sandi itu tidak dapat masuk di sini",
    refused:
      "Mungkin sudah dihapus dari akunnya, atau halaman ini menunggu terlalu lama. Coba lagi, atau gunakan kata sandi Anda.",
  },

  unlock: {
    button: "Buka dengan kunci sandi",
    signInOnly:
      "Kunci sandi Anda sudah memasukkan Anda, tetapi tidak dapat membuka brankas Anda. Bukalah dengan kata sandi.",
    wrongTitle: "Kunci sandi itu tidak membuka brankas Anda",
    wrong:
      "Mungkin hanya dapat dipakai untuk masuk, atau kunci brankas sudah diganti sejak itu. Bukalah dengan kata sandi; setelah itu kunci sandi dapat dibuat membuka brankas di pengaturan.",
    newPassword: "Kata sandi Anda, bersama kunci sandi",
    newPasswordWhy:
      "Kata sandi Anda belum membuka brankas: pernah disetel ulang, atau kuncinya diganti dengan kunci sandi. Dengan kata sandi dan kunci sandi bersama-sama brankas Anda terbuka, dan setelah itu kata sandi saja sudah cukup.",
  },

  proof: {
    button: "Gunakan kunci sandi",
    refused: "Kunci sandi itu tidak diterima. Coba lagi, atau masukkan kata sandi Anda.",
  },

  newKey: {
    button: "Gunakan kunci sandi",
    instead: "Gunakan kunci sandi, bukan kata sandi",
    passwordLater:
      "Setelah itu kata sandi Anda kembali membuka brankas begitu Anda memasukkannya di sini selama brankas terbuka.",
    refused: "Kunci sandi itu tidak diterima. Coba lagi dengan yang membuka brankas Anda.",
    opensNothingTitle: "Kunci sandi itu tidak dapat membuka brankas",
    opensNothing:
      "Kunci itu dapat dipakai untuk masuk, tetapi perangkatnya tidak memberi apa pun untuk menyegel kunci. Gunakan kata sandi Anda.",
    opensNothingAlone:
      "Kunci itu dapat dipakai untuk masuk, tetapi perangkatnya tidak memberi apa pun untuk menyegel kunci. Gunakan kunci sandi lain, atau kembali dan buat kata sandi dahulu.",
    unsupported:
      "Peramban ini tidak mengenal kunci sandi. Kembali dan buat kata sandi dahulu, atau gunakan peramban lain.",
  },

  step: {
    button: "Gunakan kunci sandi",
    wrongTitle: "Kunci sandi itu tidak dapat menyelesaikan proses masuk ini",
    wrong: "Milik akun lain, atau waktunya habis. Coba lagi.",
  },

  section: {
    title: "Kunci sandi",
    lead: "Masuk dengan sidik jari, wajah, atau PIN perangkat Anda sebagai ganti kata sandi (passkey). Tidak ada yang perlu diingat, tidak ada yang dapat terambil situs palsu.",
    none: "Belum ada.",
    add: "Tambahkan kunci sandi",
    unsupported: "Peramban ini tidak mengenal kunci sandi.",
    opensVault: "Memasukkan Anda dan membuka brankas",
    signsIn: "Memasukkan Anda; brankas terkelola tetap terbuka",
    signsInSealed: "Memasukkan Anda, tetapi tidak membuka brankas tersegel Anda",
    added: (when) => `Ditambahkan ${when}`,
    used: (when) => `terakhir dipakai ${when}`,
    unused: "belum dipakai",
    letOpen: "Izinkan membuka brankas",
    opens: (name) => `${name} kini membuka brankas Anda.`,
    opensNot:
      "Kunci sandi ini dapat dipakai untuk masuk, tetapi perangkatnya tidak menyediakan apa pun untuk membuka brankas.",
    rename: "Ganti nama",
    renameOf: (name) => `Ganti nama ${name}`,
    remove: "Hapus",
    removeOf: (name) => `Hapus ${name}`,
  },

  enrol: {
    why: "Atau tambahkan kunci sandi: sidik jari, wajah, atau PIN perangkat Anda, sebagai ganti kata sandi dan kode.",
    button: "Tambahkan kunci sandi saja",
  },

  create: {
    title: "Tambahkan kunci sandi",
    why: "Setelah itu peramban bertanya di mana menyimpannya: di perangkat ini, di ponsel, di kunci keamanan, atau di pengelola kata sandi.",
    name: "Namanya",
    nameHint: "Supaya Anda mengenalinya di antara yang lain, misalnya perangkat tempatnya disimpan.",
    nameMissing: "Beri nama paling banyak 60 karakter.",
    go: "Lanjutkan",
    device: (browser, system) => `${browser} di ${system}`,
    fallback: "Kunci sandi saya",
    done: (name) => `Mulai sekarang ${name} dapat memasukkan Anda.`,
    doneOpens: (name) => `Mulai sekarang ${name} dapat memasukkan Anda dan membuka brankas.`,
    second: {
      title: "Satu gerakan lagi",
      why: "Kunci sandi sudah ditambahkan. Pakailah sekali lagi, supaya dapat membuka brankas Anda dan bukan hanya memasukkan Anda.",
      go: "Gunakan kunci sandi",
      later: "Nanti saja",
    },
  },

  rename: {
    title: "Ganti nama kunci sandi",
    go: "Ganti nama",
  },

  remove: {
    title: (name) => `Hapus ${name}?`,
    meaning:
      "Kunci itu tidak lagi memasukkan Anda dan tidak membuka apa pun. Perangkat Anda mungkin masih menawarkannya: hapus juga di sana.",
    go: "Hapus",
    done: (name) => `${name} sudah dihapus.`,
  },
};
