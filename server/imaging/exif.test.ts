import assert from "node:assert/strict";
import { test } from "node:test";
import { exifStructure, phoneExif } from "../../tests/support/make-images/exif-structure.ts";
import { mutate, seededRandom } from "../../tests/support/make-images/seeded-random.ts";
import { isOnlyOrientation, noDetails, readExif, writeOrientation } from "./exif.ts";

const details = (directories: Parameters<typeof exifStructure>[0]) =>
  readExif(exifStructure(directories)).details;

test("both byte orders are read", () => {
  const little = Buffer.from("49492a00080000000100120103000100000006000000000000000000", "hex");
  assert.equal(readExif(little).orientation, 6);
  assert.equal(readExif(phoneExif("x", 6)).orientation, 6);
});

test("an orientation that is none is upright", () => {
  for (const value of [0, 9, 65_535]) {
    assert.equal(readExif(exifStructure({ main: { 0x0112: { short: value } } })).orientation, 1);
  }
  assert.equal(readExif(exifStructure({ main: { 0x0112: { text: "6" } } })).orientation, 1);
});

test("the one structure that is ours holds the orientation and is known again", () => {
  for (const orientation of [2, 3, 4, 5, 6, 7, 8] as const) {
    const written = writeOrientation(orientation);
    assert.equal(written.length, 26);
    assert.equal(readExif(written).orientation, orientation);
    assert.equal(isOnlyOrientation(written), true);
  }
  assert.equal(isOnlyOrientation(writeOrientation(1)), false);
  assert.equal(isOnlyOrientation(Buffer.concat([writeOrientation(6), Buffer.from("more")])), false);
  assert.equal(isOnlyOrientation(phoneExif("x", 6)), false);
});

test("a date is kept when it exists, from 1826 to 2100", () => {
  const taken = (text: string, offset = "") =>
    details({ exif: { 0x9003: { text }, ...(offset && { 0x9011: { text: offset } }) } }).takenAt;
  const real = [
    ["1826:01:01 00:00:00", "1826-01-01T00:00:00"],
    ["2100:12:31 23:59:59", "2100-12-31T23:59:59"],
    ["2024:02:29 12:00:00", "2024-02-29T12:00:00"],
    ["2024-02-29T12:00:00", "2024-02-29T12:00:00"],
  ] as const;
  for (const [text, local] of real) assert.deepEqual(taken(text), { local, offset: null });
  const none = [
    "1825:12:31 23:59:59",
    "2101:01:01 00:00:00",
    "2023:02:29 12:00:00",
    "2024:13:01 12:00:00",
    "2024:00:10 12:00:00",
    "2024:01:01 24:00:00",
    "2024:01:01 12:60:00",
    "2024:01:01 12:00:60",
    "0000:00:00 00:00:00",
    "    :  :     :  :  ",
    "2024:01:01",
    "yesterday",
    "",
  ];
  for (const text of none) assert.equal(taken(text), null, text);
  const day = "2024:07:01 18:30:05";
  const offsets = [
    ["+02:00", "+02:00"],
    ["-11:00", "-11:00"],
    ["+05:45", "+05:45"],
    ["Z", "+00:00"],
    ["+14:00", "+14:00"],
    ["+14:01", null],
    ["+02:60", null],
    ["+99:00", null],
    ["2", null],
    ["<b>", null],
  ] as const;
  for (const [text, offset] of offsets) assert.equal(taken(day, text)?.offset, offset, text);
});

test("a place is kept when it is on this planet", () => {
  const at = (latitude: readonly [number, number][], longitude: readonly [number, number][], refs = "NE") =>
    details({
      gps: {
        1: { text: refs[0]! },
        2: { rationals: latitude },
        3: { text: refs[1]! },
        4: { rationals: longitude },
      },
    }).place;
  const half: [number, number][] = [
    [1, 1],
    [30, 1],
    [0, 1],
  ];
  assert.deepEqual(at(half, half), { latitude: 1.5, longitude: 1.5 });
  assert.deepEqual(at(half, half, "SW"), { latitude: -1.5, longitude: -1.5 });
  assert.deepEqual(
    at(
      [
        [90, 1],
        [0, 1],
        [0, 1],
      ],
      [
        [180, 1],
        [0, 1],
        [0, 1],
      ],
    ),
    { latitude: 90, longitude: 180 },
  );
  assert.equal(
    at(
      [
        [90, 1],
        [0, 1],
        [1, 100],
      ],
      half,
    ),
    null,
  );
  assert.equal(
    at(half, [
      [180, 1],
      [1, 1],
      [0, 1],
    ]),
    null,
  );
  assert.equal(
    at(
      [
        [1, 0],
        [30, 1],
        [0, 1],
      ],
      half,
    ),
    null,
    "divided by zero",
  );
  assert.equal(
    at(
      [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      half,
    ),
    null,
    "no number",
  );
  assert.equal(
    at(
      [
        [0xffffffff, 1],
        [0, 1],
        [0, 1],
      ],
      half,
    ),
    null,
  );
  assert.equal(at([[1, 1]], half), null, "too few numbers");
  assert.equal(at(half, half, "NX"), null);
  assert.equal(
    at(
      [
        [0, 1],
        [0, 1],
        [0, 1],
      ],
      [
        [0, 1],
        [0, 1],
        [0, 1],
      ],
    ),
    null,
    "blanked",
  );
});

test("altitude is left out, not the place, when it makes no sense", () => {
  const gps = (altitude: readonly [number, number], below = 0) =>
    details({
      gps: {
        1: { text: "N" },
        2: {
          rationals: [
            [1, 1],
            [0, 1],
            [0, 1],
          ],
        },
        3: { text: "E" },
        4: {
          rationals: [
            [2, 1],
            [0, 1],
            [0, 1],
          ],
        },
        5: { type: 1, count: 1, raw: Buffer.from([below]) },
        6: { rationals: [altitude] },
      },
    }).place;
  assert.equal(gps([12_345, 100])?.altitude, 123.45);
  assert.equal(gps([430, 1], 1)?.altitude, -430);
  assert.deepEqual(gps([1, 0]), { latitude: 1, longitude: 2 });
  assert.deepEqual(gps([0xffffffff, 1]), { latitude: 1, longitude: 2 });
});

test("words come out short, in one line, and without letters that nobody sees", () => {
  const model = (text: string) => details({ main: { 0x0110: { text } } }).camera?.model;
  assert.equal(model("  Lumen\r\n\tOne  "), "LumenOne");
  assert.equal(model("a\u202eb\u2066c\u200bd\ufeffe\x1b[31mf"), "abcde[31mf");
  assert.equal(model("Cafe\u0301"), "Café");
  assert.equal(model("x".repeat(5000))?.length, 100);
  assert.equal(model("\u{1f4f7}".repeat(200)), "\u{1f4f7}".repeat(64));
  assert.equal(details({ main: { 0x0110: { text: "\x01\x02 " } } }).camera, null);
  assert.equal(details({ main: { 0x0110: { type: 2, count: 0, raw: Buffer.alloc(0) } } }).camera, null);
  const bytes = { type: 2, count: 6, raw: Buffer.from("ab\xff\xfecd", "latin1") };
  assert.equal(details({ main: { 0x0110: bytes } }).camera?.model, "abcd");
  assert.deepEqual(details({ main: { 0x0110: { text: "One" } } }).camera, { make: "", model: "One" });
});

test("a name that holds markup, a template or a command is as if it were absent", () => {
  const camera = (text: string) =>
    details({ main: { 0x010f: { text }, 0x0110: { text: "One" } }, exif: { 0xa434: { text } } }).camera;
  for (const text of [
    '"><img src=x onerror=alert(1)>',
    "<script>alert(1)</script>",
    "'; DROP TABLE images;--",
    "${jndi:ldap://127.0.0.1/a}",
    "{{7*7}}",
    "`id`",
    "$(id)",
    "=cmd|' /C calc'!A0",
  ]) {
    assert.deepEqual(camera(text), { make: "", model: "One" }, text);
  }
  const real = [
    "Canon EF 24-70mm f/2.8L II USM",
    "OLYMPUS M.12-40mm F2.8",
    "HD PENTAX-D FA* 70-200mm F2.8ED DC AW",
    "18-35mm F1.8 DC HSM | Art 013",
    "AF-S DX 18-105mm f/3.5-5.6G [ED] #2",
    "松下 (Lumix) & Leica: 12'",
  ];
  for (const text of real) assert.equal(camera(text)?.make, text);
  assert.equal(camera("<KENOX S630  / Samsung S630>")?.make, "KENOX S630 / Samsung S630");
});

test("exposure keeps the numbers that are numbers", () => {
  const exif = {
    0x829a: { rationals: [[1, 0]] },
    0x829d: { rationals: [[28, 10]] },
    0x8827: { short: 0 },
    0x920a: { rationals: [[0, 0]] },
  } as const;
  assert.deepEqual(details({ exif }).exposure, { fNumber: 2.8 });
  assert.equal("exposure" in details({ exif: { 0x8827: { text: "100" } } }), false);
});

test("a structure that points outside itself, at itself or at too much is read as far as it is sound", () => {
  const looping = exifStructure({ main: { 0x0112: { short: 3 }, 0x8769: { long: 8 }, 0x8825: { long: 8 } } });
  looping.writeUInt32BE(8, looping.length - 4);
  assert.equal(readExif(looping).orientation, 3);
  const outside = { type: 2, count: 10, raw: Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff]) };
  const wild = exifStructure({ main: { 0x010f: outside, 0x0112: { short: 3 } } });
  wild.writeUInt32BE(0xfffffff0, 18);
  assert.deepEqual([readExif(wild).orientation, readExif(wild).details], [3, noDetails]);
  wild.writeUInt32BE(0xffffffff, 14);
  assert.equal(readExif(wild).orientation, 3);
  const many = exifStructure({ main: { 0x0112: { short: 3 } } });
  many.writeUInt16BE(65_535, 8);
  assert.equal(readExif(many).orientation, 3);
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from("XX\0*\0\0\0\x08"),
    Buffer.from("MM\0*\xff\xff\xff\xff", "latin1"),
  ]) {
    assert.deepEqual(readExif(bytes), {
      orientation: 1,
      hasGps: false,
      hasThumbnail: false,
      details: noDetails,
    });
  }
});

test("no damage to a structure makes its reader throw or say what it must not", () => {
  const random = seededRandom(1826);
  for (let round = 0; round < 8000; round++) {
    const { orientation, details: found } = readExif(mutate(phoneExif("x", 6), random));
    assert.ok(orientation >= 1 && orientation <= 8);
    if (found.place) {
      assert.ok(Math.abs(found.place.latitude) <= 90 && Math.abs(found.place.longitude) <= 180);
      assert.ok(Number.isFinite(found.place.altitude ?? 0));
    }
    for (const word of [found.camera?.make, found.camera?.model, found.camera?.lens]) {
      assert.ok((word ?? "").length <= 200);
      assert.doesNotMatch(word ?? "", /\p{C}/u);
    }
    for (const value of Object.values(found.exposure ?? {})) assert.ok(Number.isFinite(value) && value > 0);
    if (found.takenAt) assert.match(found.takenAt.local, /^(18[2-9]|19|20|2100).*T\d\d:\d\d:\d\d$/);
  }
});
