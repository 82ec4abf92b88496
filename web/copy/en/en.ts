import { account } from "./account.ts";
import { admin } from "./admin.ts";
import { albums } from "./albums.ts";
import { factors } from "./factors.ts";
import { gallery } from "./gallery.ts";
import { keys } from "./keys.ts";
import { myData } from "./my-data.ts";
import { passkeys } from "./passkeys.ts";
import { problems } from "./problems.ts";
import { providers } from "./providers.ts";
import { search } from "./search.ts";
import { shell } from "./shell.ts";
import { tokens } from "./tokens.ts";
import { trash } from "./trash.ts";
import { upload } from "./upload.ts";
import { vault } from "./vault.ts";
import { viewer } from "./viewer.ts";

/** All words in English, by room. */
export const en = {
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
  admin,
  tokens,
  myData,
};
