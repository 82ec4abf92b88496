import type { tokens as inEnglish } from "../en/tokens.ts";

export const tokens: typeof inEnglish = {
  title: "Token API",
  lead: "Dengan token, sebuah program menjangkau foto-foto Anda tanpa kata sandi Anda: pencadangan, kamera, skrip. Tidak lebih dari itu: bukan pengaturan, bukan token lain, bukan foto orang lain.",
  lock: "Token tetap berlaku selama brankas Anda terkunci, sampai kedaluwarsa atau Anda cabut di sini.",

  make: {
    title: "Buat token",
    name: "Untuk apa",
    nameHint: "Supaya Anda mengenalinya lagi: “Pencadangan di rumah”.",
    nameMissing: "Beri nama paling banyak 60 karakter.",
    scope: "Yang boleh dilakukan program",
    scopes: {
      read: { name: "Melihat", meaning: "Mendaftar dan mengunduh foto-foto Anda." },
      write: {
        name: "Menambah dan mengubah",
        meaning: "Mengunggah, mengganti nama, memindahkan ke tempat sampah, dan memusnahkan.",
      },
      both: { name: "Keduanya", meaning: "Melihat semuanya, menambah, dan mengubah." },
    },
    days: "Masa berlaku",
    day: (days) =>
      ({ 1: "Satu hari", 7: "Satu minggu", 30: "30 hari", 90: "90 hari", 366: "Satu tahun" })[days] ??
      `${days} hari`,
    submit: "Buat token",
  },

  shown: {
    title: "Salin token Anda sekarang",
    meaning:
      "Token ini hanya ditampilkan sekali ini. Siapa pun yang memilikinya dapat menjangkau foto-foto Anda sebagaimana ditetapkan di bawah, jadi berikan kepada programnya saja dan tidak kepada orang lain.",
    label: "Token",
    copy: "Salin",
    copied: "Tersalin. Kosongkan papan klip setelah tokennya tersimpan di tempatnya.",
    copyRefused: "Peramban tidak mengizinkan penyalinan. Pilih tokennya dan salin sendiri.",
    how: "Program mengirimkannya pada setiap permintaan, sebagai tajuk",
    done: "Sudah saya salin",
  },

  list: {
    title: "Token Anda",
    none: "Tidak ada program yang memiliki token.",
    scopes: (reads, writes) =>
      reads && writes ? "Melihat, menambah, dan mengubah" : reads ? "Melihat" : "Menambah dan mengubah",
    until: (when) => `berlaku sampai ${when}`,
    used: (when) => `Terakhir dipakai ${when}`,
    unused: "Belum pernah dipakai",
    revoke: "Cabut",
    revokeOf: (name) => `Cabut ${name}`,
    revoked: (name) => `“${name}” tidak menjangkau apa pun lagi.`,
  },
};
