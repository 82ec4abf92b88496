// What a decoder shows of a file: the reference for "the pixels are the same".

import sharp from "sharp";

export interface DecodedPixels {
  readonly width: number;
  /** Of one frame. */
  readonly height: number;
  readonly channels: number;
  readonly frames: number;
  readonly pixels: Buffer;
}

/**
 * All frames, without colour conversion; upright, or as they are stored.
 * Rejects where libvips refuses the file.
 */
export async function decodedPixels(
  file: Buffer,
  turn: "upright" | "stored" = "upright",
): Promise<DecodedPixels> {
  const options = { failOn: "error", animated: true, ignoreIcc: true, limitInputPixels: false } as const;
  const metadata = await sharp(file, options).metadata();
  const frames = metadata.pages ?? 1;
  // Turning works on a still picture only, and no animated format has a turn of its own but WebP.
  const image = frames > 1 || turn === "stored" ? sharp(file, options) : sharp(file, options).autoOrient();
  const { data, info } = await image
    .raw({ depth: metadata.depth === "ushort" ? "ushort" : "uchar" })
    .toBuffer({
      resolveWithObject: true,
    });
  const height = frames > 1 ? (metadata.pageHeight ?? info.height) : info.height;
  return { width: info.width, height, channels: info.channels, frames, pixels: data };
}
