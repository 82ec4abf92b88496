import { crc32 } from "node:zlib";

// ZIP archives (APPNOTE 6.3.10) as a stream, without compression: pictures are compressed already. Size and checksum
// of an entry are known before its bytes are written, so no entry needs a data descriptor, which many programs do
// not read; ZIP64 is used where, and only where, numbers need it.

export interface ZipEntry {
  /** A path with "/" between its parts, as `entryNames` makes them. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly checksum: number;
  /** Local wall time, `2024-06-01T18:30:00`; what it is behind the seconds is not looked at. */
  readonly modifiedAt: string;
  /** Exactly so many bytes, or the archive ends in an error. */
  content(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

const MAX_32 = 0xffff_ffff;
const MAX_16 = 0xffff;
const UTF8_NAMES = 0x0800;
const VERSION = 20;
const VERSION_ZIP64 = 45;
const MADE_ON_UNIX = 3 << 8;
/** A plain file that its owner alone may read and write. */
const MODE = (0o100600 << 16) >>> 0;

export interface Checksum {
  readonly checksum: number;
  readonly sizeBytes: number;
}

/** Reads it all once. */
export async function checksumOf(
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<Checksum> {
  let checksum = 0;
  let sizeBytes = 0;
  for await (const piece of content) {
    checksum = crc32(piece, checksum);
    sizeBytes += piece.length;
  }
  return { checksum, sizeBytes };
}

/** Time and date as DOS had them, which ends at 2107 and begins in 1980. */
function dosTime(modifiedAt: string): { time: number; date: number } {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = modifiedAt
    .slice(0, 19)
    .split(/[-T:]/)
    .map(Number);
  if (!(year >= 1980)) return { time: 0, date: (1 << 5) | 1 };
  const shown = Math.min(year, 2107) - 1980;
  return { time: (hour << 11) | (minute << 5) | (second >> 1), date: (shown << 9) | (month << 5) | day };
}

/** The ZIP64 extra field of these numbers; empty where there are none. */
function zip64Extra(numbers: readonly number[]): Buffer {
  if (numbers.length === 0) return Buffer.alloc(0);
  const extra = Buffer.alloc(4 + 8 * numbers.length);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8 * numbers.length, 2);
  numbers.forEach((number, at) => extra.writeBigUInt64LE(BigInt(number), 4 + 8 * at));
  return extra;
}

interface Written {
  readonly entry: ZipEntry;
  readonly name: Buffer;
  readonly offset: number;
}

function localHeader({ entry, name }: Written): Buffer {
  const isLarge = entry.sizeBytes >= MAX_32;
  const extra = zip64Extra(isLarge ? [entry.sizeBytes, entry.sizeBytes] : []);
  const { time, date } = dosTime(entry.modifiedAt);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(isLarge ? VERSION_ZIP64 : VERSION, 4);
  header.writeUInt16LE(UTF8_NAMES, 6);
  header.writeUInt16LE(time, 10);
  header.writeUInt16LE(date, 12);
  header.writeUInt32LE(entry.checksum, 14);
  header.writeUInt32LE(isLarge ? MAX_32 : entry.sizeBytes, 18);
  header.writeUInt32LE(isLarge ? MAX_32 : entry.sizeBytes, 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra]);
}

function centralHeader({ entry, name, offset }: Written): Buffer {
  const isLarge = entry.sizeBytes >= MAX_32;
  const isFar = offset >= MAX_32;
  const extra = zip64Extra([
    ...(isLarge ? [entry.sizeBytes, entry.sizeBytes] : []),
    ...(isFar ? [offset] : []),
  ]);
  const { time, date } = dosTime(entry.modifiedAt);
  const version = isLarge || isFar ? VERSION_ZIP64 : VERSION;
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(MADE_ON_UNIX | version, 4);
  header.writeUInt16LE(version, 6);
  header.writeUInt16LE(UTF8_NAMES, 8);
  header.writeUInt16LE(time, 12);
  header.writeUInt16LE(date, 14);
  header.writeUInt32LE(entry.checksum, 16);
  header.writeUInt32LE(isLarge ? MAX_32 : entry.sizeBytes, 20);
  header.writeUInt32LE(isLarge ? MAX_32 : entry.sizeBytes, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(MODE, 38);
  header.writeUInt32LE(isFar ? MAX_32 : offset, 42);
  return Buffer.concat([header, name, extra]);
}

function endOfArchive(count: number, start: number, size: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(count, MAX_16), 8);
  end.writeUInt16LE(Math.min(count, MAX_16), 10);
  end.writeUInt32LE(Math.min(size, MAX_32), 12);
  end.writeUInt32LE(Math.min(start, MAX_32), 16);
  if (count < MAX_16 && size < MAX_32 && start < MAX_32) return end;
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(0x06064b50, 0);
  end64.writeBigUInt64LE(44n, 4);
  end64.writeUInt16LE(MADE_ON_UNIX | VERSION_ZIP64, 12);
  end64.writeUInt16LE(VERSION_ZIP64, 14);
  end64.writeBigUInt64LE(BigInt(count), 24);
  end64.writeBigUInt64LE(BigInt(count), 32);
  end64.writeBigUInt64LE(BigInt(size), 40);
  end64.writeBigUInt64LE(BigInt(start), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(start + size), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([end64, locator, end]);
}

/**
 * The archive, piece by piece; each entry is taken when the one before it has been written.
 * Throws when an entry's bytes are not as many as it said.
 */
export async function* zipStream(
  entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>,
): AsyncGenerator<Uint8Array, void, void> {
  const written: Written[] = [];
  let offset = 0;
  for await (const entry of entries) {
    const one: Written = { entry, name: Buffer.from(entry.path, "utf8"), offset };
    const header = localHeader(one);
    written.push(one);
    yield header;
    let size = 0;
    for await (const piece of entry.content()) {
      size += piece.length;
      yield piece;
    }
    if (size !== entry.sizeBytes) throw new Error("an entry of an archive has another size than it said");
    offset += header.length + size;
  }
  const start = offset;
  for (const one of written) {
    const header = centralHeader(one);
    offset += header.length;
    yield header;
  }
  yield endOfArchive(written.length, start, offset - start);
}
