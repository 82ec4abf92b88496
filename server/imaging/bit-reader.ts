// Reads single bits, most significant first, as the headers of video codecs are written.

import { refuse } from "./image-refused.ts";

export interface BitReader {
  /** A number of up to 32 bits. Throws ImageRefused beyond the end. */
  bits(count: number): number;
  flag(): boolean;
  /** An unsigned Exp-Golomb number (ITU-T H.265, 9.2), up to 32 bits. */
  golomb(): number;
  skip(count: number): void;
}

export function readBits(bytes: Buffer): BitReader {
  let at = 0;
  const bit = (): number => {
    const byte = bytes[at >> 3] ?? refuse("image.malformed", "a codec header that ends early");
    return (byte >> (7 - (at++ & 7))) & 1;
  };
  const bits = (count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 2 + bit();
    return value;
  };
  return {
    bits,
    flag: () => bit() === 1,
    golomb() {
      let zeros = 0;
      while (bit() === 0) if (++zeros > 31) refuse("image.malformed", "a number too large");
      return 2 ** zeros - 1 + bits(zeros);
    },
    skip(count) {
      at += count;
    },
  };
}
