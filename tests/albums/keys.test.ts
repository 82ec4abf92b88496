// Albums as keys: what lies at rest, what a changed row gets, what a rotation does, and what goes with an account.

import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Album } from "#contract/albums.ts";
import type { AccountId } from "#contract/ids.ts";
import type { Image } from "#contract/images.ts";
import { makeAlbum } from "../../server/albums/make-album.ts";
import type { SealedKeys } from "../../server/database/schema.ts";
import { openGallery } from "../../server/images/gallery.ts";
import { rotateVault } from "../../server/vault/rotate-vault.ts";
import { callerOf, picture, upload } from "../images/pictures.ts";
import { type Member, type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";
import { readZip } from "../support/read-zip.ts";
import { albumKeys } from "./stolen-keys.ts";

let folder: string;
let app: MemoryApp;
let marks = 0;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "safelight-albums-"));
  app = await startMemoryApp({ databaseFile: join(folder, "safelight.db") });
});
after(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

async function pictures({ client }: Member, count: number): Promise<Image[]> {
  const made: Image[] = [];
  for (let n = 0; n < count; n += 1) {
    marks += 1;
    made.push(await upload(client, await picture(`key ${marks}`, { takenAt: `2024:05:0${n + 1} 10:00:00` })));
  }
  return made;
}

async function album({ client }: Member, name: string, images: readonly Image[]): Promise<string> {
  const { id } = (await client.post("/api/albums", { name })).body as Album;
  await put({ client }, id, images);
  return id;
}

async function put({ client }: Pick<Member, "client">, id: string, images: readonly Image[]): Promise<void> {
  for (const image of images) {
    assert.equal((await client.put(`/api/albums/${id}/images/${image.id}`)).status, 204);
  }
}

async function listed({ client }: Member, id: string): Promise<string[]> {
  const reply = await client.get(`/api/images?albumId=${id}`);
  assert.equal(reply.status, 200, reply.text);
  return (reply.body as { items: Image[] }).items.map((image) => image.id);
}

const copiesOf = (holder: string): Promise<SealedKeys[]> =>
  app.database.db
    .selectFrom("sealed_keys")
    .selectAll()
    .where("holder", "=", holder)
    .orderBy("image_id")
    .execute();

const albumsOf = ({ accountId }: Member) =>
  app.database.db
    .selectFrom("albums")
    .selectAll()
    .where("account_id", "=", accountId as never)
    .orderBy("created_at")
    .execute();

async function writeCopy(copy: SealedKeys, sealedKey: Uint8Array): Promise<void> {
  await app.database.db
    .updateTable("sealed_keys")
    .set({ sealed_key: sealedKey })
    .where("image_id", "=", copy.image_id)
    .where("holder", "=", copy.holder)
    .execute();
}

const forget = ({ accountId }: Member) => app.rooms.forgetting.forget(accountId as AccountId);

const recordsOf = async (subjectId: string): Promise<string[]> => {
  const rows = await app.database.db
    .selectFrom("audit_records")
    .select("action")
    .where("subject_id", "=", subjectId)
    .execute();
  return rows.map((row) => row.action);
};

for (const vault of ["managed", "sealed"] as const) {
  test(`no file of a ${vault} vault and no record holds an album's name, or tells which album is favourites`, async () => {
    const member = await app.member({ vault });
    const images = await pictures(member, 2);
    const id = await album(member, "canary-album-name", images);
    await member.client.patch(`/api/albums/${id}`, { description: "canary-description", order: "oldest" });
    await member.client.patch(`/api/albums/${id}`, { name: "canary-renamed", coverImageId: images[0]!.id });
    await put(member, "favourites", images);
    await app.database.checkpoint();
    for (const name of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, name));
      for (const text of ["canary-", "favourite", "oldest", '"coverImageId"']) {
        for (const form of [text, Buffer.from(text).toString("hex"), btoa(text).slice(0, -4)]) {
          assert.ok(!bytes.includes(form), `${text} lies in ${name}`);
        }
        assert.ok(!bytes.includes(Buffer.from(text, "utf16le")), `${text} lies in ${name}`);
      }
    }
    assert.doesNotMatch(app.logged(), /canary-|favourites/);
    // Two albums, alike in every column but for what is random, a time, or a count of edits.
    const rows = await albumsOf(member);
    const shapes = rows.map((row) => [
      row.id.length,
      row.sealed_key.length,
      row.sealed_details.length,
      row.key_epoch,
    ]);
    assert.deepEqual(shapes, [shapes[0], shapes[0]]);
    const actions = await Promise.all(rows.map(async (row) => new Set(await recordsOf(row.id))));
    for (const known of actions) known.delete("album.changed");
    assert.deepEqual(actions[0], actions[1]);
  });
}

test("the scan finds what does lie in the clear", async () => {
  const { email } = await app.member();
  await app.database.checkpoint();
  assert.ok(readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(email)));
});

test("swapped copies of data keys put nothing into an album, between images and between albums", async () => {
  const member = await app.member();
  const images = await pictures(member, 2);
  const [one, two] = [await album(member, "One", images), await album(member, "Two", images)];
  const [first, second] = await copiesOf(one);
  const [elsewhere] = await copiesOf(two);
  await writeCopy(first!, second!.sealed_key);
  forget(member);
  assert.deepEqual(await listed(member, one), [second!.image_id]);
  assert.ok((await recordsOf(first!.image_id)).includes("image.damaged"));
  await writeCopy(second!, elsewhere!.sealed_key);
  forget(member);
  assert.deepEqual(await listed(member, one), []);
  assert.equal(((await member.client.get(`/api/albums/${one}`)).body as Album).count, 0);
  // The pictures themselves are whole, and can be put in again.
  await put(member, one, images);
  assert.deepEqual((await listed(member, one)).length, 2);
});

test("a row that somebody else writes makes no favourite, and puts no picture into an album", async () => {
  const member = await app.member();
  const images = await pictures(member, 2);
  const id = await album(member, "Mine", [images[0]!]);
  await put(member, "favourites", [images[0]!]);
  for (const holder of (await albumsOf(member)).map((row) => row.id)) {
    const [copy] = await copiesOf(holder);
    await app.database.db
      .insertInto("sealed_keys")
      .values({ ...copy!, image_id: images[1]!.id })
      .execute();
  }
  forget(member);
  assert.deepEqual(await listed(member, id), [images[0]!.id]);
  assert.deepEqual(await listed(member, "favourites"), [images[0]!.id]);
  assert.equal(((await member.client.get(`/api/images/${images[1]!.id}`)).body as Image).favourite, false);
});

test("swapped album keys, swapped details and the details of an earlier edit open nothing, and can be deleted", async () => {
  const member = await app.member();
  const ids = [await album(member, "canary-one", []), await album(member, "canary-two", [])];
  const [one, two] = await albumsOf(member);
  const { db } = app.database;
  const write = (id: string, values: object) =>
    db
      .updateTable("albums")
      .set(values)
      .where("id", "=", id as never)
      .execute();
  const assertNothing = async (id: string) => {
    for (const path of [`/api/albums/${id}`, `/api/images?albumId=${id}`]) {
      const reply = await member.client.get(path);
      assert.deepEqual([reply.status, reply.code], [500, "album.damaged"]);
      assert.doesNotMatch(reply.text, /canary/);
    }
    assert.ok((await recordsOf(id)).includes("album.damaged"));
  };
  await write(one!.id, { sealed_key: two!.sealed_key });
  await write(two!.id, { sealed_key: one!.sealed_key });
  for (const id of ids) await assertNothing(id);
  const { items } = (await member.client.get("/api/albums")).body as { items: Album[] };
  assert.deepEqual(
    items.map((item) => [item.damaged, item.name, item.count]),
    [
      [true, "", 0],
      [true, "", 0],
    ],
  );
  await write(one!.id, { sealed_key: one!.sealed_key, sealed_details: two!.sealed_details });
  await assertNothing(one!.id);
  await write(one!.id, { sealed_details: one!.sealed_details });
  assert.equal((await member.client.patch(`/api/albums/${one!.id}`, { name: "second" })).status, 200);
  await write(one!.id, { sealed_details: one!.sealed_details });
  await assertNothing(one!.id);
  for (const id of ids) assert.equal((await member.client.delete(`/api/albums/${id}`)).status, 204);
});

async function newKit({ client }: Member): Promise<string> {
  return ((await client.post("/api/vault/recovery-kit")).body as { recoveryCode: string }).recoveryCode;
}

async function waitUntilResealed({ client }: Member): Promise<void> {
  for (let tries = 0; tries < 1200; tries += 1) {
    const facts = (await client.get("/api/vault")).body as Record<string, unknown>;
    if (facts["rotationLeft"] === null && facts["resealLeft"] === null) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("re-sealing does not end");
}

test("a rotation takes albums along: their keys lie under the new vault key, and the bridge goes with the last", async () => {
  const member = await app.member();
  const images = await pictures(member, 2);
  const id = await album(member, "Kept", images);
  await put(member, "favourites", [images[0]!]);
  const copies = await copiesOf(id);
  const reply = await member.client.post("/api/vault/rotation", {
    password: PASSWORD,
    recoveryCode: await newKit(member),
  });
  assert.equal(reply.status, 200, reply.text);
  await waitUntilResealed(member);
  assert.deepEqual(
    (await albumsOf(member)).map((row) => row.epoch),
    [2, 2],
  );
  assert.deepEqual(await copiesOf(id), copies);
  assert.equal(((await member.client.get(`/api/albums/${id}`)).body as Album).name, "Kept");
  assert.deepEqual(await listed(member, id), [images[1]!.id, images[0]!.id]);
  assert.deepEqual(await listed(member, "favourites"), [images[0]!.id]);
});

test("albums of the former epoch open across the bridge, as a server leaves them that was killed, and are then taken along", async () => {
  const member = await app.member();
  const images = await pictures(member, 1);
  const id = await album(member, "Before", images);
  const caller = await callerOf(app, member);
  const rotated = await rotateVault(
    app.rooms,
    caller,
    { password: PASSWORD, recoveryCode: await newKit(member), mode: "managed", resealPictures: false },
    { address: "127.0.0.1", device: "test", language: "en" },
  );
  assert.deepEqual(
    (await albumsOf(member)).map((row) => row.epoch),
    [1],
  );
  member.client.cookies.set("safelight", rotated.token);
  assert.equal(((await member.client.get(`/api/albums/${id}`)).body as Album).name, "Before");
  await put(member, "favourites", images);
  assert.equal((await member.client.patch(`/api/albums/${id}`, { name: "Across" })).status, 200);
  await waitUntilResealed(member);
  assert.deepEqual(
    (await albumsOf(member)).map((row) => row.epoch),
    [2, 2],
  );
  assert.deepEqual(
    await app.database.db
      .selectFrom("bridges")
      .selectAll()
      .where("account_id", "=", member.accountId as never)
      .execute(),
    [],
  );
  assert.equal(((await member.client.get(`/api/albums/${id}`)).body as Album).name, "Across");
});

test("no album is made under a vault key that was replaced meanwhile", async () => {
  const member = await app.member();
  const stale = await callerOf(app, member);
  const recoveryCode = await newKit(member);
  assert.equal(
    (await member.client.post("/api/vault/rotation", { password: PASSWORD, recoveryCode })).status,
    200,
  );
  await assert.rejects(makeAlbum(openGallery(app.rooms), stale, { name: "late" }), { code: "vault.locked" });
  assert.deepEqual(await albumsOf(member), []);
});

test("a picture that is re-sealed takes its places in albums along, under its new data key", async () => {
  const member = await app.member();
  const images = await pictures(member, 1);
  const id = await album(member, "Resealed", images);
  await put(member, "favourites", images);
  const copies = await copiesOf(id);
  app.advance(1000);
  const reply = await member.client.post("/api/vault/rotation", {
    password: PASSWORD,
    recoveryCode: await newKit(member),
    resealPictures: true,
  });
  assert.equal(reply.status, 200, reply.text);
  await waitUntilResealed(member);
  assert.notDeepEqual(await copiesOf(id), copies);
  assert.deepEqual(await listed(member, id), [images[0]!.id]);
  assert.equal(((await member.client.get(`/api/images/${images[0]!.id}`)).body as Image).favourite, true);
  const [dataKey, fromAlbum] = await albumKeys(app, await callerOf(app, member), id, images[0]!.id);
  assert.deepEqual(fromAlbum, dataKey);
});

test("what is taken along holds the albums with their pictures", async () => {
  const member = await app.member();
  const images = await pictures(member, 2);
  await album(member, "Taken along", images);
  await put(member, "favourites", [images[0]!]);
  await member.client.delete(`/api/images/${images[1]!.id}`);
  const { id } = (await member.client.post("/api/exports")).body as { id: string };
  const archive = await member.client.get(`/api/exports/${id}`);
  const file = readZip(archive.bytes).find(({ path }) => path === "details.json");
  const { albums } = JSON.parse(file?.content.toString() ?? "") as {
    albums: { kind: string; name: string; imageIds: string[] }[];
  };
  assert.deepEqual(
    albums.map(({ kind, name, imageIds }) => [kind, name, imageIds.toSorted()]),
    [
      ["favourites", "", [images[0]!.id]],
      ["album", "Taken along", images.map((image) => image.id).toSorted()],
    ],
  );
});

test("an account that is deleted takes its albums and every copy of a key with it", async () => {
  const member = await app.member();
  const id = await album(member, "Gone", await pictures(member, 1));
  const reply = await member.client.delete("/api/account", { now: true });
  assert.equal(reply.status, 200, reply.text);
  assert.deepEqual(await albumsOf(member), []);
  assert.deepEqual(await copiesOf(id), []);
});
