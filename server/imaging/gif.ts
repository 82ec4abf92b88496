// GIF: walks the blocks and keeps screen, palettes, frames with their controls, and the loop. The
// codes inside the frames stay as they are.

import { type Container, startTally } from "./container.ts";
import { noDetails } from "./exif.ts";
import { colourTableBytes, readExtension, skipFrame, writeLoop } from "./gif-blocks.ts";
import { checkPixels, type ImageLimits } from "./image-limits.ts";
import { refuse } from "./image-refused.ts";

const HEADER_BYTES = 13;
const TRAILER = Buffer.from([0x3b]);

/** Reads a GIF file whole, from its signature to its trailer. Throws ImageRefused. */
export function readGif(bytes: Buffer, limits: ImageLimits): Container {
  const tally = startTally(limits);
  if (bytes.length < HEADER_BYTES) refuse("image.truncated", "GIF: ends inside the header");
  const [width, height] = [bytes.readUInt16LE(6), bytes.readUInt16LE(8)];
  checkPixels(limits, width, height);
  let at = HEADER_BYTES + colourTableBytes(bytes[10]!);
  if (at > bytes.length) refuse("image.truncated", "GIF: ends inside the palette");
  const head = bytes.subarray(0, at);
  const pictures: Buffer[] = [];
  let control: Buffer | null = null;
  let loop: Buffer | null = null;
  let frames = 0;
  for (;;) {
    tally.part();
    const introducer = bytes[at] ?? refuse("image.truncated", "GIF: no trailer");
    if (introducer === 0x3b) break;
    if (introducer === 0x2c) {
      checkPixels(limits, width, height, ++frames);
      const end = skipFrame(bytes, at, width, height);
      if (control) pictures.push(control);
      control = null;
      pictures.push(bytes.subarray(at, end));
      at = end;
    } else if (introducer === 0x21) {
      const extension = readExtension(bytes, at);
      // Of several controls before a frame, and of several loops, decoders heed the last.
      if (extension.kind === "control") control = bytes.subarray(at, extension.end);
      else if (extension.kind === "loop") loop = writeLoop(extension.count);
      else tally.leaveOut(extension.kind, extension.end - at);
      at = extension.end;
    } else refuse("image.malformed", "GIF: an unknown block");
  }
  if (frames === 0) refuse("image.malformed", "GIF: no frame");
  if (at + 1 < bytes.length) tally.leaveOut("trailing-data", 0);
  return {
    width,
    height,
    frames,
    scans: 0,
    orientation: 1,
    colour: "unlabelled",
    removed: tally.removed,
    details: noDetails,
    pieces: [head, ...(loop ? [loop] : []), ...pictures, TRAILER],
    decoderPieces: null,
  };
}
