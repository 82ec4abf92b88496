import type { search as inEnglish } from "../en/search.ts";

export const search: typeof inEnglish = {
  title: "Cari",
  link: "Cari",
  label: "Cari foto Anda",
  placeholder: "Nama, keterangan, tanggal, kamera",
  clear: "Kosongkan pencarian",
  results: "Foto yang ditemukan",
  found: (count) =>
    count === 0 ? "Tidak ada yang ditemukan" : `${count.toLocaleString("id")} foto ditemukan`,
  nothing: "Tidak ada foto yang cocok dengan semuanya",
  nothingAdvice: "Setiap kata harus cocok. Coba lebih sedikit kata, atau awal katanya saja.",
  examplesTitle: "Yang dapat Anda cari",
  examples: [
    { text: "senja pantai", means: "kata dari nama, keterangan, dan album" },
    { text: "juni 2024", means: "foto dari bulan itu" },
    { text: "2023-05..2023-07", means: "dari satu bulan atau hari sampai yang lain" },
    { text: "canon png", means: "kamera dan format" },
    { text: "favorit 2024", means: "favorit dari satu tahun" },
    { text: "place:48.2,16.4", means: "dalam sepuluh kilometer dari suatu tempat" },
  ],
  promise:
    "Pencarian berlangsung di memori selama brankas Anda terbuka. Tidak ada yang disimpan, di sini maupun di server.",
};
