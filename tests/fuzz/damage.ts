// Ways to damage a file that aim at what readers trust: lengths, counts and offsets, and parts of other files.

import { withChecksums } from "../support/make-images/png-file.ts";
import { mutate, type SeededRandom } from "../support/make-images/seeded-random.ts";

const NUMBERS = [
  0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe,
  0xffffffff,
];

/** A number at the edge of something, or near what stood there, in either byte order. */
function setNumber(file: Buffer, random: SeededRandom): Buffer {
  const sizeBytes = [1, 2, 4][random.below(3)]!;
  if (file.length < sizeBytes) return file;
  const damaged = Buffer.from(file);
  const reach = random.below(2) === 0 ? Math.min(file.length, 400) : file.length;
  const at = random.below(Math.max(1, reach - sizeBytes));
  const little = random.below(2) === 0;
  const given = little ? damaged.readUIntLE(at, sizeBytes) : damaged.readUIntBE(at, sizeBytes);
  const near = given + random.below(9) - 4;
  const wanted = random.below(2) === 0 ? NUMBERS[random.below(NUMBERS.length)]! : near;
  const value = ((wanted % 2 ** (8 * sizeBytes)) + 2 ** (8 * sizeBytes)) % 2 ** (8 * sizeBytes);
  if (little) damaged.writeUIntLE(value, at, sizeBytes);
  else damaged.writeUIntBE(value, at, sizeBytes);
  return damaged;
}

function splice(file: Buffer, other: Buffer, random: SeededRandom): Buffer {
  const from = random.below(other.length);
  const part = other.subarray(from, from + 1 + random.below(300));
  const at = random.below(file.length + 1);
  return Buffer.concat([
    file.subarray(0, at),
    part,
    file.subarray(random.below(2) === 0 ? at : at + part.length),
  ]);
}

const isPng = (file: Buffer) => file.length >= 8 && file.readUInt32BE(0) === 0x89504e47;

/** A damaged copy of one of `files`. */
export function damage(files: readonly Buffer[], random: SeededRandom): Buffer {
  let damaged = files[random.below(files.length)]!;
  for (let times = 1 + random.below(3); times > 0 && damaged.length > 0; times--) {
    const way = random.below(4);
    if (way === 0) damaged = mutate(damaged, random);
    else if (way === 1) damaged = splice(damaged, files[random.below(files.length)]!, random);
    else damaged = setNumber(damaged, random);
  }
  // Damage behind a checksum is only reached when that is right.
  return isPng(damaged) && random.below(4) > 0 ? withChecksums(damaged) : damaged;
}
