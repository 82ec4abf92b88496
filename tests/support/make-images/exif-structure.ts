// Writes TIFF structures as cameras do, and as attackers do: any field, any type, any count.

export type ExifValue =
  | { readonly text: string }
  | { readonly short: number }
  | { readonly long: number }
  | { readonly rationals: readonly (readonly [number, number])[] }
  /** A field whose value is written as given, with a type and a count that need not fit it. */
  | { readonly type: number; readonly count: number; readonly raw: Buffer };

export type ExifFields = Readonly<Record<number, ExifValue>>;

export interface ExifDirectories {
  readonly main?: ExifFields;
  readonly exif?: ExifFields;
  readonly gps?: ExifFields;
  /** The JPEG thumbnail that the second directory points to. */
  readonly thumbnail?: Buffer;
}

const u16 = (value: number) => Buffer.from([value >>> 8, value & 255]);
function u32(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(value >>> 0);
  return out;
}

function encoded(value: ExifValue): { type: number; count: number; raw: Buffer } {
  if ("text" in value) {
    const raw = Buffer.from(`${value.text}\0`, "utf8");
    return { type: 2, count: raw.length, raw };
  }
  if ("short" in value) return { type: 3, count: 1, raw: u16(value.short) };
  if ("long" in value) return { type: 4, count: 1, raw: u32(value.long) };
  if ("rationals" in value) {
    const raw = Buffer.concat(value.rationals.flatMap(([over, under]) => [u32(over), u32(under)]));
    return { type: 5, count: value.rationals.length, raw };
  }
  return value;
}

/** One directory at `offset`, its larger values behind it. */
function directory(fields: ExifFields, offset: number, next: number): Buffer {
  const entries = Object.entries(fields);
  const values: Buffer[] = [];
  let valueAt = offset + 2 + 12 * entries.length + 4;
  const written = entries.map(([tag, value]) => {
    const { type, count, raw } = encoded(value);
    const head = Buffer.concat([u16(Number(tag)), u16(type), u32(count)]);
    if (raw.length <= 4) return Buffer.concat([head, raw, Buffer.alloc(4 - raw.length)]);
    const entry = Buffer.concat([head, u32(valueAt)]);
    values.push(raw);
    valueAt += raw.length;
    return entry;
  });
  return Buffer.concat([u16(entries.length), ...written, u32(next), ...values]);
}

/** A big-endian TIFF structure: what follows `Exif\0\0` in a JPEG. */
export function exifStructure({ main = {}, exif, gps, thumbnail }: ExifDirectories): Buffer {
  const withPointers = (at: { exif: number; gps: number }) => ({
    ...main,
    ...(exif && { 0x8769: { long: at.exif } }),
    ...(gps && { 0x8825: { long: at.gps } }),
  });
  const mainSize = directory(withPointers({ exif: 0, gps: 0 }), 8, 0).length;
  const exifAt = 8 + mainSize;
  const exifPart = exif ? directory(exif, exifAt, 0) : Buffer.alloc(0);
  const gpsAt = exifAt + exifPart.length;
  const gpsPart = gps ? directory(gps, gpsAt, 0) : Buffer.alloc(0);
  const thumbnailAt = gpsAt + gpsPart.length;
  const second = (at: number) => ({ 0x0201: { long: at }, 0x0202: { long: thumbnail?.length ?? 0 } });
  const thumbnailPart = thumbnail
    ? Buffer.concat([
        directory(second(thumbnailAt + directory(second(0), 0, 0).length), thumbnailAt, 0),
        thumbnail,
      ])
    : Buffer.alloc(0);
  const mainPart = directory(withPointers({ exif: exifAt, gps: gpsAt }), 8, thumbnail ? thumbnailAt : 0);
  return Buffer.concat([Buffer.from("4d4d002a00000008", "hex"), mainPart, exifPart, gpsPart, thumbnailPart]);
}

/** What a phone writes: camera, time, exposure, a place, and a thumbnail that says `marker`. */
export function phoneExif(marker: string, orientation = 1): Buffer {
  return exifStructure({
    main: {
      0x010e: { text: marker },
      0x010f: { text: "Lumen" },
      0x0110: { text: "Lumen One" },
      0x0112: { short: orientation },
    },
    exif: {
      0x829a: { rationals: [[1, 125]] },
      0x829d: { rationals: [[18, 10]] },
      0x8827: { short: 200 },
      0x9003: { text: "2024:07:01 18:30:05" },
      0x9011: { text: "+02:00" },
      0x920a: { rationals: [[42, 10]] },
      0xa434: { text: "Lumen back camera" },
    },
    gps: {
      1: { text: "S" },
      2: { rationals: [[33, 1], [51, 1], [3540, 100]] }, // biome-ignore format: one coordinate
      3: { text: "E" },
      4: { rationals: [[151, 1], [12, 1], [4020, 100]] }, // biome-ignore format: one coordinate
      5: { type: 1, count: 1, raw: Buffer.from([0]) },
      6: { rationals: [[585, 10]] },
    },
    thumbnail: Buffer.from(`\xff\xd8${marker}\xff\xd9`, "latin1"),
  });
}
