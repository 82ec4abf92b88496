import type { albums as inEnglish } from "../en/albums.ts";

const pictures = (count: number) => `${count.toLocaleString("id")} foto`;

export const albums: typeof inEnglish = {
  title: "Album",
  favourites: "Favorit",
  damaged: "Album rusak",
  make: "Album baru",
  more: "Tampilkan lagi",
  count: pictures,
  span: (first, last) => (first === last ? first : `${first} – ${last}`),
  empty: {
    title: "Belum ada album",
    advice:
      "Album mengumpulkan foto-foto yang sekelompok. Satu foto boleh ada di beberapa album, dan selalu tetap ada di foto-foto Anda.",
  },
  emptyAlbum: {
    title: "Album ini masih kosong",
    advice: "Pilih foto di antara semua foto Anda, lalu “Tambahkan ke album”.",
    action: "Ke foto-foto Anda",
  },
  emptyFavourites: {
    title: "Belum ada favorit",
    advice: "Foto yang Anda tandai sebagai favorit berkumpul di sini.",
  },
  pictures: (album) => `Foto di ${album}`,
  failed: "Album ini gagal dimuat",
  menu: (album) => `Lainnya untuk ${album}`,
  download: "Unduh sebagai ZIP",
  edit: "Nama dan deskripsi",
  delete: "Hapus album",
  order: "Urutan",
  newest: "Terbaru dulu",
  oldest: "Terlama dulu",
  fields: {
    makeTitle: "Album baru",
    editTitle: "Nama dan deskripsi",
    name: "Nama",
    description: "Deskripsi",
    descriptionHint: "Boleh kosong. Tersegel seperti yang lainnya.",
    nameMissing: "Beri album ini nama.",
    make: "Buat album",
    save: "Simpan",
  },
  deleting: {
    title: (name) => `Hapus “${name}”?`,
    meaning: "Hanya albumnya yang hilang. Foto-fotonya tetap ada, juga di album lain yang memuatnya.",
    go: "Hapus album",
  },
  made: (name) => `“${name}” sudah dibuat.`,
  deleted: (name) => `“${name}” sudah dihapus. Foto-fotonya masih ada.`,
  adding: {
    title: (count) => `Tambahkan ${pictures(count)} ke album`,
    search: "Cari di album Anda",
    none: "Tidak ada album dengan nama itu.",
    newNamed: (name) => `Buat “${name}”`,
    new: "Album baru",
    list: "Album Anda",
  },
  carry: { other: "Album lain" },
  added: (count, album) => `${pictures(count)} ditambahkan ke “${album}”.`,
  notAdded: (count) => `${pictures(count)} tidak dapat ditambahkan.`,
  selection: {
    count: (count) => `${count.toLocaleString("id")} dipilih`,
    add: "Tambahkan ke album",
    remove: "Keluarkan dari album",
    unfavourite: "Bukan favorit lagi",
    cover: "Jadikan sampul",
  },
  removed: (count, album) => `${pictures(count)} dikeluarkan dari “${album}”.`,
  undo: "Urungkan",
  coverSet: "Album ini punya sampul baru.",
};
