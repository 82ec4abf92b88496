import { admin } from "./admin.ts";
import { myData } from "./my-data.ts";
import { tokens } from "./tokens.ts";

/** The words of pages that are seldom opened, in English: they come with those pages. */
export const settings = { admin, tokens, myData };
