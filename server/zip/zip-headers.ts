// The headers of ZIP archives (APPNOTE 6.3.10), and how many bytes they take. ZIP64 is used where, and only where,
// numbers need it; sizes and checksums stand in the headers, so that no entry needs a data descriptor, which many
// programs do not read.

export interface HeaderFacts {
  /** In UTF-8. */
  readonly name: Buffer;
  readonly sizeBytes: number;
  readonly checksum: number;
  /** Local wall time, `2024-06-01T18:30:00`; what it is behind the seconds is not looked at. */
  readonly modifiedAt: string;
  /** Where its local header lies. */
  readonly offset: number;
}

const MAX_32 = 0xffff_ffff;
const MAX_16 = 0xffff;
const UTF8_NAMES = 0x0800;
const VERSION = 20;
const VERSION_ZIP64 = 45;
const MADE_ON_UNIX = 3 << 8;
/** A plain file that its owner alone may read and write. */
const MODE = (0o100600 << 16) >>> 0;
const END_BYTES = 22;
const END_ZIP64_BYTES = 56 + 20;

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

const localNumbers = (sizeBytes: number): number[] => (sizeBytes >= MAX_32 ? [sizeBytes, sizeBytes] : []);
const centralNumbers = (sizeBytes: number, offset: number): number[] => [
  ...localNumbers(sizeBytes),
  ...(offset >= MAX_32 ? [offset] : []),
];

export function localHeaderBytes(of: { readonly nameBytes: number; readonly sizeBytes: number }): number {
  return 30 + of.nameBytes + zip64Extra(localNumbers(of.sizeBytes)).length;
}

export function centralHeaderBytes(of: {
  readonly nameBytes: number;
  readonly sizeBytes: number;
  readonly offset: number;
}): number {
  return 46 + of.nameBytes + zip64Extra(centralNumbers(of.sizeBytes, of.offset)).length;
}

/** Stands before an entry's bytes. */
export function localHeader({ name, sizeBytes, checksum, modifiedAt }: Omit<HeaderFacts, "offset">): Buffer {
  const isLarge = sizeBytes >= MAX_32;
  const extra = zip64Extra(localNumbers(sizeBytes));
  const { time, date } = dosTime(modifiedAt);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(isLarge ? VERSION_ZIP64 : VERSION, 4);
  header.writeUInt16LE(UTF8_NAMES, 6);
  header.writeUInt16LE(time, 10);
  header.writeUInt16LE(date, 12);
  header.writeUInt32LE(checksum, 14);
  header.writeUInt32LE(isLarge ? MAX_32 : sizeBytes, 18);
  header.writeUInt32LE(isLarge ? MAX_32 : sizeBytes, 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra]);
}

/** Stands in the directory at the archive's end. */
export function centralHeader({ name, sizeBytes, checksum, modifiedAt, offset }: HeaderFacts): Buffer {
  const isLarge = sizeBytes >= MAX_32;
  const isFar = offset >= MAX_32;
  const extra = zip64Extra(centralNumbers(sizeBytes, offset));
  const { time, date } = dosTime(modifiedAt);
  const version = isLarge || isFar ? VERSION_ZIP64 : VERSION;
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(MADE_ON_UNIX | version, 4);
  header.writeUInt16LE(version, 6);
  header.writeUInt16LE(UTF8_NAMES, 8);
  header.writeUInt16LE(time, 12);
  header.writeUInt16LE(date, 14);
  header.writeUInt32LE(checksum, 16);
  header.writeUInt32LE(isLarge ? MAX_32 : sizeBytes, 20);
  header.writeUInt32LE(isLarge ? MAX_32 : sizeBytes, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(MODE, 38);
  header.writeUInt32LE(isFar ? MAX_32 : offset, 42);
  return Buffer.concat([header, name, extra]);
}

function isZip64(count: number, start: number, size: number): boolean {
  return count >= MAX_16 || size >= MAX_32 || start >= MAX_32;
}

export function endOfArchiveBytes(count: number, start: number, size: number): number {
  return END_BYTES + (isZip64(count, start, size) ? END_ZIP64_BYTES : 0);
}

/** `start` and `size` are those of the directory. */
export function endOfArchive(count: number, start: number, size: number): Buffer {
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(count, MAX_16), 8);
  end.writeUInt16LE(Math.min(count, MAX_16), 10);
  end.writeUInt32LE(Math.min(size, MAX_32), 12);
  end.writeUInt32LE(Math.min(start, MAX_32), 16);
  if (!isZip64(count, start, size)) return end;
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
