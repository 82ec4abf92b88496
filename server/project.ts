import { resolve } from "node:path";

/** The folder of package.json, from which relative settings are read. */
export const PROJECT = resolve(import.meta.dirname, "..");
