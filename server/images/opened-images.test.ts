import assert from "node:assert/strict";
import { test } from "node:test";
import type { AccountId, ImageId } from "#contract/ids.ts";
import type { ImageDetails } from "./image-details.ts";
import { type OpenedImage, openedImages } from "./opened-images.ts";

const TOKEN = Buffer.alloc(32, 1);
const OTHER_TOKEN = Buffer.alloc(32, 2);
const ID = "picture" as ImageId;

const opened = (id: string, ownerId = "anna"): OpenedImage => ({
  id: id as ImageId,
  ownerId: ownerId as AccountId,
  blobSet: `blobs-of-${id}`,
  dataKey: Buffer.alloc(32),
  details: { v: 1, name: id } as ImageDetails,
  sealed: { edit: 0, epoch: 1, key: Buffer.alloc(60), details: Buffer.alloc(600) },
});

test("what is kept is found by the token that opened it, and by no other", async () => {
  const images = openedImages(() => 0);
  await images.keep(TOKEN, async () => opened("picture"));
  assert.equal(images.find(TOKEN, ID)?.blobSet, "blobs-of-picture");
  assert.equal(images.find(OTHER_TOKEN, ID), null);
  assert.equal(images.find(TOKEN, "another" as ImageId), null);
});

test("a dropped image is gone for every token, and is not kept by whoever was opening it", async () => {
  const images = openedImages(() => 0);
  await images.keep(TOKEN, async () => opened("picture"));
  await images.keep(OTHER_TOKEN, async () => {
    images.drop(ID);
    return opened("picture");
  });
  assert.equal(images.find(TOKEN, ID), null);
  assert.equal(images.find(OTHER_TOKEN, ID), null);
});

test("what was opened from rows that were read before something was dropped or forgotten is not kept", () => {
  for (const drop of ["drop", "forget"] as const) {
    const images = openedImages(() => 0);
    const keep = images.keeping(TOKEN);
    keep(opened("picture"));
    assert.notEqual(images.find(TOKEN, ID), null);
    if (drop === "drop") images.drop(ID);
    else images.forget("anna" as AccountId);
    keep(opened("picture"));
    assert.equal(images.find(TOKEN, ID), null, drop);
    assert.equal(images.size, 0);
  }
});

test("a forgotten account's images are gone, and those of others stay", async () => {
  const images = openedImages(() => 0);
  await images.keep(TOKEN, async () => opened("picture", "anna"));
  await images.keep(OTHER_TOKEN, async () => opened("picture", "bert"));
  images.forget("anna" as AccountId);
  assert.equal(images.find(TOKEN, ID), null);
  assert.notEqual(images.find(OTHER_TOKEN, ID), null);
});

test("after a minute without use nothing is left, asked for or not", async () => {
  let now = 0;
  const images = openedImages(() => now);
  await images.keep(TOKEN, async () => opened("picture"));
  now = 60_000;
  assert.notEqual(images.find(TOKEN, ID), null);
  now = 120_001;
  assert.equal(images.find(TOKEN, ID), null);
  await images.keep(TOKEN, async () => opened("picture"));
  now = 180_002;
  images.sweep();
  now = 120_001;
  assert.equal(images.find(TOKEN, ID), null);
});

test("a session keeps a thousand images, and the one longest unused goes first", async () => {
  const images = openedImages(() => 0);
  for (let n = 0; n < 1000; n += 1) await images.keep(TOKEN, async () => opened(`image${n}`));
  assert.notEqual(images.find(TOKEN, "image0" as ImageId), null);
  await images.keep(TOKEN, async () => opened("one more"));
  assert.notEqual(images.find(TOKEN, "image0" as ImageId), null);
  assert.equal(images.find(TOKEN, "image1" as ImageId), null);
});

test("all sessions together keep so many images, and the session longest unused goes first", () => {
  const images = openedImages(() => 0);
  const tokens = Array.from({ length: 20 }, (_, n) => Buffer.alloc(32, n));
  for (const token of tokens) {
    const keep = images.keeping(token);
    for (let n = 0; n < 1000; n += 1) keep(opened(`image${n}`));
    // Once more: it is there already.
    keep(opened("image999"));
    assert.ok(images.size <= 16_000);
  }
  assert.equal(images.size, 16_000);
  const isKept = (token: Buffer) => images.find(token, "image0" as ImageId) !== null;
  assert.deepEqual(
    tokens.map(isKept),
    tokens.map((_, n) => n >= 4),
  );
  images.forget(null);
  assert.equal(images.size, 0);
});
