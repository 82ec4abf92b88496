// PNG: walks the chunks, keeps what shows the picture, and lays them out again in one fixed order.
// IDAT and fdAT stay byte for byte; whether their deflate stream is sound only the decoder can tell.

import { type Container, startTally } from "./container.ts";
import { checkPixels, type ImageLimits } from "./image-limits.ts";
import { refuse } from "./image-refused.ts";
import { startPngAnimation } from "./png-animation.ts";
import { checkInflation, PNG_SIGNATURE_BYTES, pngChunk, readChunk, readHeader } from "./png-chunks.ts";
import { startPngHeading } from "./png-heading.ts";

const IEND = pngChunk("IEND", Buffer.alloc(0));

const malformed = (reason: string): never => refuse("image.malformed", `PNG: ${reason}`);

/** Reads a PNG or APNG file whole, from its signature to IEND. Throws ImageRefused. */
export function readPng(bytes: Buffer, limits: ImageLimits): Container {
  const tally = startTally(limits);
  const first = readChunk(bytes, PNG_SIGNATURE_BYTES, tally);
  const header = readHeader(first);
  checkPixels(limits, header.width, header.height);
  const heading = startPngHeading(header, limits, tally);
  const animation = startPngAnimation(header);
  let pictureStart = 0;
  let pictureEnd = 0;
  let compressedBytes = 0;
  let at = PNG_SIGNATURE_BYTES + first.whole.length;
  for (;;) {
    const chunk = readChunk(bytes, at, tally);
    const { type, body, whole } = chunk;
    at += whole.length;
    if (type === "IEND") {
      if (body.length > 0) malformed("an end chunk with a body");
      break;
    }
    if (type === "IDAT") {
      if (header.colourType === 3 && !heading.hasPalette) malformed("no palette");
      if (pictureStart === 0) animation.startPicture();
      else if (pictureEnd !== at - whole.length) malformed("picture data in two places");
      compressedBytes += body.length;
      pictureStart ||= at - whole.length;
      pictureEnd = at;
    } else if (type === "IHDR") malformed("two headers");
    else if (type === "PLTE") {
      if (pictureStart > 0) malformed("a palette behind the picture");
      heading.addPalette(chunk);
    } else if (type === "acTL" || type === "fcTL" || type === "fdAT") {
      animation.add(chunk);
      checkPixels(limits, header.width, header.height, Math.max(1, animation.controls));
    } else heading.add(chunk, pictureStart > 0);
  }
  if (pictureStart === 0) malformed("no picture");
  checkInflation(header, compressedBytes);
  if (at < bytes.length) tally.leaveOut("trailing-data", 0);
  const moving = animation.finish();
  if (animation.present && !moving) tally.leaveOut("unknown-segment", 0);

  const { colour, orientation, details, chunks, decoderChunks } = heading.layOut();
  const around = (between: readonly Buffer[]) => [
    bytes.subarray(0, PNG_SIGNATURE_BYTES),
    first.whole,
    ...between,
    ...(moving?.before ?? []),
    bytes.subarray(pictureStart, pictureEnd),
    ...(moving?.after ?? []),
    IEND,
  ];
  return {
    width: header.width,
    height: header.height,
    frames: moving?.frames ?? 1,
    scans: 0,
    orientation,
    colour,
    removed: tally.removed,
    details,
    pieces: around(chunks),
    decoderPieces: decoderChunks && around(decoderChunks),
  };
}
