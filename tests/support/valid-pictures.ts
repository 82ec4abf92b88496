import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { photographs } from "./photographs.ts";

// Pictures that must be accepted: the corpus beside the project where it is, and photographs drawn here.

const CORPUS = join(import.meta.dirname, "../../../shared/corpus/valid");

export interface ValidPicture {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Whether the corpus lies beside the project. */
export const hasCorpus = existsSync(join(CORPUS, "MANIFEST.tsv"));

/** @param endings of the file names wanted, such as ".jpg" */
export async function validPictures(endings: readonly string[]): Promise<readonly ValidPicture[]> {
  const drawn = (await photographs(8, { longSide: 1200 })).map(({ name, bytes }) => ({ name, bytes }));
  if (!hasCorpus) return drawn;
  const names = readdirSync(CORPUS).filter((name) => endings.some((ending) => name.endsWith(ending)));
  return [...names.map((name) => ({ name, bytes: readFileSync(join(CORPUS, name)) })), ...drawn];
}
