import {
  centralHeader,
  centralHeaderBytes,
  endOfArchive,
  endOfArchiveBytes,
  localHeader,
  localHeaderBytes,
} from "./zip-headers.ts";

// A ZIP archive whose every byte is known by its place, without writing what comes before: its size is exact
// beforehand, and any range of it reads only the entries that lie in it.

export interface ArchiveEntry {
  /** A path with "/" between its parts, as `entryNames` makes them. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Local wall time, `2024-06-01T18:30:00`. */
  readonly modifiedAt: string;
  /** CRC-32 of all its bytes; asked for only where its headers are. */
  checksum(): Promise<number>;
  /** The bytes from `start` up to, not including, `end`. */
  read(start: number, end: number): AsyncIterable<Uint8Array>;
}

export interface ZipArchive {
  readonly sizeBytes: number;
  /**
   * The bytes from `start` up to, not including, `end`, piece by piece. Throws when an entry gives more or fewer than
   * it was asked for.
   */
  read(start: number, end: number): AsyncGenerator<Uint8Array, void, void>;
}

interface Placed {
  readonly entry: ArchiveEntry;
  readonly name: Buffer;
  /** Of its local header. */
  readonly offset: number;
  /** Of its header in the directory. */
  readonly directoryOffset: number;
}

/** The first of the ordered places whose part reaches beyond `at`. */
function firstBeyond(ends: (index: number) => number, count: number, at: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ends(middle) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function zipArchive(entries: readonly ArchiveEntry[]): ZipArchive {
  const names = entries.map(({ path }) => Buffer.from(path, "utf8"));
  const offsets: number[] = [];
  let at = 0;
  entries.forEach(({ sizeBytes }, n) => {
    offsets.push(at);
    at += localHeaderBytes({ nameBytes: names[n]!.length, sizeBytes }) + sizeBytes;
  });
  const start = at;
  const placed: Placed[] = entries.map((entry, n) => {
    const one = { entry, name: names[n]!, offset: offsets[n]!, directoryOffset: at };
    at += centralHeaderBytes({ nameBytes: one.name.length, sizeBytes: entry.sizeBytes, offset: one.offset });
    return one;
  });
  const directoryEnd = at;
  const sizeBytes = directoryEnd + endOfArchiveBytes(entries.length, start, directoryEnd - start);

  const entryEnd = (n: number): number => placed[n + 1]?.offset ?? start;
  const headerEnd = (n: number): number => placed[n + 1]?.directoryOffset ?? directoryEnd;

  async function headerOf({ entry, name, offset }: Placed) {
    const { sizeBytes: size, modifiedAt } = entry;
    return { name, sizeBytes: size, modifiedAt, offset, checksum: await entry.checksum() };
  }

  async function* readEntry(one: Placed, from: number, to: number): AsyncGenerator<Uint8Array, void, void> {
    const contentAt =
      one.offset + localHeaderBytes({ nameBytes: one.name.length, sizeBytes: one.entry.sizeBytes });
    if (from < contentAt) {
      yield localHeader(await headerOf(one)).subarray(
        from - one.offset,
        Math.min(to, contentAt) - one.offset,
      );
    }
    const first = Math.max(from, contentAt) - contentAt;
    const end = to - contentAt;
    if (end <= first) return;
    let given = 0;
    for await (const piece of one.entry.read(first, end)) {
      given += piece.length;
      yield piece;
    }
    if (given !== end - first) throw new Error("an entry of an archive has another size than it said");
  }

  return {
    sizeBytes,
    async *read(from, to) {
      for (let n = firstBeyond(entryEnd, placed.length, from); n < placed.length; n += 1) {
        const one = placed[n]!;
        if (one.offset >= to) return;
        yield* readEntry(one, Math.max(from, one.offset), Math.min(to, entryEnd(n)));
      }
      for (let n = firstBeyond(headerEnd, placed.length, from); n < placed.length; n += 1) {
        const one = placed[n]!;
        if (one.directoryOffset >= to) return;
        const header = centralHeader(await headerOf(one));
        const begin = Math.max(0, from - one.directoryOffset);
        yield header.subarray(begin, Math.min(to, headerEnd(n)) - one.directoryOffset);
      }
      if (to <= directoryEnd) return;
      const end = endOfArchive(placed.length, start, directoryEnd - start);
      yield end.subarray(Math.max(0, from - directoryEnd), to - directoryEnd);
    },
  };
}
