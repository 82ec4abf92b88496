import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { searchImages } from "#contract/search.ts";
import { openGallery } from "../../server/images/gallery.ts";
import { readQuery } from "../../server/search/read-query.ts";
import { matcherOf } from "../../server/search/vault-index.ts";
import { vaultIndexes } from "../../server/search/vault-indexes.ts";
import { callerOf, picture, upload } from "../images/pictures.ts";
import type { ApiClient } from "../support/api-client.ts";
import { type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

async function search(client: ApiClient, text: string, more: { cursor?: string; limit?: number } = {}) {
  const reply = await client.post("/api/search", { text, ...more });
  assert.equal(reply.status, 200, reply.text);
  return reply.as(searchImages.replies[200]);
}

const namesOf = async (client: ApiClient, text: string) =>
  (await search(client, text)).items.map((image) => image.name);

/** Pictures of these names, each a day older than the one before it. */
async function fill(client: ApiClient, names: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const [at, name] of names.entries()) {
    const takenAt = `2024:06:${String(28 - at).padStart(2, "0")} 10:00:00`;
    ids.push((await upload(client, await picture(`${name}${at}`, { takenAt }), { name })).id);
  }
  return ids;
}

test("names, captions and dates are found as typed, newest first", async () => {
  const { client } = await app.member();
  const [, old] = await fill(client, ["Pantai Kuta.jpg", "Pantai Sanur.jpg", "Gunung.jpg"]);
  await client.patch(`/api/images/${old}`, { caption: "Déjeuner sur l’herbe" });
  assert.deepEqual(await namesOf(client, "pantai"), ["Pantai Kuta.jpg", "Pantai Sanur.jpg"]);
  assert.deepEqual(await namesOf(client, "DEJEUNER pan"), ["Pantai Sanur.jpg"]);
  assert.deepEqual(await namesOf(client, "26 juni 2024"), ["Gunung.jpg"]);
  assert.deepEqual(await namesOf(client, "nothing"), []);
  assert.equal((await search(client, "")).total, 3);
});

test("what an album holds is found by the album's name, and favourites by that word", async () => {
  const { client } = await app.member();
  const [one = "", two = ""] = await fill(client, ["img 1.jpg", "img 2.jpg", "img 3.jpg"]);
  const album = (await client.post("/api/albums", { name: "Liburan Bali" })).body as { id: string };
  for (const id of [one, two]) await client.put(`/api/albums/${album.id}/images/${id}`);
  await client.put(`/api/albums/favourites/images/${two}`);
  assert.deepEqual(await namesOf(client, "liburan"), ["img 1.jpg", "img 2.jpg"]);
  assert.deepEqual(await namesOf(client, "bali favourite"), ["img 2.jpg"]);
  await client.delete(`/api/albums/${album.id}/images/${one}`);
  assert.deepEqual(await namesOf(client, "bali"), ["img 2.jpg"]);
  await client.patch(`/api/albums/${album.id}`, { name: "Lombok" });
  assert.deepEqual(await namesOf(client, "bali"), []);
  assert.deepEqual(await namesOf(client, "lombok img"), ["img 2.jpg"]);
  await client.delete(`/api/images/${two}`);
  assert.equal((await search(client, "lombok")).total, 0);
  const { client: other } = await app.member();
  await fill(other, ["img 4.jpg"]);
  assert.equal((await search(other, "lombok")).total, 0);
});

test("a change is found at once, by its new words and not by its former ones", async () => {
  const { client } = await app.member();
  const [id = ""] = await fill(client, ["before.jpg"]);
  assert.deepEqual(await namesOf(client, "before"), ["before.jpg"]);
  await client.patch(`/api/images/${id}`, { name: "after.jpg", takenAt: "2001-02-03T04:05:06" });
  assert.deepEqual(await namesOf(client, "before"), []);
  assert.deepEqual(await namesOf(client, "after february 2001"), ["after.jpg"]);
  await client.delete(`/api/images/${id}`);
  assert.equal((await search(client, "after")).total, 0);
  await client.post(`/api/trash/${id}/restore`);
  assert.deepEqual(await namesOf(client, "after"), ["after.jpg"]);
  await upload(client, await picture("later"), { name: "after all.jpg" });
  assert.equal((await search(client, "after")).total, 2);
});

test("what lies in the trash, or is somebody else's, is in no result and no count", async () => {
  const [anna, bert] = [await app.member(), await app.member()];
  const [, trashed] = await fill(anna.client, ["canary shown.jpg", "canary trashed.jpg"]);
  await anna.client.delete(`/api/images/${trashed}`);
  assert.deepEqual(await namesOf(anna.client, "canary"), ["canary shown.jpg"]);
  for (const text of ["canary", "", "2024", "jpeg"]) {
    const found = await search(bert.client, text);
    assert.deepEqual(found, { items: [], nextCursor: null, total: 0 });
  }
});

test("pages follow one another through changes, and a cursor opens in its own search alone", async () => {
  const [anna, bert] = [await app.member(), await app.member()];
  const names = ["a 1.jpg", "a 2.jpg", "a 3.jpg", "a 4.jpg", "a 5.jpg"];
  const ids = await fill(anna.client, names);
  const first = await search(anna.client, "a", { limit: 2 });
  assert.deepEqual([first.items.map((image) => image.name), first.total], [names.slice(0, 2), 5]);
  const cursor = first.nextCursor ?? "";
  await anna.client.delete(`/api/images/${ids[1]}`);
  const second = await search(anna.client, "a", { limit: 2, cursor });
  assert.deepEqual(
    second.items.map((image) => image.name),
    names.slice(2, 4),
  );
  const third = await search(anna.client, "a", { limit: 2, cursor: second.nextCursor ?? "" });
  assert.deepEqual([third.items.map((image) => image.name), third.nextCursor], [[names[4]], null]);
  for (const [client, text] of [
    [anna.client, "a b"],
    [bert.client, "a"],
  ] as const) {
    assert.equal((await client.post("/api/search", { text, cursor })).code, "request.invalid");
  }
  assert.equal((await anna.client.post("/api/search", { text: "a", cursor: "x" })).code, "request.invalid");
});

test("a locked vault is not searched, and is found whole again when it is open", async () => {
  const { client, password } = await app.member();
  await fill(client, ["hidden.jpg"]);
  assert.equal((await search(client, "hidden")).total, 1);
  await client.post("/api/vault/lock");
  assert.equal((await client.post("/api/search", { text: "hidden" })).code, "vault.locked");
  await client.post("/api/vault/unlock", { password });
  assert.equal((await search(client, "hidden")).total, 1);
});

test("what was searched for stands in no log and no table", async () => {
  const { client } = await app.member();
  await search(client, "zitronenfalter");
  assert.ok(!app.logged().includes("zitronenfalter"));
});

test("an index goes with lock and sign-out, unused, and when there is no room", async () => {
  const own = await startMemoryApp();
  try {
    const gallery = openGallery(own.rooms);
    const everything = matcherOf(readQuery("jpeg")!, []);
    const members = [];
    for (let n = 0; n < 3; n += 1) {
      const member = await own.member();
      await fill(member.client, ["one.jpg", "two.jpg"]);
      members.push(member);
    }
    const bounded = vaultIndexes(gallery, { vaults: 2, bytes: 1e6, idleMilliseconds: 600_000 });
    for (const member of members) {
      const found = await bounded.find(await callerOf(own, member), everything, null, 10);
      assert.equal(found.total, 2);
    }
    assert.equal(bounded.size, 2);
    assert.ok(bounded.sizeBytes > 500);
    await members[2]!.client.post("/api/vault/lock");
    assert.equal(bounded.size, 1);
    await members[1]!.client.delete("/api/sessions/current");
    assert.deepEqual([bounded.size, bounded.sizeBytes], [0, 0]);

    const [first] = members;
    const small = vaultIndexes(gallery, { vaults: 2, bytes: 300, idleMilliseconds: 600_000 });
    const caller = await callerOf(own, first!);
    for (let again = 0; again < 2; again += 1) {
      const found = await small.find(caller, everything, null, 1);
      assert.deepEqual([found.places.length, found.total, small.sizeBytes], [1, 2, 0]);
    }
  } finally {
    await own.close();
  }
});

test("a vault that is locked while its index is built gets none", async () => {
  const own = await startMemoryApp();
  try {
    const member = await own.member();
    await fill(member.client, ["one.jpg"]);
    const indexes = vaultIndexes(openGallery(own.rooms));
    const finding = indexes.find(await callerOf(own, member), () => true, null, 10);
    own.rooms.forgetting.forget(member.accountId as never);
    await assert.rejects(finding, { code: "vault.locked" });
    assert.equal(indexes.size, 0);
  } finally {
    await own.close();
  }
});

test("two who search at once, and one who uploads meanwhile, all see the same in the end", async () => {
  const { client } = await app.member();
  await fill(client, ["same 1.jpg", "same 2.jpg"]);
  const [uploaded, ...found] = await Promise.all([
    upload(client, await picture("meanwhile"), { name: "same 3.jpg" }),
    search(client, "same"),
    search(client, "same"),
  ]);
  assert.ok(found.every(({ total }) => total === 2 || total === 3));
  assert.ok((await search(client, "same")).items.some((image) => image.id === uploaded.id));
});

test("a program with a token that may read finds, and one that may write alone does not", async () => {
  const { client, email } = await app.member();
  await fill(client, ["token.jpg"]);
  await client.post("/api/sessions", { email, password: PASSWORD });
  for (const [scope, status] of [
    ["images:read", 200],
    ["images:write", 403],
  ] as const) {
    const made = await client.post("/api/tokens", { name: scope, scopes: [scope], expiresInDays: 1 });
    const { token } = made.body as { token: string };
    const headers = { authorization: `Bearer ${token}` };
    const reply = await app.client().request("POST", "/api/search", { json: { text: "token" }, headers });
    assert.equal(reply.status, status);
  }
});
