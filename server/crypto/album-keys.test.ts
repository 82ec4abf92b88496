import assert from "node:assert/strict";
import { test } from "node:test";
import { favouritesIdOf, openAlbumDetails, sealAlbumDetails } from "./album-keys.ts";
import { DecryptionFailed } from "./decryption-failed.ts";
import { newId, newKey } from "./random.ts";

const here = { accountId: newId(), albumId: newId(), edit: 2 };

test("an album's details open under its key, in their own place and edit only", () => {
  const albumKey = newKey();
  const sealed = sealAlbumDetails(albumKey, here, `{"name":"Sjön"}`);
  assert.deepEqual(JSON.parse(openAlbumDetails(albumKey, here, sealed).toString()), { name: "Sjön" });
  for (const other of [{ accountId: newId() }, { albumId: newId() }, { edit: 1 }]) {
    assert.throws(() => openAlbumDetails(albumKey, { ...here, ...other }, sealed), DecryptionFailed);
  }
  assert.throws(() => openAlbumDetails(newKey(), here, sealed), DecryptionFailed);
});

test("sealed details of short texts all have one length, whatever they say", () => {
  const lengths = ["{}", `{"name":"A"}`, `{"name":"${"x".repeat(400)}"}`].map(
    (json) => sealAlbumDetails(newKey(), here, json).length,
  );
  assert.deepEqual(new Set(lengths), new Set([512 + 28]));
  assert.equal(sealAlbumDetails(newKey(), here, "x".repeat(513)).length, 1024 + 28);
});

test("the id of favourites is shaped as every id, lasts as long as the index key, and differs with it", () => {
  const indexKey = newKey();
  assert.match(favouritesIdOf(indexKey), /^[a-z2-7]{26}$/);
  assert.equal(favouritesIdOf(indexKey), favouritesIdOf(Buffer.from(indexKey)));
  assert.notEqual(favouritesIdOf(indexKey), favouritesIdOf(newKey()));
});
