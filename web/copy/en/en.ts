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

/** The words in English, by room, but for those of settings.ts. */
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
};
