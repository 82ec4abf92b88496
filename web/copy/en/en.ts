import { account } from "./account.ts";
import { factors } from "./factors.ts";
import { gallery } from "./gallery.ts";
import { problems } from "./problems.ts";
import { shell } from "./shell.ts";
import { trash } from "./trash.ts";
import { upload } from "./upload.ts";
import { viewer } from "./viewer.ts";

/** All words in English, by room. */
export const en = { shell, account, factors, gallery, viewer, upload, trash, problems };
