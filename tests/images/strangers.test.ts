// Two people, one server: whatever Bert asks of Anna's pictures is answered as if they did not exist.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Image } from "#contract/images.ts";
import type { RequestOptions } from "../support/api-client.ts";
import { type Member, type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { picture, shownOf, upload } from "./pictures.ts";

let app: MemoryApp;
let anna: Member;
let bert: Member;
let shown: Image;
let trashed: Image;
before(async () => {
  app = await startMemoryApp();
  [anna, bert] = [await app.member(), await app.member()];
  shown = await upload(anna.client, await picture("anna's"), { name: "canary-of-anna.jpg" });
  trashed = await upload(anna.client, await picture("anna's too"), { name: "canary-of-anna.jpg" });
  await anna.client.delete(`/api/images/${trashed.id}`);
});
after(() => app.close());

/** Every route that takes an image's id, each in a form that would succeed on one's own. */
const ROUTES: readonly (readonly [method: string, path: string, options?: RequestOptions])[] = [
  ["GET", "/api/images/{id}"],
  ["PATCH", "/api/images/{id}", { json: { name: "mine.jpg" } }],
  ["PATCH", "/api/images/{id}", { json: { takenAt: "2020-01-01T00:00:00" } }],
  ["PATCH", "/api/images/{id}", { json: {} }],
  ["DELETE", "/api/images/{id}"],
  ["GET", "/api/images/{id}/renditions/original"],
  ["GET", "/api/images/{id}/renditions/view"],
  ["GET", "/api/images/{id}/renditions/thumb"],
  ["GET", "/api/images/{id}/renditions/thumb?download=true"],
  ["GET", "/api/images/{id}/renditions/original", { headers: { range: "bytes=0-0" } }],
  ["GET", "/api/images/{id}/renditions/original", { headers: { range: "bytes=999999999-" } }],
  ["GET", "/api/images/{id}/renditions/original?download=true&details=true"],
  ["HEAD", "/api/images/{id}/renditions/original"],
  ["POST", "/api/trash/{id}/restore"],
  ["DELETE", "/api/trash/{id}"],
];

/** Ids that name nothing. */
const NOTHING = [
  "aaaaaaaaaaaaaaaaaaaaaaaaaa",
  "AAAAAAAAAAAAAAAAAAAAAAAAAA",
  "0",
  "a|b",
  "a".repeat(65),
  "a".repeat(150),
  "..%2f..%2fetc%2fpasswd",
  "..%5c..%5c",
  "%00",
  "a%00b",
  "%2e%2e",
  "'%20or%20'1'%3d'1",
  "null",
  "__proto__",
  "%F0%9F%92%A9",
];

async function everything() {
  const { db } = app.database;
  const tables = ["images", "sealed_keys", "arrivals", "doomed_blobs"] as const;
  const rows = await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()));
  const audit = await db
    .selectFrom("audit_records")
    .select("seq")
    .where("action", "like", "image.%")
    .execute();
  const keys: string[] = [];
  for await (const { key } of app.blobs.list()) keys.push(key);
  return { rows, audit: audit.length, keys: keys.sort() };
}

test("every route that takes an id answers alike for what is absent, malformed, or somebody else's", async () => {
  const before = await everything();
  for (const [method, path, options] of ROUTES) {
    const ask = async (id: string) =>
      shownOf(await bert.client.request(method, path.replace("{id}", id), options));
    const absent = (await ask(NOTHING[0]!)) as { status: number; text: string };
    assert.equal(absent.status, 404, `${method} ${path}`);
    if (method !== "HEAD") assert.match(absent.text, /"code":"not-found"/);
    for (const id of [shown.id, trashed.id, ...NOTHING]) {
      assert.deepEqual(await ask(id), absent, `${method} ${path} ${id}`);
    }
  }
  assert.deepEqual(await everything(), before);
});

test("the owner of the same ids gets an answer, so the refusals were not of the routes", async () => {
  assert.equal((await anna.client.get(`/api/images/${shown.id}`)).status, 200);
  assert.equal((await anna.client.get(`/api/images/${trashed.id}/renditions/thumb`)).status, 200);
});

test("no list, count, cursor or duplicate notice of his knows anything of hers", async () => {
  const file = await picture("anna's");
  const paths = ["/api/images", "/api/timeline", `/api/timeline/${shown.takenAt.slice(0, 7)}`, "/api/trash"];
  for (const path of paths) {
    const { status, text } = await bert.client.get(path);
    assert.equal(status, 200);
    assert.ok(!text.includes("canary-of-anna") && !text.includes(shown.id) && !text.includes(trashed.id));
    assert.match(text, /^\{"items":\[\](,"nextCursor":null)?\}$/);
  }
  const layout = await bert.client.get(`/api/timeline/${shown.takenAt.slice(0, 7)}/layout`);
  assert.deepEqual(layout.body, { ids: [], seconds: [], ratios: [], sizes: [] });
  const receipt = await bert.client.delete("/api/trash");
  assert.deepEqual((receipt.body as { imageIds: string[] }).imageIds, []);
  assert.equal((await anna.client.get(`/api/images/${trashed.id}`)).status, 200);
  const uploaded = await bert.client.upload(file, { name: "mine.jpg" });
  assert.deepEqual([uploaded.status, (uploaded.body as { duplicate: boolean }).duplicate], [201, false]);
});

test("after lock and sign-out every rendition that was just served is refused", async () => {
  const { client } = await app.member();
  const { id } = await upload(client, await picture("served"));
  const paths = ["original", "view", "thumb"].map((name) => `/api/images/${id}/renditions/${name}`);
  for (const path of paths) assert.equal((await client.get(path)).status, 200);
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  await client.post("/api/vault/lock");
  for (const path of paths) assert.equal((await client.get(path)).code, "vault.locked");
  await client.request("DELETE", "/api/sessions/current");
  for (const path of paths) {
    assert.equal((await client.get(path)).code, "session.required");
    assert.equal((await app.client().get(path, { cookie })).code, "session.required");
  }
});
