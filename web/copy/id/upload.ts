import type { upload as inEnglish } from "../en/upload.ts";

const files = (count: number) => `${count.toLocaleString("id")} berkas`;

function timeLeft(seconds: number): string {
  if (seconds < 60) return "kurang dari satu menit lagi";
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `sekitar ${minutes} menit lagi` : `sekitar ${Math.round(minutes / 60)} jam lagi`;
}

export const upload: typeof inEnglish = {
  add: "Tambah foto",
  addFolder: "Tambah folder",
  addShort: "Tambah",
  drop: "Lepaskan untuk menambahkan ke brankas Anda",
  dropLimit: (size, formats) => `${formats}, masing-masing paling besar ${size}. Folder juga boleh.`,

  tray: "Unggahan",
  expand: "Tampilkan berkas",
  collapse: "Sembunyikan berkas",
  closeTray: "Tutup",
  cancelAll: "Batalkan semua",
  retryAll: "Ulangi semua",
  moreWaiting: (count) => `${files(count)} lagi`,

  summary: {
    going: (done, all) => `Menambahkan ${Math.min(done + 1, all)} dari ${all.toLocaleString("id")}`,
    done: (count) => `${count.toLocaleString("id")} foto tersegel`,
    alreadyHere: (count) => `${count.toLocaleString("id")} sudah ada di sini`,
    refused: (count) => `${files(count)} tidak ditambahkan`,
    nothing: "Tidak ada yang ditambahkan",
    paused: "Menunggu Anda",
    halted: (count) => `Dijeda, ${files(count)} lagi`,
    resting: "Menunggu untuk melanjutkan",
  },

  halt: "Jeda",
  pace: (speed, secondsLeft) => `${speed}/dtk, ${timeLeft(secondsLeft)}`,

  waiting: "Menunggu",
  sending: (percent) => `Mengirim, ${percent} %`,
  checking: "Memeriksa dan membersihkan",
  sealed: "Tersegel",
  sealedRemoved: (what) => `Dibuang: ${what}. Tersegel.`,
  alreadyHere: "Sudah ada di sini",
  restored: "Sudah ada di sini; dikeluarkan dari tempat sampah",
  resting: {
    connection: "Sambungan terputus. Dilanjutkan dengan sendirinya.",
    busy: "Server sedang sibuk. Dilanjutkan dengan sendirinya.",
  },
  unreadable: {
    title: "Berkas itu tidak dapat dibaca lagi",
    advice: "Berkas dipindahkan atau diubah, atau berupa folder. Tambahkan sekali lagi.",
  },
  receiptDiffers: {
    title: "Yang tiba berbeda dari yang dikirim",
    advice: "Lihat fotonya di brankas Anda, atau tambahkan berkasnya sekali lagi.",
  },
  tooLarge: (size, limit) => ({
    title: `Terlalu besar: ${size}`,
    advice: `Server ini menerima paling besar ${limit}. Simpan versi yang lebih kecil, lalu tambahkan.`,
  }),
  notTaken: (formats) => `Simpan sebagai ${formats}, lalu tambahkan.`,

  pause: {
    "signed-out": "Masuklah, dan berkas-berkas dilanjutkan.",
    person: "Tidak ada yang dikirim sampai Anda melanjutkan.",
    locked: "Buka brankas Anda, dan berkas-berkas dilanjutkan.",
    kit: "Simpan kode pemulihan Anda, dan berkas-berkas dilanjutkan.",
    kitAction: "Simpan sekarang",
    resume: "Lanjutkan",
  },

  open: (name) => `Buka ${name}`,
  cancel: (name) => `Batalkan ${name}`,
  retry: (name) => `Ulangi ${name}`,
  dismiss: (name) => `Singkirkan ${name}`,
  announceSettled: (name, status) => `${name}: ${status}`,
  announceRefused: (name, why) => `${name} tidak ditambahkan. ${why}`,
  nothingUsable: "Tidak ada gambar di dalamnya.",

  share: {
    title: "Menambahkan yang Anda bagikan",
    lostTitle: "Yang Anda bagikan tidak sampai",
    lost: "Peramban menyimpan foto yang dibagikan hanya di memori selama beberapa menit, dan tidak di tempat lain. Bagikan sekali lagi selama brankas Anda terbuka, atau tambahkan di sini.",
    action: "Ke foto-foto Anda",
  },
};
