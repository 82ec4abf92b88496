import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createImage } from "#contract/images.ts";
import { LIMITS } from "#contract/limits.ts";
import { openDiskBlobs } from "../../server/blobs/disk.ts";
import { collectUploads } from "../../server/uploads/end-upload.ts";
import { noisyPng } from "../images/pictures.ts";
import { type Member, type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { append, begin, begun, drop, offsetOf } from "./tus-client.ts";

// Files in parts, by the letter of tus 1.0.0 and as our own rules want it.

const CANARY = "CanaryHeron5519";
const HOUR = 3_600_000;

let folder: string;
let app: MemoryApp;
let owner: Member;
let file: Buffer;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "safelight-uploads-"));
  app = await startMemoryApp({
    env: { SAFELIGHT_MAX_UPLOAD: "40MiB" },
    databaseFile: join(folder, "safelight.db"),
    blobs: await openDiskBlobs(join(folder, "blobs")),
  });
  owner = await app.member();
  file = noisyPng(1400, 700);
});
after(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

async function traces() {
  const uploads = await app.database.db.selectFrom("uploads").select("id").execute();
  const pieces = await app.database.db.selectFrom("upload_pieces").select("piece").execute();
  const blobs: string[] = [];
  for await (const { key } of app.blobs.list()) blobs.push(key);
  return { uploads: uploads.length, pieces: pieces.length, blobs: blobs.toSorted() };
}

test("a file in three parts becomes the picture that it is whole, with its receipt", async () => {
  const { client } = owner;
  const path = await begun(client, file.length, "heron.png");
  const cuts = [0, 1_000_001, 2_000_000, file.length];
  for (const [n, at] of cuts.slice(0, -2).entries()) {
    const reply = await append(client, path, at, file.subarray(at, cuts[n + 1]));
    assert.equal(reply.status, 204, reply.text);
    assert.equal(reply.headers.get("upload-offset"), String(cuts[n + 1]));
    assert.equal(reply.headers.get("tus-resumable"), "1.0.0");
    assert.equal(await offsetOf(client, path), cuts[n + 1]);
  }
  const last = await append(client, path, 2_000_000, file.subarray(2_000_000));
  assert.equal(last.status, 201, last.text);
  const { image, receipt } = last.as(createImage.replies[201]);
  assert.equal(image.name, "heron.png");
  assert.equal(image.takenAt, "2019-05-05T22:01:02");
  assert.deepEqual(receipt, {
    sizeBytes: file.length,
    sha256: createHash("sha256").update(file).digest("hex"),
  });
  const original = await client.get(`/api/images/${image.id}/renditions/original`);
  assert.ok(original.bytes.equals(file), "the original is not the file");
  assert.equal((await traces()).pieces, 0);

  // Whoever missed the answer asks again with nothing more to send.
  const again = await append(client, path, file.length, Buffer.alloc(0));
  assert.equal(again.status, 201, again.text);
  assert.deepEqual(again.body, last.body);
  const whole = await client.upload(file, { type: "image/png" });
  assert.equal(whole.status, 200);
});

test("a part at the wrong place is refused with 409, and changes nothing", async () => {
  const { client } = owner;
  const path = await begun(client, file.length);
  await append(client, path, 0, file.subarray(0, 1000));
  const before = await traces();
  for (const offset of [0, 999, 1001, file.length]) {
    const reply = await append(client, path, offset, file.subarray(0, 10));
    assert.equal(reply.status, 409);
    assert.equal(reply.code, "upload.offset-wrong");
  }
  assert.equal(await offsetOf(client, path), 1000);
  assert.deepEqual(await traces(), before);
  assert.equal((await drop(client, path)).status, 204);
});

test("what is not tus 1.0.0, has no length, or is no part is refused", async () => {
  const { client } = owner;
  assert.equal((await begin(client, 9, { headers: { "tus-resumable": "0.2.2" } })).status, 412);
  assert.equal((await client.request("POST", "/api/uploads")).code, "upload.version");
  for (const length of ["", "-1", "1e3", "9".repeat(20)]) {
    const reply = await begin(client, 0, { headers: { "upload-length": length } });
    assert.equal(reply.code, "request.invalid", length);
  }
  assert.equal((await begin(client, 0)).code, "image.empty");
  assert.equal((await begin(client, 40 * 1024 * 1024 + 1)).code, "image.too-large");
  const path = await begun(client, 100);
  const typed = await append(client, path, 0, Buffer.alloc(1), { "content-type": "application/json" });
  assert.ok(["request.media-type", "request.invalid"].includes(typed.code ?? ""), typed.text);
  const multipart = await append(client, path, 0, Buffer.alloc(1), { "content-type": "text/css" });
  assert.equal(multipart.code, "request.media-type");
  const tooMuch = await append(client, path, 0, Buffer.alloc(101));
  assert.equal(tooMuch.code, "request.invalid");
  assert.equal(await offsetOf(client, path), 0);
  await drop(client, path);
  const options = await client.request("OPTIONS", "/api/uploads");
  assert.equal(options.status, 204);
  assert.equal(options.headers.get("tus-version"), "1.0.0");
  assert.equal(options.headers.get("tus-extension"), "creation,expiration,termination");
  assert.equal(options.headers.get("tus-max-size"), String(40 * 1024 * 1024));
});

test("another person gets the same 404 as for nothing, and cannot move or end it", async () => {
  const stranger = await app.member();
  const path = await begun(owner.client, file.length);
  await append(owner.client, path, 0, file.subarray(0, 5000));
  const before = await traces();
  for (const at of [path, "/api/uploads/aaaaaaaaaaaaaaaaaaaaaaaaaa"]) {
    assert.equal((await append(stranger.client, at, 5000, file.subarray(5000))).code, "not-found");
    assert.equal((await drop(stranger.client, at)).code, "not-found");
    assert.equal((await stranger.client.get(at)).code, "not-found");
  }
  assert.deepEqual(await traces(), before);
  await drop(owner.client, path);
});

test("what is dropped, refused or a day old leaves neither key nor bytes", async () => {
  const member = await app.member();
  const before = await traces();
  const dropped = await begun(member.client, file.length);
  await append(member.client, dropped, 0, file.subarray(0, 50_000));
  assert.equal((await drop(member.client, dropped)).status, 204);
  assert.equal((await member.client.get(dropped)).status, 404);
  assert.deepEqual(await traces(), before);

  const refused = await begun(member.client, 4000);
  assert.equal((await append(member.client, refused, 0, Buffer.alloc(4000))).code, "image.unsupported");
  assert.equal((await member.client.get(refused)).status, 404);
  assert.deepEqual(await traces(), before);

  const old = await begun(member.client, file.length);
  await append(member.client, old, 0, file.subarray(0, 50_000));
  app.advance(LIMITS.openUploadHours * HOUR - 60_000);
  await member.client.post("/api/sessions", { email: member.email, password: member.password });
  assert.equal(await offsetOf(member.client, old), 50_000);
  app.advance(60_000);
  assert.equal((await member.client.get(old)).status, 404);
  await collectUploads(app.rooms);
  const left = await app.database.db.selectFrom("upload_pieces").selectAll().execute();
  assert.deepEqual(left, []);
  assert.deepEqual(
    (await traces()).blobs.filter((key) => /\/\d+$/.test(key)),
    [],
  );
  await owner.client.post("/api/sessions", { email: owner.email, password: owner.password });
});

test("one person holds so many unfinished files and no more; one that was given up makes place", async () => {
  const member = await app.member();
  const paths: string[] = [];
  for (let n = 0; n < LIMITS.openUploads; n += 1) paths.push(await begun(member.client, 1000));
  const refused = await begin(member.client, 1000);
  assert.equal(refused.status, 429);
  assert.equal(refused.code, "upload.too-many");
  assert.ok(Number(refused.headers.get("retry-after")) > 0);
  assert.equal((await begin(owner.client, 1000)).status, 201, "others are not held up");
  app.advance(11 * 60_000);
  assert.equal((await begin(member.client, 1000)).status, 201);
  const gone = await Promise.all(paths.map(async (path) => (await member.client.get(path)).status));
  assert.equal(gone.filter((status) => status === 404).length, 1);
});

test("no byte of a piece, and no name, lies on the disk in the clear", async () => {
  const path = await begun(owner.client, file.length, `${CANARY}.png`);
  await append(owner.client, path, 0, file.subarray(0, file.length - 1));
  const noise = file.subarray(200_000, 200_024);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  assert.ok(files.length > 4);
  for (const { parentPath, name } of files) {
    const bytes = readFileSync(join(parentPath, name));
    for (const plain of [Buffer.from(CANARY), noise, file.subarray(0, 16)]) {
      assert.equal(bytes.includes(plain), false, `${name} holds plaintext`);
    }
  }
  assert.equal(app.logged().includes(CANARY), false);
  await drop(owner.client, path);
});

test("what came before a connection broke is kept, and a new request takes over from one that hangs", async () => {
  const { client } = owner;
  const path = await begun(client, file.length);
  const { host, port } = new URL(app.origin);
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const socket = connect(Number(port), "127.0.0.1");
  await once(socket, "connect");
  socket.on("error", () => undefined);
  const head = [
    `PATCH ${path} HTTP/1.1`,
    `Host: ${host}`,
    `Origin: ${app.origin}`,
    `Cookie: ${cookie}`,
    "Tus-Resumable: 1.0.0",
    "Upload-Offset: 0",
    "Content-Type: application/offset+octet-stream",
    `Content-Length: ${file.length}`,
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n`);
  await new Promise((resolve) => socket.write(file.subarray(0, 300_000), resolve));
  const isTaken = async () =>
    (await app.database.db.selectFrom("uploads").select("pieces").where("pieces", ">", 0).execute()).length >
    0;
  while (!(await isTaken())) await new Promise(setImmediate);
  // The connection is still open, and says nothing more.
  const closed = new Promise((resolve) => socket.once("close", resolve));
  const offset = await offsetOf(client, path);
  await closed;
  assert.ok(offset > 0 && offset <= 300_000, `${offset}`);
  const rest = await append(client, path, offset, file.subarray(offset));
  assert.ok([200, 201].includes(rest.status), rest.text);
  const { image } = rest.body as { image: { id: string } };
  const original = await client.get(`/api/images/${image.id}/renditions/original`);
  assert.ok(original.bytes.equals(file));
});

test("a vault that takes nothing yet begins nothing, and one without room neither", async () => {
  const fresh = await app.member({ vault: "sealed", confirmKit: false });
  assert.equal((await begin(fresh.client, 1000)).code, "vault.kit-required");
  const member = await app.member();
  await app.database.db
    .updateTable("accounts")
    .set({ quota_bytes: 1500 })
    .where("email", "=", member.email)
    .execute();
  assert.equal((await begin(member.client, 1000)).status, 201);
  assert.equal((await begin(member.client, 1000)).code, "quota.exceeded");
});
