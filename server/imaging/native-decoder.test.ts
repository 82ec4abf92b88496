// The faster build of the decoder: the same pictures, from behind the same walls, and nowhere else.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { animatedGif } from "../../tests/support/make-images/gif-file.ts";
import { plainAvif } from "../../tests/support/make-images/heif-file.ts";
import { plainPng } from "../../tests/support/make-images/png-file.ts";
import { photograph } from "../../tests/support/photographs.ts";
import { pictureDifference } from "../../tests/support/picture-difference.ts";
import { refusedWith, testDarkroom } from "../../tests/support/test-darkroom.ts";
import { NativeDecoderRefused } from "./confinement.ts";

const anna = { ownerId: "anna" };
const files: Record<string, Buffer> = {};

before(async () => {
  files["jpeg"] = (await photograph(0, { longSide: 3000 })).bytes;
  files["png"] = plainPng({ width: 640, height: 480 });
  files["gif"] = animatedGif(3);
  files["avif"] = await plainAvif();
});

test("native decoders prove that nothing gets out, and develop what the others do", async (t) => {
  const native = testDarkroom(t, { decoder: "native" });
  const wasm = testDarkroom(t);
  await native.ready();
  const { isConfined, walls } = await native.status();
  assert.ok(isConfined);
  assert.ok(walls?.includes("bubblewrap"), String(walls));
  for (const [format, file] of Object.entries(files)) {
    const [one, other] = [await native.develop(file, anna), await wasm.develop(file, anna)];
    assert.deepEqual([one.format, one.width, one.height], [other.format, other.width, other.height], format);
    assert.deepEqual(one.original, other.original, format);
    assert.equal(one.view === null, other.view === null, format);
    for (const rendition of ["view", "thumb"] as const) {
      const [mine, theirs] = [one[rendition], other[rendition]];
      if (mine === null || theirs === null) continue;
      const { deltaE } = await pictureDifference(mine.bytes, theirs.bytes);
      assert.ok(deltaE < 1, `${rendition} of ${format}: ${deltaE}`);
    }
  }
});

test("native decoders refuse what is damaged, as the others do, and go on", async (t) => {
  const native = testDarkroom(t, { decoder: "native" });
  const jpeg = files["jpeg"]!;
  // The end of the picture's data, with the mark of an end behind it.
  const short = Buffer.concat([jpeg.subarray(0, jpeg.length / 2), Buffer.from([0xff, 0xd9])]);
  await assert.rejects(native.develop(short, anna), refusedWith("image.truncated"));
  assert.equal((await native.develop(files["png"]!, anna)).width, 640);
});

test("without bubblewrap there are no native decoders, and Safelight learns why", async (t) => {
  const bare = testDarkroom(t, { decoder: "native", programFolders: [] });
  await assert.rejects(bare.ready(), (error: unknown) => {
    assert.ok(error instanceof NativeDecoderRefused);
    assert.match(error.message, /needs bubblewrap.*install it.*Or leave SAFELIGHT_DECODER out/);
    return true;
  });
  assert.equal((await bare.status()).isConfined, null);
  await assert.rejects(bare.develop(files["png"]!, anna), NativeDecoderRefused);
});
