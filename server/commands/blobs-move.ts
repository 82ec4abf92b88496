import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { BLOB_PLACE_FORM, type BlobPlace, describeBlobPlace, readBlobPlace } from "../blob-place.ts";
import type { BlobStore } from "../blobs/blob-store.ts";
import { type CopyFault, type CopyTally, copyBlobs } from "../blobs/copy-blobs.ts";
import { copyJournal } from "../blobs/copy-journal.ts";
import { incomingName } from "../blobs/disk-layout.ts";
import { openBlobsAt } from "../configured-blobs.ts";
import { sha256 } from "../crypto/digest.ts";
import { type Command, Failed, Misused } from "./command.ts";
import { inWords } from "./in-words.ts";
import { bar } from "./terminal.ts";

const PROJECT = resolve(import.meta.dirname, "../..");
const SHOWN = 50;

const FAULTS: Readonly<Record<CopyFault, string>> = {
  unreadable: "cannot be read, and was not copied",
  "target-failed": "could not be written and read back where it goes, and was not copied",
  "other-bytes": "is there with other bytes, and was left as it is",
  "came-out-otherwise": "came out otherwise than it was put, and was taken back",
};

function placeOf(text: string): BlobPlace {
  const place = readBlobPlace(text);
  if (place === null) throw new Misused(`where blobs are: ${BLOB_PLACE_FORM}`);
  return place.kind === "folder" ? { kind: "folder", path: resolve(PROJECT, place.path) } : place;
}

function isFolderOfBlobs({ path }: { readonly path: string }): boolean {
  return existsSync(join(path, incomingName));
}

function linesOf({ copied, copiedBytes, present, gone, faults }: CopyTally, to: string): readonly string[] {
  const lines = faults.slice(0, SHOWN).map(({ key, fault }) => `FAILED  ${key} ${FAULTS[fault]}`);
  if (faults.length > SHOWN) lines.push(`FAILED  and ${faults.length - SHOWN} more: --json names all`);
  lines.push(
    `${copied} blobs (${inWords(copiedBytes)}) were copied and read back, ${present} were there already, ${gone} were deleted meanwhile.`,
  );
  if (faults.length === 0) {
    lines.push(
      "Nothing was deleted. To change over: stop Safelight, run this once more for what came since,",
      `set SAFELIGHT_BLOBS=${to} and start it again.`,
    );
  }
  return lines;
}

export const blobsMove: Command = {
  name: "blobs move",
  takes: "<from> <to>",
  does: "copy all sealed pictures from a folder or bucket to another, while Safelight runs; again, to go on",
  needs: "settings",
  options: {
    "compare-all": { type: "boolean", does: "compare what is there already as well, byte by byte" },
  },
  async run(config, { positionals, values, progress }) {
    const [from, to, ...more] = positionals.map(placeOf);
    if (from === undefined || to === undefined || more.length > 0) {
      throw new Misused("name two places: where the pictures are, and where they go");
    }
    const names = [describeBlobPlace(from), describeBlobPlace(to)];
    if (names[0] === names[1]) throw new Misused("these are one and the same place");
    if (from.kind === "folder" && !isFolderOfBlobs(from))
      throw new Failed(`There are no blobs in ${from.path}.`);
    const dataFolder = resolve(PROJECT, config.dataFolder);
    if (!existsSync(dataFolder)) throw new Failed(`There is no data folder ${dataFolder}.`);
    const mark = sha256(Buffer.from(names.join("\n"))).toString("hex", 0, 8);
    await using source = closing(await openBlobsAt(from, PROJECT, { beside: true }));
    // A folder may be full and read all the same; a bucket that is not there is told before anything is made.
    if (from.kind === "s3") await source.store.status();
    // A server may own the folder it goes to: only a new one is made.
    const isThere = to.kind === "folder" && isFolderOfBlobs(to);
    await using target = closing(await openBlobsAt(to, PROJECT, { beside: isThere }));
    await target.store.status();
    const tally = await copyBlobs(source.store, target.store, {
      journal: copyJournal(join(dataFolder, `moving-${mark}`)),
      compareAll: values["compare-all"] === true,
      onProgress: (done, total) => progress(bar("Blobs", done, total)),
    });
    return { data: tally, lines: linesOf(tally, positionals[1] ?? ""), isBad: tally.faults.length > 0 };
  },
};

function closing(store: BlobStore): { readonly store: BlobStore; [Symbol.asyncDispose](): Promise<void> } {
  return { store, [Symbol.asyncDispose]: () => store.close() };
}
