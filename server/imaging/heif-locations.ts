// Where the bytes of a HEIF file's items lie: the iloc box (ISO/IEC 14496-12, 8.11.3), and the gathering of extents,
// which must lie inside the file and may not be more, all together, than the file is.

import type { Tally } from "./container.ts";
import { refuse } from "./image-refused.ts";
import { readFullBox } from "./isobmff-boxes.ts";

export interface HeifLocation {
  /** `file`: offsets from the start of the file. `inline`: from the start of the idat box's body. */
  readonly base: "file" | "inline" | "unsupported";
  readonly extents: readonly { readonly offset: number; readonly length: number }[];
}

const malformed = (reason: string): never => refuse("image.malformed", `HEIF: ${reason}`);
const SIZES: ReadonlySet<number> = new Set([0, 4, 8]);
const MAX_EXTENTS = 256;

/** Reads the body of an iloc box. Throws ImageRefused. */
export function readHeifLocations(body: Buffer, tally: Tally): ReadonlyMap<number, HeifLocation> {
  const { version, fields } = readFullBox(body);
  if (version > 2) refuse("image.unsupported", "HEIF: unknown locations");
  const sizes = fields.uint(2);
  const [offsetBytes, lengthBytes] = [sizes >> 12, (sizes >> 8) & 15];
  const [baseBytes, indexBytes] = [(sizes >> 4) & 15, version === 0 ? 0 : sizes & 15];
  if (![offsetBytes, lengthBytes, baseBytes, indexBytes].every((size) => SIZES.has(size)))
    malformed("sizes of offsets");
  const idBytes = version < 2 ? 2 : 4;
  const count = fields.uint(idBytes);
  const locations = new Map<number, HeifLocation>();
  for (let entry = 0; entry < count; entry++) {
    tally.part();
    const id = fields.uint(idBytes);
    const method = version === 0 ? 0 : fields.uint(2) & 15;
    const isElsewhere = fields.uint(2) !== 0;
    const start = fields.uint(baseBytes);
    const extentCount = fields.uint(2);
    if (extentCount > MAX_EXTENTS) refuse("image.too-complex", "HEIF: an item in too many pieces");
    const extents = Array.from({ length: extentCount }, () => {
      fields.uint(indexBytes);
      const offset = start + fields.uint(offsetBytes);
      return { offset, length: fields.uint(lengthBytes) };
    });
    if (locations.has(id)) malformed("an item in two places");
    const base = isElsewhere || method > 1 ? "unsupported" : method === 1 ? "inline" : "file";
    locations.set(id, { base, extents });
  }
  return locations;
}

/** Gives the bytes of items, as often as all of them together are no more than the file. */
export function startGathering(
  file: Buffer,
  inlineData: Buffer,
): (location: HeifLocation | undefined) => Buffer {
  let gathered = 0;
  return (location) => {
    if (!location) return malformed("an item without a place");
    if (location.base === "unsupported") refuse("image.unsupported", "HEIF: an item that lies elsewhere");
    const from = location.base === "file" ? file : inlineData;
    const pieces = location.extents.map(({ offset, length }) => {
      if (length === 0) malformed("an empty piece");
      if (offset + length > from.length) refuse("image.truncated", "HEIF: an item beyond the end");
      gathered += length;
      return from.subarray(offset, offset + length);
    });
    // Items that share bytes would let a small file hold many large pictures.
    if (gathered > file.length) malformed("items over items");
    return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  };
}
