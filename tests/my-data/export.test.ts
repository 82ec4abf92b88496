import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Member, type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";
import { photograph } from "../support/photographs.ts";
import { readZip } from "../support/read-zip.ts";

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp({ env: { SAFELIGHT_MAX_UPLOAD: "20MiB" } });
});
after(() => app.close());

interface Details {
  readonly version: number;
  readonly account: { readonly email: string };
  readonly images: readonly { readonly id: string; readonly name: string; readonly file: string | null }[];
}

async function upload(member: Member, number: number, name: string): Promise<string> {
  const { bytes } = await photograph(number, { longSide: 800 });
  const reply = await member.client.upload(bytes, { name });
  assert.equal(reply.status, 201, reply.text);
  return (reply.body as { image: { id: string } }).image.id;
}

async function prepare(member: Member): Promise<{ id: string; images: number; sizeBytes: number }> {
  const reply = await member.client.post("/api/exports");
  assert.equal(reply.status, 201, reply.text);
  return reply.body as { id: string; images: number; sizeBytes: number };
}

async function fetchExport(member: Member): Promise<{ files: Map<string, Buffer>; details: Details }> {
  const { id } = await prepare(member);
  const reply = await member.client.get(`/api/exports/${id}`);
  assert.equal(reply.status, 200, reply.text.slice(0, 300));
  assert.equal(reply.headers.get("content-type"), "application/zip");
  assert.match(
    reply.headers.get("content-disposition") ?? "",
    /^attachment; filename="safelight-[\d-]+\.zip"$/,
  );
  assert.equal(reply.headers.get("cache-control"), "no-store");
  const files = new Map(readZip(reply.bytes).map(({ path, content }) => [path, content]));
  const details = JSON.parse(files.get("details.json")?.toString("utf8") ?? "") as Details;
  return { files, details };
}

test("the archive holds every original as kept, the trash apart, and a file with all details", async () => {
  const member = await app.member();
  const kept = await upload(member, 0, "Pantai.jpg");
  const trashed = await upload(member, 1, "Gunung.jpg");
  await member.client.delete(`/api/images/${trashed}`);
  await member.client.patch(`/api/images/${kept}`, { caption: "Kuta, 2026 “sore”" });
  const prepared = await prepare(member);
  assert.equal(prepared.images, 2);
  const { files, details } = await fetchExport(member);
  assert.equal(details.version, 1);
  assert.equal(details.account.email, member.email);
  assert.equal(details.images.length, 2);
  let bytes = 0;
  for (const one of details.images) {
    assert.match(one.file ?? "", one.id === kept ? /^pictures\/\d{4}-\d\d\// : /^trash\/\d{4}-\d\d\//);
    const original = await member.client.get(`/api/images/${one.id}/renditions/original`);
    assert.deepEqual(files.get(one.file ?? ""), original.bytes);
    bytes += original.bytes.length;
  }
  assert.equal(bytes, prepared.sizeBytes);
  const own = details.images.find((one) => one.id === kept);
  const shown = await member.client.get(`/api/images/${kept}`);
  assert.deepEqual({ ...own, file: undefined }, { ...(shown.body as object), file: undefined });
  assert.equal(files.size, 3);
});

test("an account without pictures gets an archive that says so", async () => {
  const { files, details } = await fetchExport(await app.member());
  assert.deepEqual([...files.keys()], ["details.json"]);
  assert.deepEqual(details.images, []);
});

test("names that people gave lead nowhere, and no two are one", async () => {
  const member = await app.member();
  const names = ["same.jpg", "same.jpg", "../../up.jpg", "con.jpg", '"><script>=cmd.jpg', "a\u001b[31m.jpg"];
  for (const [at, name] of names.entries()) {
    const id = await upload(member, at, "x.jpg");
    assert.equal((await member.client.patch(`/api/images/${id}`, { name })).status, 200);
  }
  const { files, details } = await fetchExport(member);
  assert.equal(files.size, names.length + 1);
  for (const path of files.keys()) {
    assert.match(path, /^(pictures\/\d{4}-\d\d\/[^/\\:*?"<>|\p{Cc}]+\.jpg|details\.json)$/u);
    assert.doesNotMatch(path, /\.\.\/|\/con\./);
  }
  assert.equal(details.images.filter((one) => one.file === null).length, 0);
});

test("a damaged picture is left out and named, and all others come whole", async () => {
  const member = await app.member();
  const good = await upload(member, 0, "good.jpg");
  const bytesGone = await upload(member, 1, "bytes.jpg");
  const keyGone = await upload(member, 2, "key.jpg");
  const { db } = app.database;
  const row = await db
    .selectFrom("images")
    .select("blob_set")
    .where("id", "=", bytesGone as never)
    .executeTakeFirstOrThrow();
  const key = `${row.blob_set}/original`;
  const sealed = Buffer.from(await app.blobs.read(key));
  sealed[200] = (sealed[200] ?? 0) ^ 1;
  await app.blobs.delete(key);
  await app.blobs.put(key, sealed);
  await db
    .deleteFrom("sealed_keys")
    .where("image_id", "=", keyGone as never)
    .execute();
  const { files, details } = await fetchExport(member);
  const fileOf = (id: string) => details.images.find((one) => one.id === id)?.file;
  assert.equal(fileOf(bytesGone), null);
  assert.equal(fileOf(keyGone), null);
  assert.ok(files.has(fileOf(good) ?? ""));
  assert.equal(files.size, 2);
});

test("nobody else fetches an archive, nor another session, nor anybody after its time", async () => {
  const own = await startMemoryApp();
  try {
    const member = await own.member();
    const stranger = await own.member();
    const { id } = (await member.client.post("/api/exports")).body as { id: string };
    assert.equal((await stranger.client.get(`/api/exports/${id}`)).code, "not-found");
    const second = own.client();
    await second.post("/api/sessions", { email: member.email, password: PASSWORD });
    assert.equal((await second.get(`/api/exports/${id}`)).code, "not-found");
    for (const wrong of ["x", `${id}A`, `${id.slice(0, -2)}AA`]) {
      assert.equal((await member.client.get(`/api/exports/${wrong}`)).code, "not-found", wrong);
    }
    assert.equal((await member.client.get(`/api/exports/${id}`)).status, 200);
    own.advance(15 * 60_000);
    assert.equal((await member.client.get(`/api/exports/${id}`)).code, "not-found");
    assert.equal((await member.client.post("/api/exports")).code, "reauthentication.required");
  } finally {
    await own.close();
  }
});

test("an archive under way ends when the vault is locked", async () => {
  const member = await app.member();
  for (let number = 0; number < 3; number += 1) {
    const { bytes } = await photograph(number);
    assert.equal((await member.client.upload(bytes)).status, 201);
  }
  const { id } = await prepare(member);
  const cookie = [...member.client.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const response = await fetch(`${app.origin}/api/exports/${id}`, { headers: { cookie } });
  const reader = response.body!.getReader();
  await reader.read();
  const second = await member.client.get(`/api/exports/${id}`);
  assert.equal(second.code, "export.running");
  assert.equal((await member.client.post("/api/vault/lock")).status, 200);
  await assert.rejects(async () => {
    for (;;) if ((await reader.read()).done) return;
  });
});

test("HEAD gives the headers alone and takes nobody's turn", async () => {
  const member = await app.member();
  const { id } = await prepare(member);
  const head = await member.client.request("HEAD", `/api/exports/${id}`);
  assert.equal(head.status, 200);
  assert.equal((await member.client.get(`/api/exports/${id}`)).status, 200);
});
