import type { Asked } from "./letter.ts";

// What several mails say, in Indonesian.

export const asked = ({ when, from }: Asked) =>
  `Permintaan ini dibuat pada ${when} dari alamat jaringan ${from}.`;

export const notYou = (site: string) =>
  `Jika itu bukan Anda, orang lain dapat masuk ke akun Anda. Buat kata sandi baru di ${site}/forgotten dan periksa daftar perangkat di pengaturan Anda.`;
