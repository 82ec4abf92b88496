import type { vaultMails as inEnglish } from "./en-vault.ts";
import { asked, notYou } from "./id-phrases.ts";

// The mails about a vault, in Indonesian.

export const vaultMails: typeof inEnglish = {
  vaultRotated: (a) => ({
    subject: a.sealed ? "Brankas Safelight Anda kini tersegel" : "Brankas Safelight Anda memakai kunci baru",
    opening: [
      `Kunci brankas Anda di ${a.site} telah diganti. Perangkat dan program lain telah dikeluarkan, dan kode pemulihan yang lama tidak berlaku lagi: gunakan yang baru. ${asked(a)}`,
      ...(a.sealed
        ? [
            "Brankas kini tersegel: hanya Anda yang dapat membukanya. Tanpa kata sandi dan kode pemulihan, semua gambarnya hilang.",
          ]
        : []),
      notYou(a.site),
    ],
  }),
  vaultKeyReplaced: (a) => ({
    subject: "Kunci brankas Safelight Anda telah diganti",
    opening: [
      `Pengelola ${a.site} mendapati bahwa seseorang mungkin telah membaca kunci milik server, yang dapat membuka brankas Anda. Pada ${a.when} brankas mendapat kunci baru. Masuklah lagi: kata sandi dan kunci sandi Anda tetap membukanya seperti biasa.`,
      "Kode pemulihan dan token API yang Anda buat tidak berlaku lagi: buat yang baru di pengaturan Anda. Isi brankas sampai saat itu mungkin telah dilihat.",
    ],
  }),
  startAgainAsked: (a) => ({
    subject: "Brankas Safelight Anda akan dikosongkan",
    opening: [
      `Seseorang, kemungkinan besar Anda sendiri, meminta memulai lagi dengan brankas kosong di ${a.site}, karena tidak ada kunci yang dapat membuka brankas sekarang. Pada ${a.starts} semua gambar di dalamnya akan dimusnahkan untuk selamanya.`,
      "Jika sebelum itu Anda menemukan kata sandi atau kode pemulihan, masuklah dan buka brankas: permintaan ini akan batal. Anda juga dapat mempertahankan brankas dengan tautan ini:",
    ],
    action: "Pertahankan brankas saya",
    closing: [asked(a)],
  }),
  startAgainSoon: (a) => ({
    subject: "Dua hari lagi brankas Safelight Anda dikosongkan",
    opening: [
      `Pada ${a.starts} semua gambar di brankas Anda di ${a.site} akan dimusnahkan untuk selamanya, dan brankas baru yang kosong dimulai. Ini diminta lima hari yang lalu. Untuk mempertahankan brankas, buka tautan ini:`,
    ],
    action: "Pertahankan brankas saya",
  }),
  recoveryCodeInForce: (a) => ({
    subject: "Kode pemulihan baru brankas Safelight Anda sudah berlaku",
    opening: [
      `Kode pemulihan untuk brankas Anda di ${a.site} telah dibuat dan diketik kembali. Mulai sekarang kode itu membuka brankas, dan dapat membuat kata sandi baru tanpa surel; kode yang Anda miliki sebelumnya tidak berlaku lagi. ${asked(a)}`,
      `Jika itu bukan Anda, buat kode baru di pengaturan Anda: kode ini pun berakhir. ${notYou(a.site)}`,
    ],
  }),
  vaultMadeManaged: (a) => ({
    subject: "Brankas Safelight Anda kini terkelola",
    opening: [
      `Brankas Anda di ${a.site} yang sebelumnya tersegel kini terkelola: kata sandi baru yang dibuat lewat surel membukanya, dan pengelola server pun dapat membukanya. ${asked(a)}`,
      `Jika itu bukan Anda, segel kembali di pengaturan Anda. ${notYou(a.site)}`,
    ],
  }),
  guessedInside: (a) => ({
    subject: "Seseorang yang masuk sebagai Anda menebak-nebak kata sandi Safelight Anda",
    opening: [
      `Pada ${a.when}, seseorang yang masuk ke akun Anda di ${a.site}, dengan ${a.device} dan dari alamat jaringan ${a.from}, gagal untuk kesepuluh kalinya berturut-turut saat membuka brankas atau membuktikan bahwa ia adalah Anda. Percobaan berikutnya kini harus menunggu, setiap kali sedikit lebih lama.`,
      "Jika itu bukan Anda, buat kata sandi baru sekarang: semua perangkat akan dikeluarkan.",
    ],
    action: "Buat kata sandi baru",
  }),
};
