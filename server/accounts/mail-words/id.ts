import type { MailWords } from "./en.ts";
import { asked, notYou } from "./id-phrases.ts";
import { vaultMails } from "./id-vault.ts";

// Every word of the mails about accounts, in Indonesian.

export const id: MailWords = {
  footer: "Safelight, rumah pribadi untuk foto-foto Anda",
  by: (when) => `${when} UTC`,
  someDevice: "perangkat yang tidak dikenal",
  on: (browser, system) => `${browser} di ${system}`,

  confirmAddress: (a) => ({
    subject: "Konfirmasikan alamat Anda untuk Safelight",
    opening: [
      `Seseorang, kemungkinan besar Anda, mendaftar di ${a.site} dengan alamat ini. Untuk mengonfirmasinya, buka tautan ini dalam dua hari:`,
    ],
    action: "Konfirmasikan alamat saya",
    closing: [`${asked(a)} Jika itu bukan Anda, abaikan surel ini: tanpa tautan itu tidak terjadi apa-apa.`],
  }),
  alreadyRegistered: (a) => ({
    subject: "Anda sudah memiliki akun Safelight",
    opening: [
      `Seseorang mencoba mendaftar di ${a.site} dengan alamat ini, padahal alamat ini sudah memiliki akun. Jika itu Anda, silakan masuk, atau minta kata sandi baru di sana:`,
    ],
    action: "Masuk",
    closing: [`${asked(a)} Jika itu bukan Anda, abaikan surel ini: tidak ada yang berubah.`],
  }),
  resetPassword: (a) => ({
    subject: "Buat kata sandi Safelight yang baru",
    opening: [
      `Seseorang, kemungkinan besar Anda, meminta kata sandi baru di ${a.site}. Buka tautan ini dalam satu jam:`,
    ],
    action: "Buat kata sandi baru",
    closing: [`${asked(a)} Jika itu bukan Anda, abaikan surel ini: kata sandi Anda tidak berubah.`],
  }),
  passwordWasReset: (a) => ({
    subject: "Kata sandi Safelight Anda telah diganti",
    opening: [
      `Kata sandi akun Anda di ${a.site} baru saja diganti lewat tautan yang dikirim ke surel, dan semua perangkat telah dikeluarkan. ${asked(a)}`,
      "Jika itu bukan Anda, seseorang membaca surel Anda: amankan dulu kotak surat Anda, lalu buat kata sandi baru:",
    ],
    action: "Buat kata sandi baru",
  }),
  passwordWasResetByCode: (a) => ({
    subject: "Kata sandi Safelight Anda telah diganti",
    opening: [
      `Kata sandi akun Anda di ${a.site} baru saja diganti dengan kode pemulihannya, dan semua perangkat telah dikeluarkan. ${asked(a)}`,
      "Jika itu bukan Anda, seseorang memegang kode pemulihan Anda: buat kata sandi baru sekarang, lalu buat kode pemulihan baru di pengaturan Anda:",
    ],
    action: "Buat kata sandi baru",
  }),
  passwordChanged: (a) => ({
    subject: "Kata sandi Safelight Anda telah diganti",
    opening: [`Kata sandi akun Anda di ${a.site} diganti lewat pengaturannya. ${asked(a)}`, notYou(a.site)],
  }),
  tooManyTries: (a) => ({
    subject: "Seseorang menebak-nebak kata sandi Safelight Anda",
    opening: [
      `Pada ${a.when}, kata sandi yang salah dimasukkan untuk kesepuluh kalinya berturut-turut pada akun Anda di ${a.site}. Percobaan berikutnya kini harus menunggu, setiap kali sedikit lebih lama. Peramban yang pernah Anda pakai untuk masuk tetap dapat langsung dipakai.`,
      "Jika itu Anda, dan Anda lupa kata sandinya, buat yang baru:",
    ],
    action: "Buat kata sandi baru",
  }),
  newDevice: (a) => ({
    subject: "Akun Safelight Anda dibuka di perangkat baru",
    opening: [
      `Seseorang, kemungkinan besar Anda, masuk ke akun Anda di ${a.site} dengan ${a.device}, yang belum pernah dipakai untuk akun ini. Itu terjadi pada ${a.when}, dari alamat jaringan ${a.from}.`,
      notYou(a.site),
    ],
  }),
  invitation: (a) => ({
    subject: "Anda diundang ke Safelight",
    opening: [
      `${a.by} mengundang Anda untuk menyimpan foto-foto Anda di ${a.site}. Buka tautan ini untuk membuat akun; tautan ini berlaku satu kali, sampai ${a.until}:`,
    ],
    action: "Terima undangan",
    closing: ["Jika Anda tidak mengenalnya, abaikan surel ini."],
  }),
  accountDisabled: (a) => ({
    subject: "Akun Safelight Anda ditutup untuk sementara",
    opening: [
      `Seorang administrator telah menonaktifkan akun Anda di ${a.site}. Semua perangkat dikeluarkan dan token API berakhir. Foto-foto Anda tetap disimpan dan tersegel seperti sebelumnya.`,
      "Tanyakan alasannya kepada pengelola server itu, dan mintalah agar akun Anda dibuka kembali.",
    ],
  }),
  accountEnabled: (a) => ({
    subject: "Akun Safelight Anda dibuka kembali",
    opening: [
      `Seorang administrator telah mengaktifkan kembali akun Anda di ${a.site}. Anda dapat masuk seperti biasa:`,
    ],
    action: "Masuk",
  }),
  administratorMade: (a) => ({
    subject: "Anda kini administrator Safelight",
    opening: [
      `Akun Anda di ${a.site} kini boleh mengundang orang, menutup akun, dan menentukan ruang penyimpanan setiap akun. Akun Anda tidak dapat membuka foto siapa pun selain foto Anda sendiri.`,
      "Anda telah dikeluarkan di semua perangkat; masuklah lagi untuk melanjutkan.",
    ],
  }),
  administratorUnmade: (a) => ({
    subject: "Anda bukan lagi administrator Safelight",
    opening: [
      `Akun Anda di ${a.site} kembali menjadi akun biasa. Foto-foto Anda tidak terpengaruh.`,
      "Anda telah dikeluarkan di semua perangkat; masuklah lagi untuk melanjutkan.",
    ],
  }),
  deletionAsked: (a) => ({
    subject: "Akun Safelight Anda akan dihapus",
    opening: [
      `Anda meminta agar akun Anda di ${a.site} dihapus beserta seluruh isinya. Itu akan dilakukan pada ${a.until}, dan setelahnya tidak ada yang dapat dikembalikan oleh siapa pun. Sampai saat itu, tautan ini dapat mempertahankannya:`,
    ],
    action: "Pertahankan akun saya",
    closing: [`${asked(a)} ${notYou(a.site)}`],
  }),
  deletionCancelled: (a) => ({
    subject: "Akun Safelight Anda dipertahankan",
    opening: [`Akun Anda di ${a.site} tidak akan dihapus. Semuanya seperti semula.`],
  }),
  accountDeleted: (a) => ({
    subject: "Akun Safelight Anda telah dihapus",
    opening: [
      `Pada ${a.when} akun Anda di ${a.site} dihapus: mula-mula kunci foto-foto Anda, lalu foto-fotonya sendiri. Cadangan server mungkin masih menyimpan sisa yang tersegel sampai cadangan itu kedaluwarsa.`,
      "Ini surel terakhir dari Safelight untuk Anda.",
    ],
  }),
  confirmNewAddress: (a) => ({
    subject: "Konfirmasikan alamat baru Anda untuk Safelight",
    opening: [
      `Seseorang, kemungkinan besar Anda, ingin memakai alamat ini untuk sebuah akun di ${a.site}. Untuk mengonfirmasinya, buka tautan ini dalam dua hari:`,
    ],
    action: "Pakai alamat ini",
    closing: [`${asked(a)} Jika itu bukan Anda, abaikan surel ini: tanpa tautan itu tidak terjadi apa-apa.`],
  }),
  newAddressTaken: (a) => ({
    subject: "Alamat ini sudah memiliki akun Safelight",
    opening: [
      `Seseorang ingin memakai alamat ini untuk akun lain di ${a.site}, padahal alamat ini sudah memiliki akunnya sendiri. Tidak ada yang berubah. ${asked(a)}`,
    ],
  }),
  addressChangeAsked: (a) => ({
    subject: "Alamat Safelight Anda akan berubah",
    opening: [
      `Anda meminta agar akun Anda di ${a.site} memakai ${a.to} sebagai pengganti alamat ini. ${
        a.delayed
          ? "Alamat berubah setelah alamat baru dikonfirmasi, dan paling cepat setelah 24 jam."
          : "Alamat berubah setelah alamat baru dikonfirmasi."
      } Sampai saat itu, tautan ini dapat menghentikannya:`,
    ],
    action: "Pertahankan alamat ini",
    closing: [`${asked(a)} ${notYou(a.site)}`],
  }),
  addressChanged: (a) => ({
    subject: "Alamat Safelight Anda telah berubah",
    opening: [
      `Akun Anda di ${a.site} kini memakai ${a.to}. Alamat ini tidak lagi dapat dipakai untuk masuk di sana, dan ini surel terakhir ke alamat ini.`,
    ],
  }),
  addressKept: (a) => ({
    subject: "Alamat Safelight Anda tidak berubah",
    opening: [`Alamat akun Anda di ${a.site} tidak diganti.`],
  }),
  tokenCreated: (a) => ({
    subject: "Sebuah token API baru dapat membuka foto-foto Safelight Anda",
    opening: [
      `Token API bernama “${a.name}” telah dibuat untuk akun Anda di ${a.site}. Program yang memegangnya dapat menjangkau foto-foto Anda tanpa masuk, sampai token itu kedaluwarsa atau Anda cabut di pengaturan. ${asked(a)}`,
      notYou(a.site),
    ],
  }),
  passkeyAdded: (a) => ({
    subject: "Kunci sandi baru dapat masuk ke akun Safelight Anda",
    opening: [
      `Kunci sandi (passkey) bernama “${a.name}” telah ditambahkan ke akun Anda di ${a.site}. Mulai sekarang kunci itu dapat masuk di sana tanpa kata sandi. ${asked(a)}`,
      "Jika itu bukan Anda, hapus kunci sandi itu di pengaturan Anda, lalu buat kata sandi baru: kata sandi baru saja tidak menghapusnya.",
    ],
  }),
  passkeyRemoved: (a) => ({
    subject: "Satu kunci sandi akun Safelight Anda telah dihapus",
    opening: [
      `Kunci sandi (passkey) bernama “${a.name}” tidak lagi dapat masuk ke akun Anda di ${a.site}. Anda dapat menghapusnya juga dari perangkat atau pengelola kata sandi Anda. ${asked(a)}`,
      notYou(a.site),
    ],
  }),
  providerLinked: (a) => ({
    subject: `${a.label} kini dapat memasukkan Anda ke Safelight`,
    opening: [
      `Akun Anda di ${a.site} telah ditautkan dengan akun di ${a.label}. Mulai sekarang, siapa pun yang masuk di sana dapat masuk di sini tanpa kata sandi Anda. ${asked(a)}`,
      "Jika itu bukan Anda, lepaskan tautan itu di pengaturan Anda, lalu buat kata sandi baru: kata sandi baru saja tidak memutus tautan itu.",
    ],
  }),
  providerUnlinked: (a) => ({
    subject: `${a.label} tidak lagi memasukkan Anda ke Safelight`,
    opening: [
      `Tautan antara akun Anda di ${a.site} dan akun di ${a.label} telah dihapus. ${asked(a)}`,
      notYou(a.site),
    ],
  }),
  factorAdded: (a) => ({
    subject: "Aplikasi autentikator kini menjaga akun Safelight Anda",
    opening: [
      `Mulai sekarang, setiap kali masuk di ${a.site} diminta juga kode dari aplikasi autentikator Anda. Simpan sepuluh kode cadangan yang telah ditampilkan: satu di antaranya memungkinkan Anda masuk bila aplikasi tidak ada di tangan. ${asked(a)}`,
      notYou(a.site),
    ],
  }),
  factorRemoved: (a) => ({
    subject: "Akun Safelight Anda tidak lagi memakai autentikator",
    opening: [
      `Autentikator akun Anda di ${a.site} telah dihapus beserta kode cadangannya. Kini kata sandi saja sudah cukup untuk masuk. ${asked(a)}`,
      notYou(a.site),
    ],
  }),
  backupCodesRenewed: (a) => ({
    subject: "Kode cadangan baru untuk akun Safelight Anda",
    opening: [
      `Sepuluh kode cadangan baru telah dibuat untuk akun Anda di ${a.site}. Kode yang lama tidak berlaku lagi. ${asked(a)}`,
      notYou(a.site),
    ],
  }),
  backupCodeUsed: (a) => ({
    subject: "Sebuah kode cadangan akun Safelight Anda telah dipakai",
    opening: [
      `Pada ${a.when} sebuah kode cadangan dipakai untuk akun Anda di ${a.site}. ${
        a.left === 0
          ? "Tidak ada lagi yang tersisa: buatlah kode baru di pengaturan Anda."
          : `Kode yang tersisa: ${a.left}. Kode baru dapat dibuat di pengaturan Anda.`
      }`,
      notYou(a.site),
    ],
  }),
  tooManyCodes: (a) => ({
    subject: "Seseorang mengetahui kata sandi Safelight Anda",
    opening: [
      `Pada ${a.when}, dari alamat jaringan ${a.from}, seseorang memberikan kata sandi yang benar untuk akun Anda di ${a.site}, lalu lima kode yang salah. Mereka tidak berhasil masuk, dan kode berikutnya harus menunggu.`,
      "Jika itu bukan Anda, buat kata sandi baru sekarang:",
    ],
    action: "Buat kata sandi baru",
  }),
  factorRecoveryAsked: (a) => ({
    subject: "Seseorang ingin masuk ke akun Safelight Anda tanpa autentikator",
    opening: [
      `Seseorang yang memiliki kata sandi dan kode pemulihan Anda, kemungkinan besar Anda sendiri, meminta masuk di ${a.site} tanpa kode autentikator. Mulai ${a.usable}, kode pemulihan dapat menggantikannya, dan autentikator akan dihapus. ${asked(a)}`,
      "Jika itu bukan Anda, masuklah sekarang dengan kode autentikator Anda: permintaan itu pun batal. Setelah itu buat kata sandi baru dan kode pemulihan baru.",
    ],
  }),
  factorRecoveryCancelled: (a) => ({
    subject: "Autentikator Anda tetap berlaku",
    opening: [
      `Seseorang pernah meminta masuk ke akun Anda di ${a.site} tanpa autentikator. Sesudah itu kode autentikator diberikan, sehingga permintaan tersebut batal. Jika bukan Anda yang meminta, buat kata sandi baru dan kode pemulihan baru di pengaturan Anda.`,
    ],
  }),
  factorReplaced: (a) => ({
    subject: "Autentikator Safelight Anda telah digantikan dengan kode pemulihan",
    opening: [
      `Kode pemulihan dipakai untuk masuk ke akun Anda di ${a.site} tanpa autentikator. Autentikator dan kode cadangannya telah dihapus. Tambahkan yang baru di pengaturan Anda. ${asked(a)}`,
      notYou(a.site),
    ],
  }),
  ...vaultMails,
};
