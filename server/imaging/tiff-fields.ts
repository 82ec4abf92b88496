// The directories of a TIFF structure (what Exif is made of), read with every offset and count
// checked. It follows no pointers of its own accord, so a loop of directories cannot hold it.

/** One entry whose value lies wholly inside the structure. */
export interface TiffField {
  readonly type: number;
  readonly count: number;
  /** Offset of the value's first byte. */
  readonly at: number;
}

export interface TiffDirectory {
  readonly fields: ReadonlyMap<number, TiffField>;
  /** Offset of the next directory; 0 when there is none. */
  readonly next: number;
}

export interface Tiff {
  /** Offset of the first directory. */
  readonly first: number;
  /** The directory at `offset`, with as many of its entries as are whole; null where there is none. */
  directory(offset: number): TiffDirectory | null;
  /** The field as a non-negative integer, or null. */
  integer(field: TiffField | undefined): number | null;
  /** The `index`-th rational of the field as a finite number, or null (0/0, too few values, other types). */
  rational(field: TiffField | undefined, index?: number): number | null;
  /** The raw bytes of a text field, up to the first NUL and at most `maxBytes` of them. */
  text(field: TiffField | undefined, maxBytes: number): Buffer | null;
}

const BYTE = 1;
const ASCII = 2;
const SHORT = 3;
const LONG = 4;
const RATIONAL = 5;
const SIGNED_RATIONAL = 10;
const UTF8 = 129;
const VALUE_BYTES = new Map([
  [BYTE, 1],
  [ASCII, 1],
  [SHORT, 2],
  [LONG, 4],
  [RATIONAL, 8],
  [6, 1],
  [7, 1],
  [8, 2],
  [9, 4],
  [SIGNED_RATIONAL, 8],
  [11, 4],
  [12, 8],
  [13, 4],
  [UTF8, 1],
]);
/** Cameras write some dozens. */
const MAX_ENTRIES = 1000;

/** Opens the TIFF structure that fills `bytes`; null when its header is none. */
export function openTiff(bytes: Buffer): Tiff | null {
  if (bytes.length < 8) return null;
  const order = bytes.toString("latin1", 0, 2);
  if (order !== "II" && order !== "MM") return null;
  const little = order === "II";
  const u16 = (at: number) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (at: number) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const i32 = (at: number) => (little ? bytes.readInt32LE(at) : bytes.readInt32BE(at));
  if (u16(2) !== 42) return null;

  function fieldAt(entry: number): TiffField | null {
    const type = u16(entry + 2);
    const count = u32(entry + 4);
    const sizeBytes = (VALUE_BYTES.get(type) ?? 0) * count;
    if (sizeBytes === 0) return null;
    const at = sizeBytes <= 4 ? entry + 8 : u32(entry + 8);
    return at + sizeBytes <= bytes.length ? { type, count, at } : null;
  }

  return {
    first: u32(4),
    directory(offset) {
      // 0 is how a structure says that there is none.
      if (offset === 0 || offset + 2 > bytes.length) return null;
      const claimed = u16(offset);
      const whole = Math.min(claimed, Math.floor((bytes.length - offset - 2) / 12), MAX_ENTRIES);
      const fields = new Map<number, TiffField>();
      for (let i = 0; i < whole; i++) {
        const entry = offset + 2 + 12 * i;
        const tag = u16(entry);
        const field = fields.has(tag) ? null : fieldAt(entry);
        if (field) fields.set(tag, field);
      }
      const end = offset + 2 + 12 * claimed;
      return { fields, next: whole === claimed && end + 4 <= bytes.length ? u32(end) : 0 };
    },
    integer(field) {
      if (field?.type === SHORT) return u16(field.at);
      if (field?.type === LONG) return u32(field.at);
      if (field?.type === BYTE) return bytes[field.at] ?? null;
      return null;
    },
    rational(field, index = 0) {
      if (!field || index >= field.count) return null;
      if (field.type !== RATIONAL && field.type !== SIGNED_RATIONAL) return null;
      const at = field.at + 8 * index;
      const read = field.type === RATIONAL ? u32 : i32;
      const value = read(at) / read(at + 4);
      return Number.isFinite(value) ? value : null;
    },
    text(field, maxBytes) {
      if (!field || (field.type !== ASCII && field.type !== UTF8)) return null;
      const value = bytes.subarray(field.at, field.at + Math.min(field.count, maxBytes));
      const nul = value.indexOf(0);
      return nul < 0 ? value : value.subarray(0, nul);
    },
  };
}
