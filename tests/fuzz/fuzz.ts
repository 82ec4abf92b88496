// The fuzzer of everything that reads uploads in the server's own process. What must hold for any bytes: nothing but
// ImageRefused is thrown, no case costs more than a bounded amount of work, what comes out needs no second cleaning
// and is not larger, and a decoder never meets more pixels than the reader saw.

import { carriesCode } from "../../server/imaging/carried-code.ts";
import { type CleanImage, cleanImage } from "../../server/imaging/clean-image.ts";
import { judgeProfile } from "../../server/imaging/colour-profile.ts";
import { readExif } from "../../server/imaging/exif.ts";
import { defaultImageLimits } from "../../server/imaging/image-limits.ts";
import { ImageRefused } from "../../server/imaging/image-refused.ts";
import { decodedPixels } from "../support/make-images/decoded-pixels.ts";
import { seededRandom } from "../support/make-images/seeded-random.ts";
import { damage } from "./damage.ts";
import { fuzzFiles, fuzzStructures } from "./fuzz-files.ts";

export interface FuzzOptions {
  readonly seed: number;
  /** Asked before each case: the number of those that are done. */
  readonly isDone: (cases: number) => boolean;
  /** One case of so many is also shown to a real decoder, which costs a hundred times as much. */
  readonly decodeOneOf: number;
}

export interface Finding {
  readonly what: string;
  readonly bytes: Buffer;
}

export interface FuzzResult {
  readonly cases: number;
  readonly accepted: number;
  readonly decoded: number;
  readonly findings: readonly Finding[];
}

/** Processor time of one case; the slowest honest one takes some milliseconds. */
const WORK_LIMIT_MICROSECONDS = 3_000_000;
/** Headers, a profile of our own and the orientation: all that cleaning ever adds. */
const MOST_ADDED_BYTES = 2000;
/** A file may be cut so that its decoder has little to do, but a picture of this many pixels is never shown to it. */
const MOST_DECODED_PIXELS = 4_000_000;
const MOST_FINDINGS = 20;

function cleanOrRefuse(bytes: Buffer): CleanImage | null {
  try {
    return cleanImage(bytes, defaultImageLimits);
  } catch (error) {
    if (error instanceof ImageRefused) return null;
    throw error;
  }
}

/** Throws what is wrong with one file; gives what cleaning made of it. */
function tryFile(bytes: Buffer): CleanImage | null {
  const cleaned = cleanOrRefuse(bytes);
  if (!cleaned) return null;
  // A table may be written once for each scan that uses it.
  if (cleaned.bytes.length > bytes.length + MOST_ADDED_BYTES + 600 * cleaned.scans)
    throw new Error("it grew");
  if (carriesCode(cleaned.bytes)) throw new Error("code came through");
  const again = cleanImage(cleaned.bytes, defaultImageLimits);
  if (!again.bytes.equals(cleaned.bytes) || again.removed.length > 0)
    throw new Error("cleaning again changes it");
  const decoders = cleanImage(cleaned.decoderBytes, defaultImageLimits);
  if (!decoders.bytes.equals(cleaned.bytes)) throw new Error("the decoder's copy is another picture");
  return cleaned;
}

function tryStructure(bytes: Buffer): void {
  readExif(bytes);
  for (const channels of ["rgb", "grey", "cmyk"] as const) judgeProfile(bytes, channels);
}

/** Throws when a decoder sees more than the reader did. Gives whether it saw anything. */
async function tryDecoder(cleaned: CleanImage): Promise<boolean> {
  if (cleaned.format === "heic" || cleaned.width * cleaned.height * cleaned.frames > MOST_DECODED_PIXELS)
    return false;
  const seen = await decodedPixels(cleaned.bytes, "stored").catch(() => null);
  if (!seen) return false;
  if (seen.frames > cleaned.frames || seen.width * seen.height > cleaned.width * cleaned.height)
    throw new Error("a decoder sees more");
  return true;
}

/** Runs until `isDone`. The same seed gives the same cases, as long as the files to begin with are the same. */
export async function fuzz({ seed, isDone, decodeOneOf }: FuzzOptions): Promise<FuzzResult> {
  const random = seededRandom(seed);
  const files = await fuzzFiles();
  const structures = fuzzStructures();
  const findings: Finding[] = [];
  let cases = 0;
  let accepted = 0;
  let decoded = 0;
  while (!isDone(cases) && findings.length < MOST_FINDINGS) {
    cases += 1;
    const isStructure = random.below(8) === 0;
    const bytes = damage(isStructure ? structures : files, random);
    const before = Buffer.from(bytes);
    const startedAt = process.cpuUsage();
    try {
      let cleaned: CleanImage | null = null;
      if (isStructure) tryStructure(bytes);
      else cleaned = tryFile(bytes);
      const { user, system } = process.cpuUsage(startedAt);
      if (user + system > WORK_LIMIT_MICROSECONDS) throw new Error("too much work");
      if (!bytes.equals(before)) throw new Error("the input was changed");
      if (!cleaned) continue;
      accepted += 1;
      if (accepted % decodeOneOf === 0 && (await tryDecoder(cleaned))) decoded += 1;
    } catch (error) {
      findings.push({
        what: error instanceof Error ? (error.stack ?? error.message) : String(error),
        bytes: before,
      });
    }
  }
  return { cases, accepted, decoded, findings };
}
