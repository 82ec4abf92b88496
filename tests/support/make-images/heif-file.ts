// HEIF files put together box by box: tiles, alpha, thumbnails, metadata, any of it wrong. The coded pictures are
// AVIF by a real encoder, and one HEVC picture of 64 by 64 pixels of our own, which stands here as bytes.

import sharp from "sharp";
import { pixelsOf } from "./jpeg-file.ts";

const word = (text: string) => Buffer.from(text, "latin1");

export function uintBytes(sizeBytes: number, value: number): Buffer {
  const out = Buffer.alloc(sizeBytes);
  if (sizeBytes === 8) out.writeBigUInt64BE(BigInt(value));
  else if (sizeBytes > 0) out.writeUIntBE(value, 0, sizeBytes);
  return out;
}

export function heifBox(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([uintBytes(4, body.length + 8), word(type), body]);
}

export function heifFullBox(
  type: string,
  version: number,
  flags: number,
  ...parts: readonly Buffer[]
): Buffer {
  return heifBox(type, Buffer.from([version, 0, 0, flags]), ...parts);
}

export interface Property {
  readonly bytes: Buffer;
  readonly essential?: boolean;
}

export interface Item {
  readonly id: number;
  readonly type: string;
  readonly data: Buffer;
  readonly properties?: readonly Property[];
  /** Of `mime` items. */
  readonly contentType?: string;
  /** In the idat box, by construction method 1. */
  readonly inline?: boolean;
  /** The data is cut into so many extents. */
  readonly extents?: number;
}

export interface HeifChoices {
  readonly brands?: readonly string[];
  readonly primary?: number;
  readonly references?: readonly { type: string; from: number; to: readonly number[] }[];
  readonly ilocVersion?: 0 | 1 | 2;
  /** Boxes before and behind the picture's own. */
  readonly before?: readonly Buffer[];
  readonly after?: readonly Buffer[];
}

export const size = (width: number, height: number): Property => ({
  bytes: heifFullBox("ispe", 0, 0, uintBytes(4, width), uintBytes(4, height)),
});
export const rotated = (quarters: number): Property => ({
  bytes: heifBox("irot", Buffer.from([quarters])),
  essential: true,
});
export const mirrored = (axis: number): Property => ({
  bytes: heifBox("imir", Buffer.from([axis])),
  essential: true,
});
export const auxiliary = (name: string): Property => ({
  bytes: heifFullBox("auxC", 0, 0, word(`${name}\0`)),
  essential: true,
});
export const ALPHA_NAME = "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha";
export const profiled = (icc: Buffer): Property => ({ bytes: heifBox("colr", word("prof"), icc) });
export const coded = (primaries: number, transfer: number, matrix: number): Property => ({
  bytes: heifBox(
    "colr",
    word("nclx"),
    ...[primaries, transfer, matrix].map((code) => uintBytes(2, code)),
    Buffer.from([0x80]),
  ),
});
export function cropped(width: number, height: number): Property {
  const fraction = (value: number, by = 1) => [uintBytes(4, value), uintBytes(4, by)];
  return {
    bytes: heifBox("clap", ...fraction(width), ...fraction(height), ...fraction(0), ...fraction(0)),
    essential: true,
  };
}
export const gridData = (rows: number, columns: number, width: number, height: number): Buffer =>
  Buffer.concat([Buffer.from([0, 0, rows - 1, columns - 1]), uintBytes(2, width), uintBytes(2, height)]);

/** A file of these items, in this order. */
export function heifFile(items: readonly Item[], choices: HeifChoices = {}): Buffer {
  const {
    brands = ["avif", "mif1", "miaf"],
    primary = 1,
    references = [],
    ilocVersion = 1,
    before = [],
    after = [],
  } = choices;
  const idBytes = ilocVersion === 2 ? 4 : 2;
  const properties = items.flatMap((item) => item.properties ?? []);
  const inline = items.filter((item) => item.inline);
  const meta = (dataAt: number): Buffer => {
    const at = { file: dataAt, inline: 0 };
    const places = items.map((item) => {
      const base = item.inline ? "inline" : "file";
      const count = item.extents ?? 1;
      const step = Math.ceil(item.data.length / count);
      const extents = Array.from({ length: count }, (_, i) => {
        const length = Math.min(step, item.data.length - i * step);
        return Buffer.concat([uintBytes(4, at[base] + i * step), uintBytes(4, length)]);
      });
      at[base] += item.data.length;
      return Buffer.concat([
        uintBytes(idBytes, item.id),
        ...(ilocVersion === 0 ? [] : [uintBytes(2, item.inline ? 1 : 0)]),
        uintBytes(2, 0),
        uintBytes(2, count),
        ...extents,
      ]);
    });
    let index = 0;
    const associations = items.map((item) => {
      const own = (item.properties ?? []).map(({ essential }) =>
        uintBytes(2, (essential ? 0x8000 : 0) | ++index),
      );
      return Buffer.concat([uintBytes(2, item.id), uintBytes(1, own.length), ...own]);
    });
    const entries = items.map(({ id, type, contentType }) =>
      heifFullBox(
        "infe",
        2,
        0,
        uintBytes(2, id),
        uintBytes(2, 0),
        word(type),
        word(contentType ? `\0${contentType}\0` : "\0"),
      ),
    );
    return heifFullBox(
      "meta",
      0,
      0,
      heifFullBox("hdlr", 0, 0, Buffer.alloc(4), word("pict"), Buffer.alloc(13)),
      heifFullBox("pitm", 0, 0, uintBytes(2, primary)),
      heifFullBox(
        "iloc",
        ilocVersion,
        0,
        Buffer.from([0x44, 0]),
        uintBytes(idBytes, items.length),
        ...places,
      ),
      heifFullBox("iinf", 0, 0, uintBytes(2, items.length), ...entries),
      ...(references.length === 0
        ? []
        : [
            heifFullBox(
              "iref",
              0,
              0,
              ...references.map(({ type, from, to }) =>
                heifBox(
                  type,
                  uintBytes(2, from),
                  uintBytes(2, to.length),
                  ...to.map((id) => uintBytes(2, id)),
                ),
              ),
            ),
          ]),
      heifBox(
        "iprp",
        heifBox("ipco", ...properties.map(({ bytes }) => bytes)),
        heifFullBox("ipma", 0, 1, uintBytes(4, items.length), ...associations),
      ),
      ...(inline.length === 0 ? [] : [heifBox("idat", ...inline.map(({ data }) => data))]),
    );
  };
  const head = Buffer.concat([
    heifBox("ftyp", word(brands[0]!), Buffer.alloc(4), ...brands.map(word)),
    ...before,
  ]);
  const dataAt = head.length + meta(0).length + 8;
  const data = heifBox("mdat", ...items.filter((item) => !item.inline).map((item) => item.data));
  return Buffer.concat([head, meta(dataAt), data, ...after]);
}

/** What an encoder made of a picture: its settings and its coded bytes. */
export interface CodedTile {
  readonly settings: Property;
  readonly data: Buffer;
}

/** An AV1 picture, without a container; `pixels` are interleaved RGB. */
export async function av1Tile(
  width = 64,
  height = 64,
  pixels = pixelsOf(width, height, 3),
): Promise<CodedTile> {
  const file = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .avif({ quality: 60, effort: 0, chromaSubsampling: "4:4:4" })
    .toBuffer();
  const settingsAt = file.indexOf("av1C") - 4;
  const dataAt = file.indexOf("mdat") + 4;
  return {
    settings: {
      bytes: file.subarray(settingsAt, settingsAt + file.readUInt32BE(settingsAt)),
      essential: true,
    },
    data: file.subarray(dataAt, dataAt - 8 + file.readUInt32BE(dataAt - 8)),
  };
}

/** 64 by 64 pixels of HEVC: red grows to the right, green downwards, blue in four by four fields. */
export const HEVC_TILE: CodedTile = {
  settings: {
    bytes: heifBox(
      "hvcC",
      Buffer.from(
        "0103700000000000000000001ef000fcfdf8f800000f03200001001840010c01ffff03700000030090000003000003001eba" +
          "0240210001002b42010103700000030090000003000003001ea020810596ea4929ae6e04040c0800000300080000030008" +
          "4022000100074401c172b02240",
        "hex",
      ),
    ),
    essential: true,
  },
  data: Buffer.from(
    "000000a02801af58f9e240ab2e0868e863cfe83216ca96b37e4f58fd99365618672da0af26de53d4442c5006588d40d10c7a6b" +
      "a03de5e20607d95a3341b6aa5b7cd72f02c0219cd63862ea6844a6b6d5baa5731fd8ae27189d8fc2687c2278136fe6857fb7" +
      "b4b6f6c26d7f3272dc304b90292c77f6cdd1a992fa871bf1316a48862070212db03c649db9e6a10895681e609921ce4518a1" +
      "1c040641bbf0778db9c2a6afc0",
    "hex",
  ),
};

/** The same size in two slices, one above the other. */
export const HEVC_SLICES: CodedTile & { readonly firstSliceBytes: number } = {
  settings: {
    bytes: heifBox(
      "hvcC",
      Buffer.from(
        "0103700000000000000000001ef000fcfdf8f800000f03a00001001840010c01ffff03700000030090000003000003001eba" +
          "0240a10001002a42010103700000030090000003000003001ea020810596eaae9ae6e04040c08000000300800000030084a2" +
          "000100064401c173c109",
        "hex",
      ),
    ),
    essential: true,
  },
  data: Buffer.from(
    "000000422801af0b233ff6010a9896de9e13e6e7660cd9bf8df957ba7f4af7093ad306e85e0abbe97b5dacc7defadcfb088a" +
      "89a5d7d8c43b232f43a825c49084bf4295b259f000000044280130f0b23430f6010a986bc8c8d7ae54f17606a08547f95a5a" +
      "7cb0f98836afbe3824ffec36822524acc7defda731cd01ee10b1a8c822c2d14cc366ebf89f914ddb73c0",
    "hex",
  ),
  firstSliceBytes: 70,
};

export const HEIC_BRANDS = ["heic", "mif1"] as const;

/** An AVIF of one picture. */
export async function plainAvif(width = 64, height = 64, more: readonly Property[] = []): Promise<Buffer> {
  const { settings, data } = await av1Tile(width, height);
  return heifFile([{ id: 1, type: "av01", data, properties: [size(width, height), settings, ...more] }]);
}

/** A HEIC as phones write them: `columns` by `rows` tiles, with a thumbnail and metadata of its own. */
export function tiledHeic(columns = 8, rows = 6, marker = "x", more: readonly Property[] = []): Buffer {
  const [width, height] = [64 * columns - 10, 64 * rows - 6];
  const tileIds = Array.from({ length: columns * rows }, (_, i) => i + 1);
  const grid = tileIds.length + 1;
  const tile = { type: "hvc1", data: HEVC_TILE.data, properties: [size(64, 64), HEVC_TILE.settings] };
  const exif = Buffer.concat([uintBytes(4, 0), word(marker)]);
  return heifFile(
    [
      ...tileIds.map((id) => ({ ...tile, id })),
      {
        id: grid,
        type: "grid",
        data: gridData(rows, columns, width, height),
        inline: true,
        properties: [size(width, height), ...more],
      },
      { ...tile, id: grid + 1 },
      { id: grid + 2, type: "Exif", data: exif },
      { id: grid + 3, type: "mime", contentType: "application/rdf+xml", data: word(`<x:xmpmeta>${marker}`) },
    ],
    {
      brands: HEIC_BRANDS,
      primary: grid,
      references: [
        { type: "dimg", from: grid, to: tileIds },
        { type: "thmb", from: grid + 1, to: [grid] },
        { type: "cdsc", from: grid + 2, to: [grid] },
        { type: "cdsc", from: grid + 3, to: [grid] },
      ],
    },
  );
}
