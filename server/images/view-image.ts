import { Readable } from "node:stream";
import type { ImageId } from "#contract/ids.ts";
import { type Image, type RenditionKind, renditionKind } from "#contract/images.ts";
import type { Unlocked } from "../access/caller.ts";
import { refusalToTakeDetails } from "../access/may.ts";
import { isFavourite } from "../albums/favourites.ts";
import { AppError } from "../errors.ts";
import { type ByteRange, readRange } from "./byte-range.ts";
import type { Gallery } from "./gallery.ts";
import { headersOfBytes } from "./headers-of-bytes.ts";
import { openImage, requireImage } from "./open-image.ts";
import { openRendition } from "./open-rendition.ts";
import type { OpenedImage } from "./opened-images.ts";
import { originalWithDetails } from "./original-with-details.ts";
import { presentImage } from "./present-image.ts";
import { storedRendition } from "./stored-rendition.ts";

/**
 * One image's details.
 * @throws AppError not-found, image.damaged
 */
export async function viewImage(gallery: Gallery, caller: Unlocked, id: ImageId): Promise<Image> {
  const row = await requireImage(gallery, caller, "image.view", id);
  const opened = await openImage(gallery, caller, row);
  return presentImage(row, opened, await isFavourite(gallery, caller, id));
}

export interface RenditionAsked {
  readonly id: ImageId;
  readonly rendition: string;
  readonly isDownload: boolean;
  /** With the kept details written back into it. */
  readonly hasDetails: boolean;
  /** The Range header. */
  readonly range: string | null;
  /** The If-Range header. */
  readonly ifRange: string | null;
  /** The headers alone: nothing is read, nothing opened but the details. */
  readonly isHeadersOnly: boolean;
}

export interface RenditionBytes {
  readonly status: 200 | 206;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | Readable;
}

/**
 * The bytes of one rendition, or of a range of it, decrypted.
 * @throws AppError not-found, request.range, request.invalid, token.not-allowed, image.details-unsupported,
 * image.damaged, storage.unavailable
 */
export async function viewRendition(
  gallery: Gallery,
  caller: Unlocked,
  asked: RenditionAsked,
): Promise<RenditionBytes> {
  const kind = renditionKind.safeParse(asked.rendition);
  if (!kind.success) throw new AppError("not-found");
  if (asked.hasDetails) refuseDetails(caller, kind.data, asked);
  const opened =
    gallery.opened.find(caller.tokenHash, asked.id) ??
    (await gallery.opened.keep(caller.tokenHash, async () => {
      const row = await requireImage(gallery, caller, "image.view", asked.id);
      return openImage(gallery, caller, row);
    }));
  const { format, sizeBytes, etag, open } = asked.hasDetails
    ? await detailedOriginal(gallery, caller, opened)
    : plainRendition(gallery, caller, opened, kind.data);
  // Without a validator the bytes never change. Those that can are only gone on with by whom had the same ones.
  const mayBePart = !asked.isHeadersOnly && asked.ifRange === etag;
  const range = readRange(mayBePart ? asked.range : null, sizeBytes);
  if (range === "outside") {
    throw new AppError("request.range", { headers: { "content-range": `bytes */${sizeBytes}` } });
  }
  const { start, end } = range === "whole" ? { start: 0, end: sizeBytes - 1 } : range;
  const body = asked.isHeadersOnly ? Readable.from([]) : await open({ start, end });
  return {
    status: range === "whole" ? 200 : 206,
    headers: {
      ...headersOfBytes(opened, format, end - start + 1, asked.isDownload ? "attachment" : "inline"),
      ...(etag === null ? {} : { etag }),
      ...(range === "whole" ? {} : { "content-range": `bytes ${start}-${end}/${sizeBytes}` }),
    },
    body,
  };
}

interface Openable {
  readonly format: Image["format"];
  readonly sizeBytes: number;
  /** Where the same address can come to have other bytes. */
  readonly etag: string | null;
  readonly open: (range: ByteRange) => Promise<Buffer | Readable>;
}

function plainRendition(
  gallery: Gallery,
  caller: Unlocked,
  opened: OpenedImage,
  kind: RenditionKind,
): Openable {
  const stored = storedRendition(opened, kind);
  return { ...stored, etag: null, open: (range) => openRendition(gallery, caller, opened, stored, range) };
}

async function detailedOriginal(gallery: Gallery, caller: Unlocked, opened: OpenedImage): Promise<Openable> {
  const { validator, ...detailed } = await originalWithDetails(gallery, caller, opened);
  return { ...detailed, format: opened.details.format, etag: `"${validator}"` };
}

/** Details leave in one way only: in the original, as a download, for the person's own session. */
function refuseDetails(caller: Unlocked, kind: RenditionKind, { isDownload }: RenditionAsked): void {
  const refusal = refusalToTakeDetails(caller);
  if (refusal !== null) throw new AppError(refusal);
  if (kind === "original" && isDownload) return;
  const reason = "only with a download of the original";
  throw new AppError("request.invalid", { errors: [{ path: "query.details", reason }] });
}
