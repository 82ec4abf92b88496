import type { trash as inEnglish } from "../en/trash.ts";

export const trash: typeof inEnglish = {
  title: "Tempat sampah",
  intro: (days) => `Foto tinggal di sini selama ${days} hari. Setelah itu dimusnahkan dengan sendirinya.`,
  empty: {
    title: "Tempat sampah kosong",
    advice: (days) =>
      `Foto yang Anda hapus menunggu di sini selama ${days} hari, kalau-kalau Anda menginginkannya kembali.`,
    action: "Ke foto-foto Anda",
  },
  daysLeft: (days) => (days <= 0 ? "Musnah hari ini" : `${days} hari lagi`),
  restore: "Pulihkan",
  restoreNamed: (name) => `Pulihkan ${name}`,
  restored: (name) => `${name} sudah kembali ke foto-foto Anda.`,
  destroy: "Hapus selamanya",
  destroyNamed: (name) => `Hapus ${name} selamanya`,
  emptyAll: "Kosongkan tempat sampah",
  more: "Tampilkan lagi",
  confirm: {
    one: "Hapus foto ini selamanya?",
    all: (count) => `Hapus ${count} selamanya?`,
    meaning:
      "Kunci yang membukanya dimusnahkan lebih dulu, lalu berkas tersegelnya. Tidak ada yang dapat mengembalikannya, termasuk pengelola server ini.",
    meaningAll:
      "Kunci-kunci yang membukanya dimusnahkan lebih dulu, lalu berkas-berkas tersegelnya. Tidak ada yang dapat mengembalikannya, termasuk pengelola server ini.",
    backups:
      "Cadangan yang dibuat pengelola server ini mungkin masih memuat salinan tersegel sampai cadangan terakhir kedaluwarsa.",
    go: "Hapus selamanya",
  },
  receipt: {
    title: (count) =>
      count === 1 ? "Foto itu sudah dimusnahkan" : `${count.toLocaleString("id")} foto sudah dimusnahkan`,
    keys: (when) =>
      `Kunci dimusnahkan ${when}. Tidak ada lagi yang disimpan Safelight yang dapat membukanya.`,
    erased: (when) => `Jejak kunci dihapus dari basis data ${when}.`,
    erasedSoon: "Jejak kunci hilang dari basis data dalam satu jam.",
    backups: "Salinan tersegel di cadangan bertahan sampai cadangan terakhir kedaluwarsa.",
    close: "Selesai",
  },
};
