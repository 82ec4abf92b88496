import assert from "node:assert/strict";
import { test } from "node:test";
import sharp from "sharp";
import { corpusFiles } from "../../tests/support/corpus.ts";
import { PRO_PHOTO, strangersProfile } from "../../tests/support/make-images/colour-profiles.ts";
import {
  HEIC_BRANDS,
  HEVC_SLICES,
  HEVC_TILE,
  heifFile,
  mirrored,
  type Property,
  plainAvif,
  profiled,
  rotated,
  size,
  tiledHeic,
} from "../../tests/support/make-images/heif-file.ts";
import { plainPng } from "../../tests/support/make-images/png-file.ts";
import { refusedWith, testDarkroom } from "../../tests/support/test-darkroom.ts";
import { cleanImage } from "./clean-image.ts";
import { startDecoder } from "./decoder-child.ts";
import { decoderCommand, heicDecoderCommand } from "./decoder-command.ts";
import { ProtocolBroken } from "./decoder-frames.ts";
import { defaultImageLimits } from "./image-limits.ts";
import { findOuterWalls } from "./outer-walls.ts";
import { checkUnfolded } from "./unfold-heic.ts";

const person = { ownerId: "anna" };
const heic = (more: readonly Property[] = []) =>
  heifFile(
    [{ id: 1, type: "hvc1", data: HEVC_TILE.data, properties: [size(64, 64), HEVC_TILE.settings, ...more] }],
    {
      brands: HEIC_BRANDS,
    },
  );

/** Red and green at a place of a picture, each 0 to 255. */
async function redAndGreen(file: Buffer, x: number, y: number): Promise<[number, number]> {
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  const at = info.channels * (y * info.width + x);
  return [data[at]!, data[at + 1]!];
}

function assertNear(seen: readonly number[], expected: readonly number[], message: string): void {
  for (const [i, value] of seen.entries()) {
    assert.ok(
      Math.abs(value - expected[i]!) < 24,
      `${message}: ${seen.join()} is not near ${expected.join()}`,
    );
  }
}

test("a HEIC is shown as WebP, upright, in its colours, and kept as it was", async (t) => {
  const darkroom = testDarkroom(t);
  // Where the pixel near the top left corner comes from: red grows to the right, green downwards.
  const corners: readonly (readonly [string, readonly Property[], readonly [number, number]])[] = [
    ["as it is", [], [16, 16]],
    ["a quarter turn to the left", [rotated(1)], [236, 16]],
    ["half a turn", [rotated(2)], [236, 236]],
    ["a quarter turn to the right", [rotated(3)], [16, 236]],
    ["mirrored left to right", [mirrored(1)], [236, 16]],
    ["mirrored top to bottom", [mirrored(0)], [16, 236]],
  ];
  for (const [name, turns, expected] of corners) {
    const developed = await darkroom.develop(heic(turns), person);
    assert.deepEqual(
      [developed.format, developed.viewFormat, developed.width, developed.height],
      ["heic", "webp", 64, 64],
    );
    assertNear(await redAndGreen(developed.view!.bytes, 4, 4), expected, name);
    assertNear(await redAndGreen(developed.thumb.bytes, 4, 4), expected, name);
    assert.deepEqual(developed.original, cleanImage(heic(turns), defaultImageLimits).bytes);
  }
});

test("a phone's picture of many tiles is developed, and its unknown profile used", async (t) => {
  const darkroom = testDarkroom(t);
  const plain = await darkroom.develop(tiledHeic(12, 9), person);
  assert.deepEqual([plain.width, plain.height, plain.view?.width], [758, 570, 758]);
  assertNear(await redAndGreen(plain.view!.bytes, 68, 68), [16, 16], "the second tile of the second row");
  const wide = strangersProfile({ colorants: PRO_PHOTO });
  const converted = await darkroom.develop(tiledHeic(2, 2, "x", [profiled(wide)]), person);
  assert.equal(converted.colour, "other");
  const [red] = await redAndGreen(converted.view!.bytes, 60, 4);
  const [unconverted] = await redAndGreen(
    (await darkroom.develop(tiledHeic(2, 2), person)).view!.bytes,
    60,
    4,
  );
  assert.notEqual(red, unconverted);
});

test("real HEIC and AVIF pictures are developed, the moving one as a still", async (t) => {
  const files = corpusFiles("valid")?.filter(({ row }) => row["format"]?.startsWith("heif/"));
  if (!files) return t.skip("no corpus here: the files that we make ourselves were tried");
  const darkroom = testDarkroom(t);
  for (const { name, row, bytes } of files) {
    const developed = await darkroom.develop(bytes, person);
    assert.equal(`${developed.width}x${developed.height}`, row["width_x_height"], name);
    assert.equal(developed.viewFormat, "webp", name);
    assert.deepEqual(developed.removed.includes("animation"), name === "avif-animated.avif", name);
  }
});

test("the HEIC decoder is not there before a HEIC comes", async (t) => {
  const darkroom = testDarkroom(t);
  const states = async () => (await darkroom.status()).decoders.map(({ state }) => state);
  await darkroom.develop(plainPng(), person);
  await darkroom.develop(await plainAvif(), person);
  assert.deepEqual(await states(), ["idle", "empty"]);
  await darkroom.develop(heic(), person);
  assert.deepEqual(await states(), ["idle", "idle"]);
});

test("where HEIC is switched off there is neither its decoder nor the format", async (t) => {
  const limits = { ...defaultImageLimits, formats: new Set(["png", "avif"] as const) };
  const darkroom = testDarkroom(t, { limits });
  assert.deepEqual([...darkroom.formats], ["png", "avif"]);
  await assert.rejects(darkroom.develop(heic(), person), refusedWith("image.format-off"));
  assert.equal((await darkroom.status()).decoders.length, 1);
  const withoutAvif = testDarkroom(t, { limits: { ...limits, formats: new Set(["png"] as const) } });
  await assert.rejects(withoutAvif.develop(await plainAvif(), person), refusedWith("image.format-off"));
});

/** A HEIC of one picture with these coded bytes. */
const heicOf = (data: Buffer, settings = HEVC_TILE.settings) =>
  heifFile([{ id: 1, type: "hvc1", data, properties: [size(64, 64), settings] }], { brands: HEIC_BRANDS });

/** Coded bytes with their slice cut short, and with bytes of it overwritten. */
function damagedSlices(): readonly Buffer[] {
  const { data } = HEVC_TILE;
  const cut = [0.1, 0.3, 0.6, 0.9].map((share) => {
    const short = Buffer.from(data.subarray(0, Math.floor(data.length * share)));
    short.writeUInt32BE(short.length - 4);
    return short;
  });
  const overwritten = [20, 60, 100].map((at) => Buffer.from(data).fill(0x55, at, at + 30));
  return [...cut, ...overwritten, Buffer.from("000000032801af", "hex")];
}

test("a HEIC whose coded bytes are damaged is refused, and the next one developed", async (t) => {
  const darkroom = testDarkroom(t);
  for (const [number, data] of damagedSlices().entries()) {
    await assert.rejects(
      darkroom.develop(heicOf(data), person),
      refusedWith("image.undecodable"),
      `${number}`,
    );
  }
  assert.equal((await darkroom.develop(heic(), person)).width, 64);
  assert.deepEqual(
    darkroom.lines.filter(({ level }) => level !== "info"),
    [],
  );
});

test("one damaged tile among a phone's many is enough to refuse it", async (t) => {
  const darkroom = testDarkroom(t);
  const file = tiledHeic(4, 3);
  const slice = HEVC_TILE.data.subarray(4);
  assert.equal((await darkroom.develop(file, person)).width, 246);
  for (const tile of [0, 5, 11]) {
    const damaged = Buffer.from(file);
    let at = damaged.indexOf(slice);
    for (let i = 0; i < tile; i++) at = damaged.indexOf(slice, at + 1);
    damaged.fill(0, at + 40, at + 80);
    await assert.rejects(darkroom.develop(damaged, person), refusedWith("image.undecodable"), `tile ${tile}`);
  }
});

test("what a HEIC leaves out of its picture is never filled with somebody else's", async (t) => {
  const { data, settings, firstSliceBytes } = HEVC_SLICES;
  const half = heicOf(data.subarray(0, firstSliceBytes), settings);
  const untouched = await testDarkroom(t).develop(half, person);
  const darkroom = testDarkroom(t);
  for (const before of [heicOf(data, settings), heic(), tiledHeic(8, 6)]) {
    await darkroom.develop(before, { ownerId: "somebody else" });
    const { view } = await darkroom.develop(half, person);
    assert.ok(view!.bytes.equals(untouched.view!.bytes));
  }
  const { decoders } = await darkroom.status();
  assert.equal(decoders[1]!.jobsAsked, 6, "all of them went through one process");
});

test("the HEIC decoder has no leave to start a thread, and finds no way out", async (t) => {
  const command = heicDecoderCommand();
  assert.ok(command);
  assert.equal(command.argv.includes("--allow-worker"), false);
  assert.ok(decoderCommand("wasm").argv.includes("--allow-worker"));
  assert.ok(command.argv.includes("--disallow-code-generation-from-strings"));
  for (const programFolders of [undefined, []]) {
    const walls = await findOuterWalls({
      node: process.execPath,
      folders: command.folders,
      ...(programFolders && { programFolders }),
    });
    // It would throw ConfinementBroken.
    const decoder = await startDecoder(command, walls);
    t.after(() => decoder.kill("closed", "the test is over"));
    assert.equal(decoder.isAlive, true);
  }
});

test("an answer of another shape, or that is no PNG of pixels alone, breaks the protocol", () => {
  const image = cleanImage(heic(), defaultImageLimits);
  const answer = (png: Buffer, kind = "unfolded") => ({ header: { kind }, buffers: [png] });
  assert.equal(checkUnfolded(image, answer(plainPng({ width: 64, height: 64 }))).width, 64);
  const lies = [
    answer(plainPng({ width: 63, height: 64 })),
    answer(Buffer.concat([plainPng({ width: 64, height: 64 }), Buffer.from("more")])),
    answer(Buffer.from("<svg/>")),
    answer(Buffer.alloc(0)),
    answer(plainPng({ width: 64, height: 64 }), "ready"),
    { header: { kind: "unfolded" }, buffers: [] },
  ];
  for (const lie of lies) assert.throws(() => checkUnfolded(image, lie), ProtocolBroken);
  assert.throws(() => checkUnfolded(image, answer(Buffer.alloc(0), "undecodable")), {
    code: "image.undecodable",
  });
});
