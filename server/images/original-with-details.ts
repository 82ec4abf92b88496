import { Readable } from "node:stream";
import { DETAILED_FORMATS } from "#contract/images.ts";
import type { Unlocked } from "../access/caller.ts";
import { keyedHash } from "../crypto/keyed-hash.ts";
import { AppError } from "../errors.ts";
import { insertDetails } from "../imaging/insert-details.ts";
import type { ByteRange } from "./byte-range.ts";
import type { Gallery } from "./gallery.ts";
import { openPart, openRendition } from "./open-rendition.ts";
import type { OpenedImage } from "./opened-images.ts";
import { storedRendition } from "./stored-rendition.ts";

// An owner's own original with the sealed details written into it as Exif. It is made while it is sent: nothing of
// it is kept, and what lies in the store is the same clean original as ever.

export interface DetailedOriginal {
  readonly sizeBytes: number;
  /** Another one for other bytes, and nothing to anybody who lacks the key. */
  readonly validator: string;
  /** The bytes of a range of it; rejects as openRendition does. */
  open(range: ByteRange): Promise<Buffer | Readable>;
}

type DetailedFormat = (typeof DETAILED_FORMATS)[number];
const isDetailed = (format: string): format is DetailedFormat =>
  DETAILED_FORMATS.some((one) => one === format);

/** @throws AppError image.details-unsupported, and what openRendition throws */
export async function originalWithDetails(
  gallery: Gallery,
  caller: Unlocked,
  opened: OpenedImage,
): Promise<DetailedOriginal> {
  const stored = storedRendition(opened, "original");
  if (!isDetailed(stored.format)) throw new AppError("image.details-unsupported");
  const read = (start: number, end: number): Promise<Buffer> =>
    openPart(gallery, caller, opened, stored, { start, end: Math.min(end, stored.sizeBytes) - 1 });
  const { before, start, end, after } = await insertDetails(
    stored.format,
    stored.sizeBytes,
    read,
    opened.details,
  );
  const afterAt = before.length + end - start;
  // The picture between them never changes; what is written around it does, with every edit.
  const written = Buffer.concat([Buffer.from(`${before.length} ${start} ${end} `), before, after]);
  return {
    sizeBytes: afterAt + after.length,
    validator: keyedHash(opened.dataKey, "details-validator", written).toString("base64url"),
    async open(range) {
      const to = range.end + 1;
      const leading = before.subarray(range.start, to);
      const trailing = after.subarray(Math.max(0, range.start - afterAt), Math.max(0, to - afterAt));
      const from = start + Math.max(0, range.start - before.length);
      const until = start + Math.min(to, afterAt) - before.length;
      const between =
        from < until
          ? await openRendition(gallery, caller, opened, stored, { start: from, end: until - 1 })
          : Buffer.alloc(0);
      if (Buffer.isBuffer(between)) return Buffer.concat([leading, between, trailing]);
      return Readable.from(joined(leading, between, trailing), { objectMode: false });
    },
  };
}

async function* joined(leading: Buffer, between: Readable, trailing: Buffer): AsyncGenerator<Buffer> {
  if (leading.length > 0) yield leading;
  for await (const piece of between) yield piece as Buffer;
  if (trailing.length > 0) yield trailing;
}
