// JPEG: walks the segments, keeps what shows the picture, and lays out a new file from that alone.
// Baseline, extended and progressive Huffman coding at 8 bits; whatever else T.81 allows is refused.

import { type Container, startTally } from "./container.ts";
import type { ImageLimits } from "./image-limits.ts";
import { refuse } from "./image-refused.ts";
import { startJpegHeading } from "./jpeg-heading.ts";
import { findScanEnd, startJpegPicture } from "./jpeg-picture.ts";

const SOI = Buffer.from([0xff, 0xd8]);
const EOI = Buffer.from([0xff, 0xd9]);

const truncated = (): never => refuse("image.truncated", "JPEG: no end of image");
const malformed = (reason: string): never => refuse("image.malformed", `JPEG: ${reason}`);

/** Reads a JPEG file whole, from its signature to its end of image. Throws ImageRefused. */
export function readJpeg(bytes: Buffer, limits: ImageLimits): Container {
  const tally = startTally(limits);
  const picture = startJpegPicture(limits);
  const heading = startJpegHeading(limits, tally);
  let at = SOI.length;
  for (;;) {
    tally.part();
    const marked = bytes.indexOf(0xff, at);
    if (marked < 0) truncated();
    // libjpeg skips stray bytes between segments, and so do we, but none of them is written again.
    if (marked > at) tally.leaveOut("unknown-segment", marked - at);
    at = marked;
    while (bytes[at + 1] === 0xff) at++;
    const marker = bytes[at + 1] ?? truncated();
    if (marker === 0xd9) break;
    if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd8)) malformed("a marker out of place");
    if (at + 4 > bytes.length) truncated();
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (end < at + 4) malformed("length of a segment");
    if (end > bytes.length) truncated();
    const segment = bytes.subarray(at, end);
    const body = segment.subarray(4);
    at = end;
    if (marker === 0xda) {
      at = findScanEnd(bytes, end);
      picture.addScan(segment, bytes.subarray(end, at));
    } else if (marker >= 0xc0 && marker <= 0xc2) picture.addFrame(marker, segment);
    else if (marker === 0xdb) picture.addQuantisation(body);
    else if (marker === 0xc4) picture.addHuffman(body);
    else if (marker === 0xdd) picture.addRestartInterval(body);
    else if ((marker >= 0xe0 && marker <= 0xef) || marker === 0xfe)
      heading.add(marker, body, picture.scans === 0);
    else if (marker <= 0xcf) refuse("image.unsupported", "JPEG: arithmetic, lossless or hierarchical coding");
    else malformed("an unknown marker");
  }
  if (at + EOI.length < bytes.length) tally.leaveOut("trailing-data", 0);

  const frame = picture.requireWhole();
  const { colour, exif, segments, decoderSegments } = heading.layOut(frame.components.length);
  return {
    width: frame.width,
    height: frame.height,
    frames: 1,
    scans: picture.scans,
    orientation: exif.orientation,
    colour,
    removed: tally.removed,
    details: exif.details,
    pieces: [SOI, ...segments, ...picture.pieces, EOI],
    decoderPieces: decoderSegments && [SOI, ...decoderSegments, ...picture.pieces, EOI],
  };
}
