import type { settings as english } from "../en/settings.ts";
import { admin } from "./admin.ts";
import { myData } from "./my-data.ts";
import { tokens } from "./tokens.ts";

/** The words of pages that are seldom opened, in Indonesian: they come with those pages. */
export const settings: typeof english = { admin, tokens, myData };
