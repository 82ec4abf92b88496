// What becomes of a decoder that spins, grows or dies: it is ended, the right code comes out, chance is forgiven
// once, and a picture that ends decoders does not get to do it for ever.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { refusedWith, testDarkroom } from "../support/test-darkroom.ts";
import { ACTS, pictureFor } from "./hostile-pictures.ts";

const decoderEntry = join(import.meta.dirname, "hostile-decoder.cjs");
const person = { ownerId: "anna" };
const ended = (lines: readonly { readonly message: string }[]): number =>
  lines.filter(({ message }) => message === "a decoder ended over a picture").length;

test("a decoder that spins for ever is killed at the limit; the same bytes get one more chance and no third", async (t) => {
  const darkroom = testDarkroom(t, { decoderEntry, jobSeconds: 1 });
  const spinning = pictureFor(ACTS.spinForever);
  for (const decodersEnded of [1, 2, 2]) {
    await assert.rejects(darkroom.develop(spinning, person), refusedWith("image.decoder-timeout"));
    assert.equal(ended(darkroom.lines), decodersEnded);
  }
  await darkroom.develop(pictureFor(0), person);
});

test("other people's pictures are developed while one decoder spins", async (t) => {
  const darkroom = testDarkroom(t, { decoderEntry, maxChildren: 2, jobSeconds: 6 });
  const order: string[] = [];
  const spins = darkroom.develop(pictureFor(ACTS.spinForever), person).catch(() => order.push("spun"));
  await darkroom.develop(pictureFor(0), { ownerId: "bert" });
  order.push("developed");
  await spins;
  assert.deepEqual(order, ["developed", "spun"]);
});

test("memory outside the heap ends the decoder at its limit, as a picture that takes too much", async (t) => {
  const darkroom = testDarkroom(t, { decoderEntry });
  await assert.rejects(
    darkroom.develop(pictureFor(ACTS.growBuffers), person),
    refusedWith("image.too-complex"),
  );
  assert.deepEqual(
    darkroom.lines.filter(({ level }) => level === "warn").map(({ fields }) => fields["how"]),
    ["memory", "memory"],
  );
  await darkroom.develop(pictureFor(0), person);
});

test("a decoder that says it lacks memory is tried once more afresh, and then believed", async (t) => {
  const darkroom = testDarkroom(t, { decoderEntry });
  const refusal = refusedWith("image.too-complex");
  await assert.rejects(darkroom.develop(pictureFor(ACTS.claimExhaustion), person), refusal);
  assert.equal(ended(darkroom.lines), 2);
});

for (const act of ["growHeap", "crash", "leaveQuietly"] as const) {
  test(`a picture that ends two decoders (${act}) is refused from then on without a third`, async (t) => {
    const darkroom = testDarkroom(t, { decoderEntry });
    const picture = pictureFor(ACTS[act]);
    await assert.rejects(darkroom.develop(picture, person), refusedWith("image.decoder-crash"));
    assert.equal(ended(darkroom.lines), 2);
    await assert.rejects(darkroom.develop(picture, { ownerId: "bert" }), refusedWith("image.decoder-crash"));
    assert.equal(ended(darkroom.lines), 2);
    await darkroom.develop(pictureFor(0), person);
  });
}

test("a crash on a used decoder is forgiven when a fresh one develops the picture", async (t) => {
  const darkroom = testDarkroom(t, { decoderEntry });
  await darkroom.develop(pictureFor(0), person);
  const picture = pictureFor(ACTS.crashUnlessFresh);
  assert.equal((await darkroom.develop(picture, person)).width, 2131);
  assert.equal(ended(darkroom.lines), 1);
  await darkroom.develop(picture, person);
});

test("bytes that hide around the picture do not make a killer unknown", async (t) => {
  const darkroom = testDarkroom(t, { decoderEntry });
  const picture = pictureFor(ACTS.crash);
  await assert.rejects(darkroom.develop(picture, person), refusedWith("image.decoder-crash"));
  const disguised = Buffer.concat([picture, Buffer.from("a tail that cleaning cuts off")]);
  await assert.rejects(darkroom.develop(disguised, person), refusedWith("image.decoder-crash"));
  assert.equal(ended(darkroom.lines), 2);
});
