import type { admin as inEnglish } from "../en/admin.ts";

export const admin: typeof inEnglish = {
  nav: "Administrasi",
  people: "Orang",
  invitations: "Undangan",

  list: {
    title: "Orang",
    lead: "Siapa saja yang memiliki brankas di sini, dan berapa ruang yang dipakai. Isi sebuah brankas hanya dapat dilihat oleh pemiliknya.",
    find: "Cari berdasarkan alamat",
    none: "Tidak ada alamat yang memuat itu.",
    more: "Tampilkan lagi",
    you: "Anda",
    administrator: "Administrator",
    disabled: "Nonaktif",
    leaving: (day) => `Akan terhapus pada ${day}`,
    since: (day) => `Di sini sejak ${day}`,
    seen: (when) => `Terakhir terlihat ${when}`,
    neverSeen: "Belum pernah masuk",
    space: (used) => `${used} terpakai`,
    spaceOf: (used, quota) => `${used} dari ${quota} terpakai`,
    actions: (address) => `Tindakan untuk ${address}`,
    makeAdministrator: "Jadikan administrator",
    unmakeAdministrator: "Jadikan akun biasa",
    setSpace: "Atur ruang",
    disable: "Nonaktifkan",
    enable: "Aktifkan",
  },

  confirm: {
    disable: (address) => `Nonaktifkan ${address}?`,
    disableMeaning:
      "Orang ini langsung dikeluarkan di semua perangkat, dan program dengan tokennya ditolak. Foto-fotonya tetap tersimpan dan tersegel seperti sekarang, dan Anda dapat mengaktifkan akun ini kembali.",
    disableGo: "Nonaktifkan akun",
    disabled: (address) => `${address} dinonaktifkan.`,
    enabled: (address) => `${address} diaktifkan.`,
    make: (address) => `Jadikan ${address} administrator?`,
    makeMeaning:
      "Orang ini dapat mengundang dan menonaktifkan orang lain, mengatur ruang setiap orang, dan menambah administrator. Yang dapat dilihatnya tetap hanya fotonya sendiri. Orang ini dikeluarkan di semua perangkat, lalu masuk lagi dengan haknya yang baru.",
    makeGo: "Jadikan administrator",
    made: (address) => `${address} kini administrator.`,
    unmake: (address) => `Jadikan ${address} akun biasa?`,
    unmakeMeaning:
      "Orang ini tidak lagi dapat mengelola server ini. Fotonya sendiri tidak disentuh. Orang ini dikeluarkan di semua perangkat, lalu masuk lagi.",
    unmakeGo: "Cabut haknya",
    unmade: (address) => `${address} kini akun biasa.`,
    mailed: "Orang ini diberi tahu lewat surel.",
  },

  space: {
    title: (address) => `Ruang untuk ${address}`,
    meaning:
      "Berapa banyak ruang yang boleh dipakai fotonya, termasuk tempat sampah. Yang sudah tersimpan tetap ada, berapa pun yang Anda tetapkan.",
    label: "Ruang dalam gigabita",
    hint: "Kosongkan untuk memakai jatah yang diberikan server ini kepada semua orang.",
    refused: "Masukkan angka, seperti 5 atau 0.5, atau kosongkan.",
    save: "Tetapkan",
    saved: (address) => `Ruang untuk ${address} sudah ditetapkan.`,
  },

  invite: {
    title: "Undangan",
    lead: "Satu undangan membuat satu akun, apa pun aturan pendaftarannya. Undangan berlaku satu kali.",
    how: "Cara menyampaikannya",
    byMail: {
      name: "Lewat surel",
      meaning: "Safelight mengirim tautannya. Memakainya sekaligus membuktikan alamatnya.",
    },
    byLink: {
      name: "Lewat tautan yang saya sampaikan sendiri",
      meaning: "Tautannya ditampilkan kepada Anda satu kali. Siapa pun yang memilikinya dapat membuat akun.",
    },
    address: "Alamat surel orang itu",
    addressMissing: "Masukkan alamat surel, misalnya nama@example.org.",
    days: "Masa berlaku",
    day: (days) => (days === 1 ? "Satu hari" : `${days} hari`),
    submit: "Undang",
    mailed: (address) => `Undangan untuk ${address} sedang dikirim.`,
    linkTitle: "Sampaikan tautan ini",
    linkMeaning:
      "Tautan ini hanya ditampilkan sekarang. Siapa pun yang pertama membukanya dapat membuat akun, jadi kirimkan kepada satu orang saja.",
    link: "Tautan undangan",
    copy: "Salin",
    copied: "Tersalin.",
    copyRefused: "Peramban tidak mengizinkan penyalinan. Pilih tautannya dan salin sendiri.",
    done: "Selesai",
    open: "Undangan yang masih berlaku",
    none: "Saat ini tidak ada yang diundang.",
    toAddress: (address) => address,
    toAnyone: "Lewat tautan",
    until: (when, by) => (by === null ? `Berlaku sampai ${when}` : `Dari ${by}, berlaku sampai ${when}`),
    revoke: "Tarik kembali",
    revokeOf: (what) => `Tarik kembali: ${what}`,
    revoked: "Undangan itu tidak berlaku lagi.",
  },
};
