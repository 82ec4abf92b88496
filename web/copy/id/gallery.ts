import type { gallery as inEnglish } from "../en/gallery.ts";

const pictures = (count: number) => `${count.toLocaleString("id")} foto`;

export const gallery: typeof inEnglish = {
  pictures,
  timeline: "Foto-foto Anda menurut bulan",
  named: (name, date) => `${name}, ${date}`,
  unnamed: (date) => `Foto tanggal ${date}`,
  select: (picture) => `Pilih ${picture}`,
  loadingMonth: (month) => `Memuat ${month}`,

  empty: {
    title: "Belum ada apa-apa di sini",
    invitation: "Letakkan foto atau folder di mana saja pada halaman ini, tempelkan, atau pilih.",
    invitationByTouch: "Pilih foto dari perangkat ini untuk memulai.",
    action: "Tambah foto",
    limit: (size, formats) => `${formats}, masing-masing paling besar ${size}.`,
    promise:
      "Setiap foto diperiksa, dibersihkan dari rincian tersembunyi seperti posisi GPS, dan disegel sebelum disimpan.",
  },

  scrubber: {
    label: "Pergi ke suatu bulan",
    value: (month, count) => `${month}, ${pictures(count)}`,
  },

  monthFailed: (month) => `${month} gagal dimuat`,
  timelineFailed: "Foto-foto Anda gagal dimuat",

  damaged: "Rusak",
  damagedHelp: "Buka untuk melihat apa yang bisa dilakukan",
  damagedName: "Foto rusak",
  damagedLong: "Foto ini tidak lolos pemeriksaannya, jadi tidak ditampilkan.",
  notLoaded: "Gagal dimuat",

  trashed: (count) =>
    count === 1 ? "Dipindahkan ke tempat sampah." : `${pictures(count)} dipindahkan ke tempat sampah.`,
  undo: "Urungkan",
  restored: (count) => (count === 1 ? "Kembali ke foto-foto Anda." : `${pictures(count)} sudah kembali.`),

  favoured: (count) => (count === 1 ? "Kini menjadi favorit." : `${pictures(count)} kini menjadi favorit.`),
  unfavoured: (count) => (count === 1 ? "Bukan favorit lagi." : `${pictures(count)} bukan favorit lagi.`),

  trashing: (done, all) => `Memindahkan ke tempat sampah: ${done} dari ${all}`,
  restoring: (done, all) => `Mengembalikan: ${done} dari ${all}`,
  favouring: (done, all) => `Mengubah favorit: ${done} dari ${all}`,
  downloading: (count, leftOut) =>
    `Mengunduh ${pictures(count)}.${leftOut === 0 ? "" : ` ${pictures(leftOut)} tidak disertakan: rusak, atau sudah tidak ada.`}`,

  selection: {
    bar: "Foto terpilih",
    count: (count) => `${count.toLocaleString("id")} terpilih`,
    gathering: (done, all) => `Memilih: bulan ${done} dari ${all}`,
    favourite: "Favorit",
    unfavourite: "Bukan favorit lagi",
    clear: "Batalkan pilihan",
    trash: "Pindahkan ke tempat sampah",
    download: "Unduh",
  },
};
