import { relative, resolve } from "node:path";
import { BLOB_PLACE_FORM, type BlobPlace, readBlobPlace } from "../blob-place.ts";
import type { Config } from "../config.ts";
import { PROJECT } from "../project.ts";
import { type Called, Failed, Misused } from "./command.ts";

/** The one place that a command names: a file, relative to package.json as in the settings, or an object in a bucket. */
export function backupTarget({ positionals }: Called): BlobPlace {
  const [text, ...more] = positionals;
  if (text === undefined || more.length > 0) throw new Misused("name one file, or s3://bucket/prefix/name");
  const place = readBlobPlace(text);
  if (place === null) throw new Misused(BLOB_PLACE_FORM);
  return place.kind === "folder" ? { kind: "folder", path: resolve(PROJECT, place.path) } : place;
}

/** @throws Failed for a file that would be lost together with what it is a backup of */
export function refuseInside(place: BlobPlace, config: Config): void {
  if (place.kind !== "folder") return;
  const folders = [config.dataFolder, ...(config.blobs.kind === "folder" ? [config.blobs.path] : [])];
  for (const folder of folders) {
    const way = relative(resolve(PROJECT, folder), place.path);
    if (way.startsWith("..") || resolve(way) === way) continue;
    throw new Failed(`${place.path} lies in ${folder}, and would be lost with it. Name a file elsewhere.`);
  }
}
