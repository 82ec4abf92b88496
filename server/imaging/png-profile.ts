// The colour of a PNG: iCCP and cICP read, iCCP written. A profile in a PNG is deflated; ours goes in
// stored, so that its bytes depend on nothing but the profile.

import { inflateSync } from "node:zlib";
import { type Channels, type Colour, judgeProfile } from "./colour-profile.ts";
import { refuse } from "./image-refused.ts";
import { pngChunk } from "./png-chunks.ts";
import { standardProfile } from "./standard-profiles.ts";

export interface PngProfile {
  readonly colour: Colour;
  /** The iCCP chunk to write, or null. */
  readonly chunk: Buffer | null;
}

function adler32(bytes: Buffer): number {
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return ((high << 16) | low) >>> 0;
}

/** An iCCP chunk with the profile in one stored block; of at most 65,535 bytes. */
function iccpChunk(profile: Buffer): Buffer {
  const body = Buffer.alloc(5 + 2 + 5 + profile.length + 4);
  body.write("ICC\0\0", 0, "latin1");
  body.writeUInt16BE(0x7801, 5);
  body[7] = 1;
  body.writeUInt16LE(profile.length, 8);
  body.writeUInt16LE(profile.length ^ 0xffff, 10);
  profile.copy(body, 12);
  body.writeUInt32BE(adler32(profile), 12 + profile.length);
  return pngChunk("iCCP", body);
}

function inflated(body: Buffer, maxIccBytes: number): Buffer | null {
  const nameEnd = body.subarray(0, 80).indexOf(0);
  if (nameEnd < 1 || body[nameEnd + 1] !== 0) return null;
  try {
    return inflateSync(body.subarray(nameEnd + 2), { maxOutputLength: maxIccBytes });
  } catch (error) {
    const isTooLarge = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    return isTooLarge ? refuse("image.too-complex", "PNG: too large a colour profile") : null;
  }
}

/** What an iCCP chunk's body means; null when it is of no use. Throws ImageRefused when it is too large. */
export function readIccp(body: Buffer, channels: Channels, maxIccBytes: number): PngProfile | null {
  if (body.length > maxIccBytes) refuse("image.too-complex", "PNG: too large a colour profile");
  const profile = inflated(body, maxIccBytes);
  const judged = profile && judgeProfile(profile, channels);
  if (judged?.kind === "known") return { colour: judged.colour, chunk: iccpChunk(judged.profile) };
  return judged?.kind === "unknown" ? { colour: "other", chunk: null } : null;
}

/** The spaces that a cICP chunk can name and a profile of ours can say (ITU-T H.273). */
const CODE_POINTS: Readonly<Record<string, "srgb" | "display-p3">> = {
  "1,13,0,1": "srgb",
  "12,13,0,1": "display-p3",
};

/** What a cICP chunk's body means; null for spaces of which we have no profile (HDR among them). */
export function readCicp(body: Buffer, channels: Channels): PngProfile | null {
  const space = CODE_POINTS[body.join(",")];
  return space && channels === "rgb" ? { colour: space, chunk: iccpChunk(standardProfile(space)) } : null;
}
