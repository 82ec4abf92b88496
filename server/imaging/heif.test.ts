import assert from "node:assert/strict";
import { test } from "node:test";
import sharp from "sharp";
import { PRO_PHOTO, strangersProfile } from "../../tests/support/make-images/colour-profiles.ts";
import { phoneExif } from "../../tests/support/make-images/exif-structure.ts";
import {
  ALPHA_NAME,
  auxiliary,
  av1Tile,
  coded,
  cropped,
  gridData,
  HEIC_BRANDS,
  HEVC_TILE,
  type HeifChoices,
  heifBox,
  heifFile,
  heifFullBox,
  type Item,
  mirrored,
  type Property,
  plainAvif,
  profiled,
  rotated,
  size,
  tiledHeic,
  uintBytes,
} from "../../tests/support/make-images/heif-file.ts";
import { cleanImage } from "./clean-image.ts";
import { heicProfile } from "./heif.ts";
import { defaultImageLimits, type ImageLimits } from "./image-limits.ts";
import { standardProfile } from "./standard-profiles.ts";

const clean = (file: Buffer, limits: Partial<ImageLimits> = {}) =>
  cleanImage(file, { ...defaultImageLimits, ...limits });
const refuses = (file: Buffer, code: string, message?: string, limits?: Partial<ImageLimits>) =>
  assert.throws(() => clean(file, limits), { name: "ImageRefused", code }, message);
const pixels = (file: Buffer) => sharp(file, { failOn: "error" }).raw().toBuffer();

const tile = await av1Tile();
const picture = (id: number, more: readonly Property[] = []): Item => ({
  id,
  type: "av01",
  data: tile.data,
  properties: [size(64, 64), tile.settings, ...more],
});
const avif = (more: readonly Property[] = [], choices: HeifChoices = {}) =>
  heifFile([picture(1, more)], choices);
const gridOf = (
  rows: number,
  columns: number,
  width: number,
  height: number,
  changes: Partial<Item> = {},
) => {
  const ids = Array.from({ length: rows * columns }, (_, i) => i + 2);
  const grid: Item = {
    id: 1,
    type: "grid",
    data: gridData(rows, columns, width, height),
    properties: [size(width, height)],
    ...changes,
  };
  return { items: [grid, ...ids.map((id) => picture(id))], references: [{ type: "dimg", from: 1, to: ids }] };
};

test("the coded bytes stay, and the pixels with them, wherever and in how many pieces they lay", async () => {
  const expected = await pixels(avif());
  for (const ilocVersion of [0, 1, 2] as const) {
    for (const extents of [1, 3]) {
      const file = heifFile([{ ...picture(7), extents }], { ilocVersion, primary: 7 });
      const cleaned = clean(file);
      assert.deepEqual(cleaned.removed, []);
      assert.ok(cleaned.bytes.includes(tile.data.subarray(2)), "coded bytes");
      assert.deepEqual(await pixels(cleaned.bytes), expected);
    }
  }
  const inline = heifFile([{ ...picture(1), inline: true }]);
  assert.deepEqual(await pixels(clean(inline).bytes), expected);
  assert.deepEqual(clean(inline).bytes, clean(avif()).bytes);
});

test("what lies beside the picture is left out and named, and none of it is in the clean file", () => {
  const marked = (type: string) => heifBox(type, Buffer.from("SECRET".repeat(4)));
  const data = Buffer.from("SECRET-other-item");
  const file = heifFile(
    [
      picture(1),
      { id: 2, type: "Exif", data: Buffer.concat([Buffer.alloc(4), phoneExif("SECRET", 6)]) },
      { id: 3, type: "mime", contentType: "application/rdf+xml", data },
      { id: 4, type: "uri ", data },
      { ...picture(5, [auxiliary("urn:mpeg:hevc:2015:auxid:2")]), data: Buffer.concat([tile.data, data]) },
      { ...picture(6), data: Buffer.concat([tile.data, data]) },
      { id: 7, type: "tmap", data },
    ],
    {
      references: [
        { type: "cdsc", from: 2, to: [1] },
        { type: "cdsc", from: 3, to: [1] },
        { type: "auxl", from: 5, to: [1] },
        { type: "thmb", from: 6, to: [1] },
        { type: "dimg", from: 7, to: [1, 6] },
      ],
      before: [marked("free"), marked("uuid")],
      after: [marked("moov"), marked("skip"), Buffer.from("SECRET tail")],
    },
  );
  const cleaned = clean(file);
  assert.deepEqual(cleaned.removed, [
    "animation",
    "exif",
    "gps",
    "thumbnail",
    "trailing-data",
    "unknown-segment",
    "xmp",
  ]);
  assert.equal(cleaned.bytes.includes("SECRET"), false);
  assert.equal(cleaned.details.camera?.model, "Lumen One");
  assert.equal(cleaned.details.takenAt?.local, "2024-07-01T18:30:05");
  assert.equal(cleaned.orientation, 1, "orientation in a HEIF file's Exif says nothing");
  assert.deepEqual(clean(cleaned.bytes).bytes, cleaned.bytes);
  assert.deepEqual(cleaned.bytes, clean(avif()).bytes);
});

test("names, copies of headers and unknown fields of properties are not written again", async () => {
  const named = Buffer.from("SECRET\0");
  const settings = { ...tile.settings, bytes: heifBox("av1C", tile.settings.bytes.subarray(8, 12), named) };
  const file = heifFile(
    [
      {
        ...picture(1),
        properties: [
          size(64, 64),
          settings,
          { bytes: heifBox("clli", named) },
          { bytes: heifBox("zzzz", named) },
        ],
      },
      { ...picture(2, [auxiliary(ALPHA_NAME)]) },
    ],
    { references: [{ type: "auxl", from: 2, to: [1] }] },
  );
  const cleaned = clean(file);
  assert.equal(cleaned.bytes.includes("SECRET"), false);
  assert.equal((await sharp(cleaned.bytes).metadata()).channels, 4);
  refuses(avif([{ bytes: heifBox("zzzz", named), essential: true }]), "image.unsupported");
});

test("messages and padding between the coded units are left out, and the pixels stay", async () => {
  const metadataUnit = Buffer.concat([Buffer.from([(5 << 3) | 2, 7]), Buffer.from("SECRET!")]);
  const paddingUnit = Buffer.concat([Buffer.from([(15 << 3) | 2, 7]), Buffer.from("SECRET!")]);
  const data = Buffer.concat([tile.data, metadataUnit, paddingUnit]);
  const cleaned = clean(heifFile([{ ...picture(1), data }]));
  assert.deepEqual(cleaned.removed, ["unknown-segment"]);
  assert.equal(cleaned.bytes.includes("SECRET"), false);
  assert.deepEqual(await pixels(cleaned.bytes), await pixels(avif()));
  const message = Buffer.concat([uintBytes(4, 10), Buffer.from([39 << 1, 1]), Buffer.from("SECRET!!")]);
  const heic = { id: 1, type: "hvc1", properties: [size(64, 64), HEVC_TILE.settings] };
  const cleanedHeic = clean(
    heifFile([{ ...heic, data: Buffer.concat([message, HEVC_TILE.data]) }], { brands: HEIC_BRANDS }),
  );
  assert.equal(cleanedHeic.bytes.includes("SECRET"), false);
  assert.deepEqual(
    cleanedHeic.bytes,
    clean(heifFile([{ ...heic, data: HEVC_TILE.data }], { brands: HEIC_BRANDS })).bytes,
  );
});

test("a picture of tiles stays one, of few tiles or of many", async () => {
  const { items, references } = gridOf(2, 3, 180, 120);
  const file = heifFile(items, { references });
  const cleaned = clean(file);
  assert.deepEqual([cleaned.width, cleaned.height, cleaned.removed], [180, 120, []]);
  assert.deepEqual(await pixels(cleaned.bytes), await pixels(file));
  const phone = clean(tiledHeic(12, 9, "SECRET"));
  assert.deepEqual([phone.format, phone.width, phone.height], ["heic", 758, 570]);
  assert.deepEqual(phone.removed, ["exif", "thumbnail", "xmp"]);
  assert.equal(phone.bytes.includes("SECRET"), false);
  assert.deepEqual(clean(phone.bytes).bytes, phone.bytes);
});

test("turning, mirroring and cropping stay, and the size is the one that is shown", async () => {
  const data = await av1Tile(96, 64);
  const item = (...more: Property[]): Item => ({
    id: 1,
    type: "av01",
    data: data.data,
    properties: [size(96, 64), data.settings, ...more],
  });
  for (const turns of [
    [],
    ...[1, 2, 3].flatMap((quarters) => [
      [rotated(quarters)],
      [rotated(quarters), mirrored(0)],
      [rotated(quarters), mirrored(1)],
    ]),
    [mirrored(0)],
    [mirrored(1)],
    [cropped(40, 32)],
    [cropped(40, 32), rotated(1)],
  ]) {
    const file = heifFile([item(...turns)]);
    const cleaned = clean(file);
    const seen = await sharp(file).metadata();
    assert.deepEqual([cleaned.width, cleaned.height, cleaned.orientation], [seen.width, seen.height, 1]);
    assert.deepEqual(await pixels(cleaned.bytes), await pixels(file));
  }
});

test("a known profile becomes our own, an unknown one goes to the decoder alone, coded colours stay", () => {
  const known = clean(avif([profiled(strangersProfile())]));
  assert.equal(known.colour, "srgb");
  assert.ok(known.bytes.includes(standardProfile("srgb")) && !known.bytes.includes("a stranger"));
  const stranger = strangersProfile({ colorants: PRO_PHOTO });
  const unknown = clean(avif([profiled(stranger)]));
  assert.deepEqual([unknown.colour, unknown.removed], ["other", ["icc-private"]]);
  assert.equal(unknown.bytes.includes("a stranger"), false);
  assert.deepEqual(heicProfile(unknown.decoderBytes), stranger);
  assert.equal(heicProfile(unknown.bytes), null);
  assert.equal(clean(avif([coded(1, 13, 6)])).colour, "srgb");
  assert.equal(clean(avif([coded(12, 13, 6)])).colour, "display-p3");
  assert.equal(clean(avif([coded(9, 16, 9)])).colour, "other");
  assert.deepEqual(clean(avif([coded(9, 16, 9)])).removed, []);
});

test("a file whose container promises less than its codec holds is refused", async () => {
  const large = await av1Tile(128, 64);
  refuses(
    heifFile([{ id: 1, type: "av01", data: large.data, properties: [size(64, 64), large.settings] }]),
    "image.malformed",
  );
  const heic = { id: 1, type: "hvc1", data: HEVC_TILE.data };
  refuses(
    heifFile([{ ...heic, properties: [size(32, 32), HEVC_TILE.settings] }], { brands: HEIC_BRANDS }),
    "image.malformed",
  );
  refuses(avif(), "image.too-many-pixels", "limit", { maxPixels: 64 * 64 - 1 });
  const { items, references } = gridOf(2, 2, 100, 100);
  const limit = { maxPixels: 10_000 };
  refuses(heifFile(items, { references }), "image.too-many-pixels", "tiles", { maxPixels: 8000 });
  assert.equal(clean(heifFile(items, { references }), limit).width, 100);
});

/** An AVIF that is coded so, and says that it has this many pixels, as its codec does. */
function largeAvif(width: number, height: number, flags: number, more: readonly Item[] = []): Buffer {
  const settings = { bytes: heifBox("av1C", Buffer.from([0x81, 0, flags, 0])), essential: true };
  const item = {
    type: "av01",
    data: av1HeaderOf(width, height),
    properties: [size(width, height), settings],
  };
  return heifFile([{ ...item, id: 1 }, ...more.map((one) => ({ ...item, ...one }))], {
    references: more.map(({ id }) => ({ type: "auxl", from: id, to: [1] })),
  });
}

/** A sequence header of these sizes (AV1, 5.5), reduced, and a frame of nothing. */
function av1HeaderOf(width: number, height: number): Buffer {
  const bits = (value: number, count: number) => value.toString(2).padStart(count, "0");
  const header = `00011${bits(0, 5)}${bits(15, 4)}${bits(15, 4)}${bits(width - 1, 16)}${bits(height - 1, 16)}`;
  const body = Buffer.from(
    header
      .padEnd(64, "0")
      .match(/.{8}/g)!
      .map((byte) => Number.parseInt(byte, 2)),
  );
  return Buffer.concat([Buffer.from([0x0a, body.length]), body, Buffer.from([0x32, 1, 0])]);
}

test("an AVIF may have as many pixels as its decoder has memory for, by how finely it is coded", () => {
  const [eight420, eight444, ten420, ten444, grey] = [0x0c, 0x00, 0x4c, 0x40, 0x1c];
  for (const [flags, most] of [
    [eight420, 50],
    [grey, 50],
    [eight444, 40],
    [ten420, 40],
    [ten444, 30],
  ] as const) {
    assert.equal(clean(largeAvif(10_000, most * 100, flags)).height, most * 100, `${flags}, ${most} MP`);
    const limit = { maxPixels: 268_000_000 };
    refuses(largeAvif(10_000, most * 100 + 300, flags), "image.too-many-pixels", `${flags}`, limit);
  }
  const alpha = { id: 2, type: "av01", data: av1HeaderOf(10_000, 4200) };
  const settings = { bytes: heifBox("av1C", Buffer.from([0x81, 0, 0x1c, 0])), essential: true };
  const properties = [size(10_000, 4200), settings, auxiliary(ALPHA_NAME)];
  assert.equal(clean(largeAvif(10_000, 4200, eight420)).height, 4200);
  refuses(largeAvif(10_000, 4200, eight420, [{ ...alpha, properties }]), "image.too-many-pixels");
});

test("a HEIF file that is damaged, cut, loops, or multiplies its bytes is refused by its code", async () => {
  const { items, references } = gridOf(1, 2, 128, 64);
  const again = { type: "dimg", from: 1, to: [1, 1] };
  const many = Array.from({ length: 2100 }, (_, i) => ({ id: i + 2, type: "uri ", data: Buffer.from([1]) }));
  const shared = heifFile(items, { references });
  // Both tiles in the bytes of the first, a hundred times over.
  const overlapping = gridOf(10, 10, 640, 640);
  const oneTile = heifFile(
    overlapping.items.map((item) => (item.id > 2 ? { ...item, data: Buffer.alloc(0) } : item)),
    {
      references: overlapping.references,
    },
  );
  const refused: readonly (readonly [string, Buffer, string])[] = [
    ["a grid of itself", heifFile(items, { references: [again] }), "image.malformed"],
    [
      "too few tiles",
      heifFile(items, { references: [{ type: "dimg", from: 1, to: [2] }] }),
      "image.malformed",
    ],
    [
      "the same tile twice",
      heifFile(items, { references: [{ type: "dimg", from: 1, to: [2, 2] }] }),
      "image.malformed",
    ],
    ["no tiles", heifFile(items), "image.malformed"],
    ["tiles that do not fill", heifFile(gridOf(1, 2, 129, 64).items, { references }), "image.malformed"],
    ["tiles beyond", heifFile(gridOf(1, 2, 64, 64).items, { references }), "image.malformed"],
    ["empty pieces", oneTile, "image.malformed"],
    ["a primary item that is not there", avif([], { primary: 9 }), "image.malformed"],
    [
      "no picture",
      heifFile([{ id: 1, type: "mime", contentType: "text/html", data: Buffer.from("x") }]),
      "image.malformed",
    ],
    ["another codec", heifFile([{ ...picture(1), type: "hvc1" }]), "image.unsupported"],
    ["two sizes", avif([size(64, 64)]), "image.malformed"],
    ["two thousand items", heifFile([picture(1), ...many]), "image.too-complex"],
    [
      "a crop to parts of pixels",
      avif([{ bytes: heifBox("clap", uintBytes(4, 1), uintBytes(4, 2), Buffer.alloc(24)), essential: true }]),
      "image.malformed",
    ],
    ["a crop beyond the picture", avif([cropped(65, 64)]), "image.malformed"],
    ["no meta box", heifBox("ftyp", Buffer.from("avif\0\0\0\0avifmif1")), "image.unsupported"],
    [
      "not a picture",
      Buffer.from(avif().toString("latin1").replace("pict", "vide"), "latin1"),
      "image.unsupported",
    ],
  ];
  for (const [name, file, code] of refused) refuses(file, code, name);
  const shares = [0.05, 0.2, 0.5, 0.9, 0.999];
  // Behind the tiles of the last one lies what nobody misses.
  const cuts = [
    ...shares.map((share) => [avif(), share] as const),
    ...shares.map((share) => [shared, share] as const),
  ];
  for (const [file, share] of [...cuts, [tiledHeic(3, 2), 0.5] as const]) {
    const cut = file.subarray(0, Math.floor(file.length * share));
    assert.throws(() => clean(cut), { name: "ImageRefused" }, `${share}`);
  }
});

test("extents over the same bytes cannot make a small file hold much", () => {
  const file = heifFile([picture(1)]);
  // One entry of the location list, its offset and length repeated until the file is full of them.
  const at = file.indexOf("iloc") + 4;
  assert.ok(at > 4);
  const entry = file.subarray(at + 8, at + 24);
  const repeated = Array.from({ length: 200 }, () => entry.subarray(8, 16));
  const iloc = heifFullBox(
    "iloc",
    1,
    0,
    Buffer.from([0x44, 0]),
    uintBytes(2, 1),
    entry.subarray(0, 6),
    uintBytes(2, 200),
    ...repeated,
  );
  const grown = Buffer.concat([
    file.subarray(0, at - 8),
    iloc,
    file.subarray(at - 8 + file.readUInt32BE(at - 8)),
  ]);
  const metaAt = grown.indexOf("meta") - 4;
  grown.writeUInt32BE(grown.readUInt32BE(metaAt) + grown.length - file.length, metaAt);
  assert.throws(() => clean(grown), { name: "ImageRefused", code: "image.malformed" });
});

test("a file that holds a sequence alone has no picture that stands still", async () => {
  const sequence = Buffer.concat([
    heifBox("ftyp", Buffer.from("avis\0\0\0\0avismsf1")),
    heifBox("moov", Buffer.alloc(100)),
    heifBox("mdat", Buffer.alloc(9)),
  ]);
  refuses(sequence, "image.unsupported");
  const both = clean(
    await plainAvif().then((file) => Buffer.concat([file, heifBox("moov", Buffer.alloc(100))])),
  );
  assert.deepEqual(both.removed, ["animation"]);
});
