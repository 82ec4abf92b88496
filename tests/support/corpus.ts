import { existsSync, readFileSync } from "node:fs";

// The collection of real and hostile files that lies beside the project on the machines of those who build it. A
// clone elsewhere lacks it: whoever asks gets null, says so, and proves the same with files made here.

const CORPUS = new URL("../../../shared/corpus/", import.meta.url);

export interface CorpusFile {
  readonly name: string;
  /** The cells of its line in the manifest, by the names of the columns. */
  readonly row: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

/** Every file that the manifest of `folder` lists, or null where there is no corpus. */
export function corpusFiles(folder: "valid" | "hostile"): readonly CorpusFile[] | null {
  const manifest = new URL(`${folder}/MANIFEST.tsv`, CORPUS);
  if (!existsSync(manifest)) return null;
  const [head = "", ...lines] = readFileSync(manifest, "utf8").trimEnd().split("\n");
  const columns = head.split("\t");
  return lines.map((line) => {
    const cells = line.split("\t");
    const row = Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? ""]));
    const name = row["file"] ?? "";
    return { name, row, bytes: readFileSync(new URL(`${folder}/${name}`, CORPUS)) };
  });
}

/** Names that people should not be able to do harm with; null where there is no corpus. */
export function hostileNames(): readonly string[] | null {
  const list = new URL("hostile/filenames.txt", CORPUS);
  if (!existsSync(list)) return null;
  const lines = readFileSync(list, "utf8").split("\n");
  return lines
    .filter((line) => line.startsWith("{"))
    .map((line) => (JSON.parse(line) as { name: string }).name);
}
