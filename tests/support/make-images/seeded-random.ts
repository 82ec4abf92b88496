// Randomness that is the same in every run, and the ways in which a fuzzer damages a file.

export interface SeededRandom {
  /** An integer from 0 up to, not including, `end`. */
  below(end: number): number;
  bytes(count: number): Buffer;
}

/** Mulberry32. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
  return {
    below: (end) => next() % end,
    bytes: (count) => Buffer.from(Array.from({ length: count }, () => next() & 255)),
  };
}

const EDGES = [0x00, 0x01, 0x7f, 0x80, 0xfe, 0xff];

/** A damaged copy: bits flipped, bytes set to edges, ranges cut, doubled, or moved in from elsewhere. */
export function mutate(file: Buffer, random: SeededRandom): Buffer {
  let damaged: Buffer = Buffer.from(file);
  const isHeaderOnly = random.below(2) === 0;
  for (let round = 1 + random.below(4); round > 0 && damaged.length > 0; round--) {
    const at = random.below(isHeaderOnly ? Math.min(damaged.length, 200) : damaged.length);
    const length = 1 + random.below(24);
    const range = damaged.subarray(at, at + length);
    const kind = random.below(7);
    if (kind === 0) damaged[at]! ^= 1 << random.below(8);
    else if (kind === 1) damaged[at] = EDGES[random.below(EDGES.length)]!;
    else if (kind === 2) damaged = Buffer.concat([damaged.subarray(0, at), damaged.subarray(at + length)]);
    else if (kind === 3) damaged = Buffer.concat([damaged.subarray(0, at), range, damaged.subarray(at)]);
    else if (kind === 4) range.copy(damaged, random.below(damaged.length));
    else if (kind === 5) random.bytes(range.length).copy(damaged, at);
    else damaged = damaged.subarray(0, 1 + random.below(damaged.length));
  }
  return damaged;
}
