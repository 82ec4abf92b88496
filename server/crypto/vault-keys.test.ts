import assert from "node:assert/strict";
import { test } from "node:test";
import { DecryptionFailed } from "./decryption-failed.ts";
import { newId, newKey, randomBytes } from "./random.ts";
import { openBlob, sealBlob } from "./sealed-blob.ts";
import {
  detailsKey,
  fingerprint,
  openDetails,
  renditionContext,
  renditionKey,
  sealDetails,
  unwrapAlbumDataKey,
  unwrapAlbumKey,
  unwrapBridge,
  unwrapDataKey,
  unwrapIndexKey,
  vaultSubkey,
  wrapAlbumDataKey,
  wrapAlbumKey,
  wrapBridge,
  wrapDataKey,
  wrapIndexKey,
} from "./vault-keys.ts";

const place = { accountId: newId(), imageId: newId(), albumId: newId(), epoch: 3 };

const kinds = [
  { name: "data key", fields: ["accountId", "imageId", "epoch"], wrap: wrapDataKey, unwrap: unwrapDataKey },
  { name: "index key", fields: ["accountId", "epoch"], wrap: wrapIndexKey, unwrap: unwrapIndexKey },
  {
    name: "album key",
    fields: ["accountId", "albumId", "epoch"],
    wrap: wrapAlbumKey,
    unwrap: unwrapAlbumKey,
  },
  {
    name: "album's copy of a data key",
    fields: ["accountId", "albumId", "imageId", "epoch"],
    wrap: wrapAlbumDataKey,
    unwrap: unwrapAlbumDataKey,
  },
  { name: "bridge", fields: ["accountId", "epoch"], wrap: wrapBridge, unwrap: unwrapBridge },
] as const;

for (const { name, fields, wrap, unwrap } of kinds) {
  test(`${name}: unwraps to the same key in its own place, under its own key, and nowhere else`, () => {
    const [upper, key] = [newKey(), newKey()];
    const wrapped = wrap(upper, key, place);
    assert.equal(wrapped.length, 60);
    assert.deepEqual(unwrap(upper, wrapped, place), key);
    assert.throws(() => unwrap(newKey(), wrapped, place), DecryptionFailed);
    for (const field of fields) {
      const elsewhere = { ...place, [field]: field === "epoch" ? 4 : newId() };
      assert.throws(() => unwrap(upper, wrapped, elsewhere), DecryptionFailed, field);
    }
  });

  test(`${name}: is no other kind of wrapped key, though place and upper key be the same`, () => {
    const upper = newKey();
    const wrapped = wrap(upper, newKey(), place);
    for (const other of kinds) {
      if (other.name === name) continue;
      assert.throws(() => other.unwrap(upper, wrapped, place), DecryptionFailed, other.name);
    }
  });

  test(`${name}: only 32 bytes are a key`, () => {
    assert.throws(() => wrap(newKey(), randomBytes(31), place), RangeError);
  });
}

test("a vault key's subkeys, its fingerprint and the key itself are all different", () => {
  const vaultKey = newKey();
  const uses = (["data-keys", "album-keys", "index-key", "bridge"] as const).map((use) =>
    vaultSubkey(vaultKey, use).toString("hex"),
  );
  const all = [vaultKey.toString("hex"), ...uses];
  assert.equal(new Set(all).size, 5);
  assert.equal(fingerprint(vaultKey).length, 16);
  assert.ok(all.every((hex) => !hex.startsWith(fingerprint(vaultKey).toString("hex"))));
});

test("a data key gives each rendition and the details a key of its own", () => {
  const dataKey = newKey();
  const keys = (["original", "view", "thumb"] as const).map((r) => renditionKey(dataKey, r).toString("hex"));
  assert.equal(new Set([...keys, detailsKey(dataKey).toString("hex"), dataKey.toString("hex")]).size, 5);
});

test("a rendition opens for its own owner, image and rendition only", () => {
  const dataKey = newKey();
  const [ownerId, imageId] = [newId(), newId()];
  const key = renditionKey(dataKey, "view");
  const blob = sealBlob(key, renditionContext(ownerId, imageId, "view"), Buffer.from("pixels"));
  assert.equal(openBlob(key, renditionContext(ownerId, imageId, "view"), blob).toString(), "pixels");
  const elsewhere = [
    renditionContext(newId(), imageId, "view"),
    renditionContext(ownerId, newId(), "view"),
    renditionContext(ownerId, imageId, "thumb"),
    renditionContext(imageId, ownerId, "view"),
  ];
  for (const context of elsewhere) assert.throws(() => openBlob(key, context, blob), DecryptionFailed);
  const thumbKey = renditionKey(dataKey, "thumb");
  assert.throws(() => openBlob(thumbKey, renditionContext(ownerId, imageId, "view"), blob), DecryptionFailed);
});

test("details open for their own owner, image and edit only, so an older row cannot be put back", () => {
  const dataKey = newKey();
  const here = { ownerId: newId(), imageId: newId(), edit: 2 };
  const sealed = sealDetails(dataKey, here, Buffer.from(`{"name":"Lake"}`));
  assert.equal(openDetails(dataKey, here, sealed).toString(), `{"name":"Lake"}`);
  for (const other of [{ ownerId: newId() }, { imageId: newId() }, { edit: 3 }]) {
    assert.throws(() => openDetails(dataKey, { ...here, ...other }, sealed), DecryptionFailed);
  }
  assert.throws(() => openDetails(newKey(), here, sealed), DecryptionFailed);
});
