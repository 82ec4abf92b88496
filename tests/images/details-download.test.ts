// The owner's original with the kept details in it: what another program reads of it, that the picture is the same,
// and who gets none of it.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import sharp, { type Sharp } from "sharp";
import type { Image } from "#contract/images.ts";
import { cleanImage } from "../../server/imaging/clean-image.ts";
import { defaultImageLimits } from "../../server/imaging/image-limits.ts";
import { decodedPixels } from "../support/make-images/decoded-pixels.ts";
import { phoneExif } from "../support/make-images/exif-structure.ts";
import { animatedGif } from "../support/make-images/gif-file.ts";
import { exifSegment, plainJpeg, withSegments } from "../support/make-images/jpeg-file.ts";
import { type Member, type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { noisyPng, upload } from "./pictures.ts";

const CAPTION = "Möwen über dem Hafen\nabends";
const MARKER = "canary-of-the-camera";
let app: MemoryApp;
let member: Member;
let folder: string;
before(async () => {
  app = await startMemoryApp({ env: { SAFELIGHT_MAX_UPLOAD: "40MiB" } });
  member = await app.member();
  folder = await mkdtemp(join(tmpdir(), "safelight-details-"));
});
after(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

const plainOf = (id: string) => `/api/images/${id}/renditions/original?download=true`;
const detailedOf = (id: string) => `${plainOf(id)}&details=true`;

/** What ExifTool finds in a file; nothing of it is ours. */
async function readByOthers(bytes: Buffer, name: string): Promise<Record<string, unknown>> {
  const file = join(folder, name);
  await writeFile(file, bytes);
  const { stdout } = await promisify(execFile)("exiftool", ["-json", "-G1", "-n", file]);
  const [found] = JSON.parse(stdout) as Record<string, unknown>[];
  return found ?? {};
}

const drawn = (alpha: 3 | 4 = 3) =>
  sharp({
    create: { width: 48, height: 32, channels: alpha, background: { r: 90, g: 140, b: 200, alpha: 0.5 } },
  });

/** One of each kind of container that takes details, with a phone's Exif in it, upright or not. */
async function files(): Promise<readonly (readonly [name: string, file: Buffer])[]> {
  const jpeg = await plainJpeg();
  const made: [string, Buffer][] = [];
  for (const orientation of [1, 6]) {
    const exif = phoneExif(MARKER, orientation);
    made.push([`turned-${orientation}.jpg`, withSegments(jpeg, [exifSegment(exif)])]);
    const withExif = (image: Sharp) =>
      image.withExif({ IFD0: { ImageDescription: MARKER } }).withMetadata({ orientation });
    made.push([`turned-${orientation}.png`, await withExif(drawn()).png().toBuffer()]);
    made.push([`turned-${orientation}.webp`, await withExif(drawn(4)).webp().toBuffer()]);
  }
  made.push(["palette.png", await drawn().png({ palette: true }).toBuffer()]);
  made.push(["simple.webp", await drawn().webp().toBuffer()]);
  made.push(["lossless.webp", await drawn().webp({ lossless: true }).toBuffer()]);
  made.push(["lossless-alpha.webp", await drawn(4).webp({ lossless: true }).toBuffer()]);
  const frames = await sharp(animatedGif(3), { animated: true }).webp().toBuffer();
  made.push(["moving.webp", frames]);
  return made;
}

/** Uploads it, and gives it the details that are to come back. */
async function uploadDetailed(file: Buffer, name: string): Promise<Image> {
  const { id } = await upload(member.client, file, { name });
  const edit = { caption: CAPTION, takenAt: "2024-07-01T18:30:05+02:00" };
  const reply = await member.client.patch(`/api/images/${id}`, edit);
  assert.equal(reply.status, 200, reply.text);
  return reply.body as Image;
}

test("another program reads the details out of every format that takes them, and the picture is the same", async () => {
  for (const [name, file] of await files()) {
    const image = await uploadDetailed(file, name);
    const original = (await member.client.get(plainOf(image.id))).bytes;
    const reply = await member.client.get(detailedOf(image.id));
    assert.equal(reply.status, 200, reply.text.slice(0, 200));
    assert.match(reply.headers.get("content-disposition") ?? "", /^attachment; /);
    assert.equal(reply.headers.get("content-length"), String(reply.bytes.length));
    const found = await readByOthers(reply.bytes, name);
    const said = JSON.stringify(found);
    assert.equal(found["IFD0:ImageDescription"], CAPTION, `${name}: ${said}`);
    assert.equal(found["ExifIFD:DateTimeOriginal"], "2024:07:01 18:30:05", name);
    assert.equal(found["ExifIFD:OffsetTimeOriginal"], "+02:00", name);
    assert.equal(found["IFD0:Orientation"], name.startsWith("turned-6") ? 6 : undefined, name);
    assert.equal(found["ExifTool:Warning"], undefined, said);
    assert.ok(!said.includes(MARKER) && !reply.bytes.includes(MARKER), `${name} holds what its camera wrote`);
    assert.ok(!original.includes("2024:07:01"), `${name}: the plain download tells the date`);

    const [before, afterwards] = [await decodedPixels(original), await decodedPixels(reply.bytes)];
    assert.deepEqual({ ...afterwards, pixels: 0 }, { ...before, pixels: 0 }, name);
    assert.ok(afterwards.pixels.equals(before.pixels), `${name}: the pixels differ`);
    // Cleaning is the way back; only the header that a simple WebP was given stays.
    const { bytes: cleaned } = cleanImage(reply.bytes, defaultImageLimits);
    assert.ok(!cleaned.includes("2024:07:01"), name);
    if (!/^(?:simple|lossless)/.test(name)) assert.deepEqual(cleaned, original, name);
  }
});

test("what came with a photograph goes along with it: camera, lens, exposure, place", async () => {
  const file = withSegments(await plainJpeg(), [exifSegment(phoneExif("another camera"))]);
  const { id, camera, exposure, place } = await upload(member.client, file, { name: "phone.jpg" });
  const { bytes } = await member.client.get(detailedOf(id));
  const found = await readByOthers(bytes, "phone.jpg");
  assert.deepEqual(
    [found["IFD0:Make"], found["IFD0:Model"], found["ExifIFD:LensModel"]],
    [camera?.make, camera?.model, camera?.lens],
  );
  assert.deepEqual(
    [
      found["ExifIFD:ISO"],
      found["ExifIFD:FNumber"],
      found["ExifIFD:ExposureTime"],
      found["ExifIFD:FocalLength"],
    ],
    [exposure?.iso, exposure?.fNumber, exposure?.seconds, exposure?.focalLengthMm],
  );
  assert.deepEqual([found["GPS:GPSLatitudeRef"], found["GPS:GPSLongitudeRef"]], ["S", "E"]);
  assert.ok(Math.abs(Number(found["GPS:GPSLatitude"]) + (place?.latitude ?? 0)) < 1e-7);
  assert.ok(Math.abs(Number(found["GPS:GPSLongitude"]) - (place?.longitude ?? 0)) < 1e-7);
  assert.equal(found["GPS:GPSAltitude"], place?.altitude);
  const { details } = cleanImage(bytes, defaultImageLimits);
  assert.deepEqual({ ...details, takenAt: null }, { takenAt: null, camera, exposure, place });
});

test("a range of it is the same bytes as in the whole, be it opened whole or in pieces", async () => {
  for (const file of [noisyPng(300, 200), noisyPng(1900, 1701)]) {
    const { id } = await uploadDetailed(file, "noise.png");
    const { bytes: whole, headers } = await member.client.get(detailedOf(id));
    const size = whole.length;
    const ifRange = { "if-range": headers.get("etag")! };
    for (const [from, to] of [
      [0, 0],
      [0, 40],
      [30, 20_000],
      [16_383, 16_384],
      [16_384, 100_000],
      [size - 1, size - 1],
      [size - 30, size - 1],
      [0, size - 1],
    ] as const) {
      const reply = await member.client.get(detailedOf(id), { range: `bytes=${from}-${to}`, ...ifRange });
      assert.equal(reply.status, 206);
      assert.equal(reply.headers.get("content-range"), `bytes ${from}-${to}/${size}`);
      assert.ok(reply.bytes.equals(whole.subarray(from, to + 1)), `${from}-${to}`);
    }
    const outside = await member.client.get(detailedOf(id), { range: `bytes=${size}-`, ...ifRange });
    assert.deepEqual(
      [outside.code, outside.headers.get("content-range")],
      ["request.range", `bytes */${size}`],
    );
    const head = await member.client.request("HEAD", detailedOf(id));
    assert.equal(head.headers.get("content-length"), String(size));
    assert.equal(head.headers.get("etag"), ifRange["if-range"]);
  }
});

test("a download that is gone on with never mixes two versions of it", async () => {
  const { id } = await uploadDetailed(await drawn().jpeg({ quality: 71 }).toBuffer(), "versions.jpg");
  const first = await member.client.get(detailedOf(id));
  const etag = first.headers.get("etag")!;
  assert.match(etag, /^"[\w-]{43}"$/);
  const part = { range: "bytes=100-" };
  const goneOnWith = await member.client.get(detailedOf(id), { ...part, "if-range": etag });
  assert.equal(goneOnWith.status, 206);
  assert.deepEqual(goneOnWith.bytes, first.bytes.subarray(100));

  // As long as before, so that nothing but the validator can tell them apart.
  const edit = { caption: CAPTION.toUpperCase() };
  assert.equal((await member.client.patch(`/api/images/${id}`, edit)).status, 200);
  const second = await member.client.get(detailedOf(id));
  assert.equal(second.bytes.length, first.bytes.length);
  assert.notEqual(second.headers.get("etag"), etag);
  for (const ifRange of [etag, `W/${second.headers.get("etag")}`, "*", new Date().toUTCString()]) {
    const reply = await member.client.get(detailedOf(id), { ...part, "if-range": ifRange });
    assert.deepEqual([reply.status, reply.bytes], [200, second.bytes], ifRange);
  }
  // Who does not say which version there was gets the whole, whatever range was asked for.
  for (const range of ["bytes=100-", "bytes=-5", "bytes=99999999-"]) {
    const reply = await member.client.get(detailedOf(id), { range });
    assert.deepEqual([reply.status, reply.bytes], [200, second.bytes], range);
  }
});

test("a WebP's range crosses from the picture into the details behind it", async () => {
  const { id } = await uploadDetailed(await drawn(4).webp({ quality: 30 }).toBuffer(), "ranges.webp");
  const { bytes: whole, headers } = await member.client.get(detailedOf(id));
  const ifRange = { "if-range": headers.get("etag")! };
  for (let from = 0; from < whole.length; from += 13) {
    const to = Math.min(whole.length - 1, from + 40);
    const reply = await member.client.get(detailedOf(id), { range: `bytes=${from}-${to}`, ...ifRange });
    assert.ok(reply.bytes.equals(whole.subarray(from, to + 1)), `${from}-${to}`);
  }
});

test("details leave in no other way", async () => {
  const { id } = await uploadDetailed(await drawn().png({ compressionLevel: 1 }).toBuffer(), "ways.png");
  const path = `/api/images/${id}/renditions`;
  for (const way of [
    "original?details=true",
    "original?download=false&details=true",
    "view?download=true&details=true",
    "thumb?download=true&details=true",
  ]) {
    const reply = await member.client.get(`${path}/${way}`);
    assert.deepEqual([reply.status, reply.code], [400, "request.invalid"], way);
  }
  const made = await member.client.post("/api/tokens", {
    name: "reader",
    scopes: ["images:read"],
    expiresInDays: 1,
  });
  const { token } = made.body as { token: string };
  const asProgram = { authorization: `Bearer ${token}` };
  assert.equal((await app.client().get(plainOf(id), asProgram)).status, 200);
  assert.equal((await app.client().get(detailedOf(id), asProgram)).code, "token.not-allowed");
});

test("a format that has no clean place for details is refused, and says so", async () => {
  const { id } = await upload(member.client, animatedGif(2), { name: "moving.gif" });
  const reply = await member.client.get(detailedOf(id));
  assert.deepEqual([reply.status, reply.code], [409, "image.details-unsupported"]);
  assert.equal((await member.client.get(plainOf(id))).status, 200);
});

test("nothing of it is kept: the store holds what it held before", async () => {
  const { id } = await uploadDetailed(await drawn().jpeg().toBuffer(), "kept.jpg");
  const stored = async () => {
    const kept: Record<string, string> = {};
    for await (const { key } of app.blobs.list()) kept[key] = (await app.blobs.read(key)).toString("base64");
    return kept;
  };
  const before = await stored();
  const { bytes } = await member.client.get(detailedOf(id));
  assert.ok(bytes.includes("2024:07:01"));
  assert.deepEqual(await stored(), before);
});

test("a caption that spells program code stays out of the file; the rest goes along", async () => {
  const { id } = await uploadDetailed(await drawn().jpeg({ quality: 60 }).toBuffer(), "code.jpg");
  await member.client.patch(`/api/images/${id}`, { caption: "<?php system($_GET['cmd']); ?>" });
  const { bytes } = await member.client.get(detailedOf(id));
  assert.ok(!bytes.includes("<?php") && bytes.includes("2024:07:01"));
});
