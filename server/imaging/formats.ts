// Which format a file has, told by our own list of signatures and nothing else: a name, a declared
// type or a general detector would let SVG, TIFF or PDF reach a decoder that opens them.

export type ImageFormat = "jpeg" | "png" | "gif" | "webp" | "avif" | "heic";

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const HEIC_BRANDS: ReadonlySet<string> = new Set(["heic", "heix", "heim", "heis", "hevc", "hevx"]);
const AVIF_BRANDS: ReadonlySet<string> = new Set(["avif", "avis"]);
/** More brands than this in one ftyp box are no picture of ours. */
const MAX_BRANDS = 64;

function ascii(bytes: Buffer, at: number): string {
  return bytes.toString("latin1", at, at + 4);
}

function isobmffFormatOf(bytes: Buffer): ImageFormat | null {
  const sizeBytes = bytes.readUInt32BE(0);
  if (sizeBytes < 16 || sizeBytes > 16 + 4 * MAX_BRANDS || sizeBytes > bytes.length) return null;
  const brands = [ascii(bytes, 8)];
  for (let at = 16; at + 4 <= sizeBytes; at += 4) brands.push(ascii(bytes, at));
  if (brands.some((brand) => AVIF_BRANDS.has(brand))) return "avif";
  if (brands.some((brand) => HEIC_BRANDS.has(brand))) return "heic";
  return null;
}

/** The format whose signature `bytes` begin with, or null when it is none of ours. */
export function formatOf(bytes: Buffer): ImageFormat | null {
  if (bytes.length >= 3 && bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "jpeg";
  if (bytes.length >= 8 && bytes.subarray(0, 8).equals(PNG_SIGNATURE)) return "png";
  const head = bytes.toString("latin1", 0, 6);
  if (head === "GIF87a" || head === "GIF89a") return "gif";
  if (bytes.length >= 12 && ascii(bytes, 0) === "RIFF" && ascii(bytes, 8) === "WEBP") return "webp";
  if (bytes.length >= 16 && ascii(bytes, 4) === "ftyp") return isobmffFormatOf(bytes);
  return null;
}
