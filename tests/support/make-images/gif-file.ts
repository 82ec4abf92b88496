// GIF files written block by block, with an encoder that never compresses: each pixel is a code of its own.

import { pixelsOf } from "./jpeg-file.ts";

export interface GifFrameChoices {
  readonly left?: number;
  readonly top?: number;
  readonly width?: number;
  readonly height?: number;
  readonly interlaced?: boolean;
  /** Bytes of a palette of the frame's own, 3 times a power of two. */
  readonly palette?: Buffer;
  readonly delay?: number;
  /** Index that shows what is below. */
  readonly transparent?: number;
}

export const TRAILER = Buffer.from([0x3b]);

function u16(...values: readonly number[]): Buffer {
  const out = Buffer.alloc(2 * values.length);
  values.forEach((value, i) => out.writeUInt16LE(value, 2 * i));
  return out;
}

/** A row of sub-blocks with its terminator. */
export function subBlocks(body: Buffer | string): Buffer {
  const bytes = typeof body === "string" ? Buffer.from(body, "latin1") : body;
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 255) {
    const part = bytes.subarray(at, at + 255);
    parts.push(Buffer.from([part.length]), part);
  }
  return Buffer.concat([...parts, Buffer.from([0])]);
}

/** An extension; `name` is the first sub-block of an application extension. */
export function extension(label: number, body: Buffer | string, name = ""): Buffer {
  const named =
    name === "" ? Buffer.alloc(0) : Buffer.from(`${String.fromCharCode(name.length)}${name}`, "latin1");
  return Buffer.concat([Buffer.from([0x21, label]), named, subBlocks(body)]);
}

export function loop(count: number): Buffer {
  return extension(0xff, Buffer.concat([Buffer.from([1]), u16(count)]), "NETSCAPE2.0");
}

/** Header, screen of these pixels, and a palette of 256 greys. */
export function screen(width = 32, height = 20): Buffer {
  const greys = Buffer.from(Array.from({ length: 768 }, (_, i) => Math.floor(i / 3)));
  return Buffer.concat([Buffer.from("GIF89a"), u16(width, height), Buffer.from([0xf7, 0, 0]), greys]);
}

function codes(indices: Buffer): Buffer {
  const out: number[] = [];
  let held = 0;
  let bits = 0;
  const put = (code: number) => {
    held |= code << bits;
    for (bits += 9; bits >= 8; bits -= 8) {
      out.push(held & 255);
      held >>>= 8;
    }
  };
  // Cleared before the decoder's table outgrows 9 bits.
  indices.forEach((index, i) => {
    if (i % 200 === 0) put(256);
    put(index);
  });
  put(257);
  if (bits > 0) out.push(held);
  return Buffer.from(out);
}

/** A graphic control and the frame behind it. */
export function frame(choices: GifFrameChoices = {}): Buffer {
  const {
    left = 0,
    top = 0,
    width = 32,
    height = 20,
    interlaced = false,
    palette,
    delay,
    transparent,
  } = choices;
  const tableBits = palette ? 0x80 | (Math.log2(palette.length / 3) - 1) : 0;
  const hasControl = delay !== undefined || transparent !== undefined;
  const flags = 0x04 | (transparent === undefined ? 0 : 1);
  return Buffer.concat([
    hasControl
      ? extension(
          0xf9,
          Buffer.concat([Buffer.from([flags]), u16(delay ?? 0), Buffer.from([transparent ?? 0])]),
        )
      : Buffer.alloc(0),
    Buffer.from([0x2c]),
    u16(left, top, width, height),
    Buffer.from([tableBits | (interlaced ? 0x40 : 0)]),
    palette ?? Buffer.alloc(0),
    Buffer.from([8]),
    subBlocks(codes(pixelsOf(width, height, 1))),
  ]);
}

/** A still GIF of 32 by 20 pixels. */
export function plainGif(): Buffer {
  return Buffer.concat([screen(), frame(), TRAILER]);
}

/** An animation whose later frames are small, shifted and see-through. */
export function animatedGif(frames = 4): Buffer {
  const later = Array.from({ length: frames - 1 }, (_, i) =>
    frame({ left: i % 20, top: i % 8, width: 12, height: 12, delay: 5 + (i % 50), transparent: 7 }),
  );
  return Buffer.concat([screen(), loop(3), frame({ delay: 10 }), ...later, TRAILER]);
}
