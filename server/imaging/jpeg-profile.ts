// An ICC profile inside a JPEG: up to 255 APP2 segments, numbered from 1 (ICC.1:2022, B.4).

import { refuse } from "./image-refused.ts";

const SIGNATURE = Buffer.from("ICC_PROFILE\0", "latin1");
/** The length field of a segment counts itself and ends at 65,535. */
const PART_BYTES = 65_535 - 2 - SIGNATURE.length - 2;

/** A segment of a JPEG: marker, length, body. */
export function jpegSegment(marker: number, body: Buffer): Buffer {
  const segment = Buffer.allocUnsafe(4 + body.length);
  segment[0] = 0xff;
  segment[1] = marker;
  segment.writeUInt16BE(2 + body.length, 2);
  body.copy(segment, 4);
  return segment;
}

export interface ProfileParts {
  /** Takes what follows the signature. Throws ImageRefused when the whole grows too large. */
  add(part: Buffer): void;
  /** True when there was any part at all. */
  readonly present: boolean;
  /** The profile put together; null when parts are missing or contradict each other. */
  whole(): Buffer | null;
}

export function startProfileParts(maxIccBytes: number): ProfileParts {
  const parts = new Map<number, Buffer>();
  let claimed = 0;
  let contradicts = false;
  let sizeBytes = 0;
  let present = false;
  return {
    get present() {
      return present;
    },
    add(part) {
      present = true;
      sizeBytes += part.length;
      if (sizeBytes > maxIccBytes + 2 * 255) refuse("image.too-complex", "JPEG: too large a colour profile");
      const [number = 0, count = 0] = part;
      if (parts.has(number) || number < 1 || number > count || (claimed !== 0 && count !== claimed))
        contradicts = true;
      claimed = count;
      parts.set(number, part.subarray(2));
    },
    whole() {
      if (contradicts || parts.size === 0 || parts.size !== claimed) return null;
      return Buffer.concat(Array.from({ length: claimed }, (_, i) => parts.get(i + 1)!));
    },
  };
}

/** The segments that hold `profile`, of at most 255 parts' size. */
export function iccSegments(profile: Buffer): Buffer[] {
  const count = Math.ceil(profile.length / PART_BYTES);
  return Array.from({ length: count }, (_, i) =>
    jpegSegment(
      0xe2,
      Buffer.concat([
        SIGNATURE,
        Buffer.from([i + 1, count]),
        profile.subarray(i * PART_BYTES, (i + 1) * PART_BYTES),
      ]),
    ),
  );
}
