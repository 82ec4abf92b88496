import type { en } from "../en/en.ts";
import { account } from "./account.ts";
import { albums } from "./albums.ts";
import { factors } from "./factors.ts";
import { gallery } from "./gallery.ts";
import { keys } from "./keys.ts";
import { passkeys } from "./passkeys.ts";
import { problems } from "./problems.ts";
import { providers } from "./providers.ts";
import { search } from "./search.ts";
import { shell } from "./shell.ts";
import { trash } from "./trash.ts";
import { upload } from "./upload.ts";
import { vault } from "./vault.ts";
import { viewer } from "./viewer.ts";

// All words in Indonesian, by room. People are addressed as Anda. The same thing has the same word everywhere, in
// the mails too:
//
//   account akun · administrator administrator · album album · API token token API · archive arsip
//   authenticator app aplikasi autentikator · backup code kode cadangan · backup (of a server) cadangan
//   browser peramban · caption keterangan · destroy musnahkan · details rincian · device perangkat
//   download unduh · e-mail surel · favourite favorit · file berkas · folder folder · invitation undangan
//   key kunci · link tautan · lock kunci, mengunci · managed vault brankas terkelola · master key kunci induk
//   passkey kunci sandi · password kata sandi · picture foto (gambar, where a file or format is meant)
//   provider penyedia · recovery code kode pemulihan · restore pulihkan · seal segel, sealed tersegel
//   sealed vault brankas tersegel · server server · settings pengaturan · share bagikan · sign in masuk
//   sign out keluar, sign out somebody else keluarkan · space ruang · trash tempat sampah · undo urungkan
//   unlock buka · upload unggah · vault brankas · vault key kunci brankas
//   whoever runs this server pengelola server ini

export const id: typeof en = {
  shell,
  keys,
  account,
  factors,
  passkeys,
  vault,
  gallery,
  search,
  albums,
  viewer,
  upload,
  trash,
  problems,
  providers,
};
