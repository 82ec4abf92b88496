import { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import type { AccountId, ArchiveId, ImageId } from "#contract/ids.ts";
import type { Unlocked } from "../access/caller.ts";
import { may } from "../access/may.ts";
import { AppError } from "../errors.ts";
import { type ByteRange, readRange } from "../images/byte-range.ts";
import type { Gallery } from "../images/gallery.ts";
import { contentDisposition } from "../images/image-name.ts";
import { countShown } from "../images/known-details.ts";
import { openImage, requireImage } from "../images/open-image.ts";
import { openRendition } from "../images/open-rendition.ts";
import { storedRendition } from "../images/stored-rendition.ts";
import { type ArchiveEntry, type ZipArchive, zipArchive } from "../zip/zip-archive.ts";
import { type ArchivePlan, openPlan, type PlannedEntry } from "./archive-plan.ts";
import { findArchive } from "./archive-store.ts";

// The bytes of a prepared archive. Each picture is found, judged and opened when its turn comes, as if it were asked
// for alone; nothing of the archive is ever kept.

export interface ArchiveAsked {
  readonly id: ArchiveId;
  /** The Range header. */
  readonly range: string | null;
  readonly isHeadersOnly: boolean;
}

export interface ArchiveBytes {
  readonly status: 200 | 206;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

/** What archives are made of. */
export type ArchivedGallery = Gallery;

const ID = /^[a-z0-9]{1,64}$/;
/** Archives that one person fetches from one process at once: a program may ask for several ranges. */
const MOST_AT_ONCE = 4;
const RETRY_SECONDS = 5;
const CONTENT_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

const running = new Map<AccountId, number>();

/**
 * @throws AppError not-found for anything but a living archive of the caller whose pictures are all still there;
 * request.range, rate.limited
 */
export async function streamArchive(
  gallery: Gallery,
  caller: Unlocked,
  asked: ArchiveAsked,
): Promise<ArchiveBytes> {
  const plan = await requirePlan(gallery, caller, asked.id);
  const archive = archiveOf(gallery, caller, plan);
  const range = readRange(asked.isHeadersOnly ? null : asked.range, archive.sizeBytes);
  if (range === "outside") {
    throw new AppError("request.range", { headers: { "content-range": `bytes */${archive.sizeBytes}` } });
  }
  const { start, end } = range === "whole" ? { start: 0, end: archive.sizeBytes - 1 } : range;
  const body = asked.isHeadersOnly ? Readable.from([]) : begin(gallery, caller, archive, { start, end });
  return {
    status: range === "whole" ? 200 : 206,
    headers: {
      "content-type": "application/zip",
      "content-length": String(end - start + 1),
      "content-disposition": contentDisposition("attachment", plan.fileName),
      "content-security-policy": CONTENT_POLICY,
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "no-store",
      "accept-ranges": "bytes",
      ...(range === "whole" ? {} : { "content-range": `bytes ${start}-${end}/${archive.sizeBytes}` }),
    },
    body,
  };
}

async function requirePlan(gallery: Gallery, caller: Unlocked, id: ArchiveId): Promise<ArchivePlan> {
  const { database, clock } = gallery.rooms;
  const row = ID.test(id) ? await findArchive(database.db, id) : null;
  const isTheirs = row !== null && may(caller, "image.view", row) && row.epoch === caller.vault.epoch;
  const plan = isTheirs && clock() < row.expires_at ? openPlan(caller, id, row.sealed_plan) : null;
  if (plan === null) throw new AppError("not-found");
  // What was trashed since is in no archive; and one that would break off had better be made anew.
  const ids = plan.entries.map((entry) => entry.id);
  if ((await countShown(gallery, caller, ids)) < ids.length) throw new AppError("not-found");
  return plan;
}

function begin(gallery: Gallery, caller: Unlocked, archive: ZipArchive, { start, end }: ByteRange): Readable {
  const { accountId } = caller;
  const before = running.get(accountId) ?? 0;
  if (before >= MOST_AT_ONCE) throw new AppError("rate.limited", { retryAfterSeconds: RETRY_SECONDS });
  running.set(accountId, before + 1);
  const download = gallery.downloads.begin(accountId, null);
  const body = Readable.from(archive.read(start, end + 1), { objectMode: false, highWaterMark: 64 * 1024 });
  download.signal.addEventListener("abort", () => body.destroy(new Error("the vault was locked")));
  body.once("close", () => {
    download.done();
    const left = (running.get(accountId) ?? 1) - 1;
    if (left > 0) running.set(accountId, left);
    else running.delete(accountId);
  });
  return body;
}

/** The archive of a plan; it opens nothing before it is read. */
export function archiveOf(gallery: Gallery, caller: Unlocked, plan: ArchivePlan): ZipArchive {
  return zipArchive(plan.entries.map((entry) => entryOf(gallery, caller, entry)));
}

function entryOf(gallery: Gallery, caller: Unlocked, planned: PlannedEntry): ArchiveEntry {
  const { id, path, modifiedAt, sizeBytes } = planned;
  let { checksum } = planned;
  return {
    path,
    modifiedAt,
    sizeBytes,
    async checksum() {
      if (checksum === null) {
        let sum = 0;
        for await (const piece of readOriginal(gallery, caller, id, 0, sizeBytes)) sum = crc32(piece, sum);
        checksum = sum;
      }
      return checksum;
    },
    read: (start, end) => readOriginal(gallery, caller, id, start, end),
  };
}

/** @throws AppError not-found for one that was trashed or destroyed since, image.damaged, storage.unavailable */
async function* readOriginal(
  gallery: Gallery,
  caller: Unlocked,
  id: ImageId,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array, void, void> {
  if (end <= start) return;
  const row = await requireImage(gallery, caller, "image.view", id);
  if (row.trashed_at !== null) throw new AppError("not-found");
  const opened = await openImage(gallery, caller, row);
  const bytes = await openRendition(gallery, caller, opened, storedRendition(opened, "original"), {
    start,
    end: end - 1,
  });
  if (Buffer.isBuffer(bytes)) yield bytes;
  else for await (const piece of bytes) yield piece as Uint8Array;
}
