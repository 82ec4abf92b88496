import { dirname, join, resolve } from "node:path";
import { POOL } from "../backups/backup-place.ts";
import { BLOB_PLACE_FORM, type BlobPlace, readBlobPlace, type S3Place } from "../blob-place.ts";
import type { Config } from "../config.ts";
import { PROJECT } from "../project.ts";
import { type Called, Failed, Misused } from "./command.ts";
import { contains } from "./contains.ts";

/** The one place that a command names: a file, relative to package.json as in the settings, or an object in a bucket. */
export function backupTarget({ positionals }: Called): BlobPlace {
  const [text, ...more] = positionals;
  if (text === undefined || more.length > 0) throw new Misused("name one file, or s3://bucket/prefix/name");
  const place = readBlobPlace(text);
  if (place === null) throw new Misused(BLOB_PLACE_FORM);
  return place.kind === "folder" ? { kind: "folder", path: resolve(PROJECT, place.path) } : place;
}

/**
 * @throws Failed for a backup that would be lost together with what it is a backup of, or be taken for part of it: what
 * lies among the sealed pictures and belongs to none is deleted by `verify --repair`
 */
export function refuseInside(place: BlobPlace, config: Config): void {
  if (place.kind === "s3") refuseInsideBucket(place, config.blobs);
  else refuseInsideFolders(place.path, config);
}

function refuseInsideFolders(file: string, config: Config): void {
  const blobs = config.blobs.kind === "folder" ? resolve(PROJECT, config.blobs.path) : null;
  const folders = [resolve(PROJECT, config.dataFolder), ...(blobs === null ? [] : [blobs])];
  for (const folder of folders) {
    if (contains(folder, file))
      throw new Failed(`${file} lies in ${folder}, and would be lost with it. Name a file elsewhere.`);
  }
  const pool = join(dirname(file), POOL);
  if (blobs !== null && contains(pool, blobs))
    throw new Failed(
      `The backup's pictures would lie in ${pool}, where Safelight's are. Name a file elsewhere.`,
    );
}

function refuseInsideBucket(place: S3Place, blobs: BlobPlace): void {
  if (blobs.kind !== "s3" || blobs.bucket !== place.bucket || blobs.endpoint !== place.endpoint) return;
  const pool = `${place.prefix.replace(/[^/]*\/$/, "")}${POOL}/`;
  if (!place.prefix.startsWith(blobs.prefix) && !blobs.prefix.startsWith(pool)) return;
  throw new Failed(
    `The backup would lie among Safelight's sealed pictures in s3://${blobs.bucket}/${blobs.prefix}, and be lost with them. Name another bucket, or a prefix beside theirs.`,
  );
}
