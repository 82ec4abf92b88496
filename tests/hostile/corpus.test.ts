// Every file of the hostile corpus through the whole application, as a client would send it: what must be refused
// is refused by a code that says why, what is taken is served without its marker, and the server stands as before.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { createArchive } from "#contract/archives.ts";
import { createImage } from "#contract/images.ts";
import { isProblemCode } from "#contract/problems.ts";
import { apiClient } from "../support/api-client.ts";
import { corpusFiles, hostileNames } from "../support/corpus.ts";
import { plainPng } from "../support/make-images/png-file.ts";
import { type Member, type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";
import { startSafelight } from "../support/running-server.ts";
import { hostileFiles } from "./hostile-files.ts";

/** How much the server's own process may grow over all of it. */
const GROWTH_BYTES = 50e6;
/** A good picture by another name: it is kept under what it is, and its downloads carry that extension. */
const NAMED_BY_CONTENT: ReadonlySet<string> = new Set(["mismatch-jpeg-as.png", "mismatch-png-as.jpg"]);
/** Each of a kind; a corpus, where there is one, has more. */
const HOSTILE_NAMES: readonly string[] = [
  "../../etc/passwd.jpg",
  "..\\..\\boot.ini.jpg",
  "%2e%2e%2fx.jpg",
  "/etc/cron.d/x.jpg",
  "file:///etc/passwd.jpg",
  "nul\0byte.jpg",
  "photo\u202egpj.exe",
  "\ud800.jpg",
  "e\u0301.jpg",
  "\u{1f600}".repeat(90),
  ".jpg",
  ".env",
  ".",
  '"><img src=x onerror=alert(1)>.jpg',
  '"; filename=evil.html; x=".jpg',
  "a\r\nSet-Cookie: x=1.jpg",
  "\x1b[31mred.jpg",
  "=cmd|' /C calc'!A0.jpg",
  "${jndi:ldap://127.0.0.1/a}.jpg",
];

let app: MemoryApp;
let member: Member;
before(async () => {
  app = await startMemoryApp({ env: { SAFELIGHT_MAX_UPLOAD: "20MiB" } });
  member = await app.member();
});
after(() => app.close());

interface Tried {
  readonly name: string;
  readonly bytes: Buffer;
  readonly mustBeRefused: boolean;
  /** What nothing that is served may hold; empty when there is no such thing. */
  readonly marker: string;
}

async function blobCount(): Promise<number> {
  let count = 0;
  for await (const _ of app.blobs.list()) count += 1;
  return count;
}

/** Uploads and judges one file; gives what became of it and how long that took. */
async function attempt({ name, bytes, mustBeRefused, marker }: Tried) {
  const blobsBefore = await blobCount();
  const startedAt = performance.now();
  const reply = await member.client.upload(bytes, { name });
  const milliseconds = Math.round(performance.now() - startedAt);
  assert.equal(reply.bytes.includes(marker || "\0none\0"), false, `${name}: its marker in the answer`);
  if (reply.status !== 201 && reply.status !== 200) {
    assert.ok(isProblemCode(reply.code), `${name}: ${reply.status} ${reply.text}`);
    assert.match(reply.code, /^(?:image|upload)\./, name);
    assert.notEqual(reply.code, "image.decoder-crash", name);
    assert.equal(await blobCount(), blobsBefore, `${name}: something was kept`);
    return { name, code: reply.code, milliseconds, id: null };
  }
  assert.equal(mustBeRefused, false, `${name} was taken`);
  const { image } =
    reply.status === 201 ? reply.as(createImage.replies[201]) : reply.as(createImage.replies[200]);
  for (const rendition of ["original", "view", "thumb"]) {
    const served = await member.client.get(`/api/images/${image.id}/renditions/${rendition}`);
    assert.equal(served.status, 200, name);
    assert.match(served.headers.get("content-type") ?? "", /^image\/(?:jpeg|png|gif|webp|avif|heic)$/);
    const headers = JSON.stringify([...served.headers]);
    if (marker === "") continue;
    assert.equal(served.bytes.includes(marker), false, `${name}: its marker in ${rendition}`);
    assert.equal(headers.includes(marker), false, `${name}: its marker in a header`);
  }
  return { name, code: "taken", milliseconds, id: image.id };
}

/** What was taken, as its owner takes it along: a ZIP of stored originals, and their names. */
async function exported(ids: readonly string[]): Promise<Buffer> {
  const made = await member.client.post("/api/archives", { imageIds: ids });
  assert.equal(made.status, 201, made.text);
  const { id } = made.as(createArchive.replies[201]);
  const { status, bytes } = await member.client.get(`/api/archives/${id}`);
  assert.equal(status, 200);
  return bytes;
}

async function attemptAll(files: readonly Tried[]) {
  const results: Awaited<ReturnType<typeof attempt>>[] = [];
  for (const file of files) results.push(await attempt(file));
  const archive = await exported([...new Set(results.flatMap(({ id }) => id ?? []))]);
  for (const { marker } of files) {
    if (marker === "") continue;
    assert.equal(app.logged().includes(marker), false, `${marker} was logged`);
    assert.equal(archive.includes(marker), false, `${marker} was exported`);
  }
  return results;
}

async function requireAtRest(): Promise<void> {
  const { decoders, waiting, running, isConfined } = await app.rooms.darkroom.status();
  assert.deepEqual({ waiting, running, isConfined }, { waiting: 0, running: 0, isConfined: true });
  for (const { state } of decoders) assert.match(state, /^(?:empty|starting|idle)$/);
}

test("hostile files that we make ourselves are refused, or served without what they carry", async () => {
  const results = await attemptAll(await hostileFiles());
  assert.ok(results.some(({ code }) => code === "taken"));
  await requireAtRest();
});

test("every hostile file of the corpus is refused, or served without what it carries", async (t) => {
  const corpus = corpusFiles("hostile");
  if (corpus === null) return t.skip("no corpus here: the files that we make ourselves were tried");
  const files = corpus.map(({ name, row, bytes }) => ({
    name,
    bytes,
    mustBeRefused: row["expected"] === "refuse" && !NAMED_BY_CONTENT.has(name),
    marker: row["marker"] ?? "",
  }));
  const results = await attemptAll(files);
  const slowest = results.toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, 8);
  for (const { name, code, milliseconds } of slowest) t.diagnostic(`${milliseconds} ms: ${name}: ${code}`);
  await requireAtRest();
});

/** Of one process alone, its decoders not counted. */
function ownBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "latin1");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

test("the server's own process does not grow with hostile files, and is the same one afterwards", async (t) => {
  if (!existsSync("/proc/self/status")) return t.skip("no /proc here to read a process's memory from");
  await using server = await startSafelight({ env: { SAFELIGHT_MAX_UPLOAD: "20MiB" } });
  const client = apiClient(server.origin);
  const [, invitation] = (await server.link("register")).split("#");
  const account = { email: "one@example.org", password: PASSWORD };
  await client.post("/api/accounts", { ...account, invitation });
  assert.equal((await client.post("/api/sessions", account)).status, 201);
  const files = [...(await hostileFiles()), ...(corpusFiles("hostile") ?? [])];
  const uploadAll = async () => {
    for (const { name, bytes } of files) {
      const reply = await client.upload(bytes, { name });
      assert.ok(reply.status < 500, `${name}: ${reply.status}`);
    }
  };
  await uploadAll();
  const before = ownBytes(server.pid);
  await uploadAll();
  const grown = ownBytes(server.pid) - before;
  t.diagnostic(`from ${Math.round(before / 1e6)} MB by ${Math.round(grown / 1e6)} MB`);
  assert.ok(grown < GROWTH_BYTES, `grown by ${grown} bytes`);
});

test("names that are made to do harm come back inert, in JSON and in headers", async (t) => {
  const names = [...HOSTILE_NAMES, ...(hostileNames() ?? [])];
  if (hostileNames() === null) t.diagnostic("no corpus here: only names of our own were tried");
  const nameless = await member.client.upload(plainPng(), { name: "" });
  assert.equal(nameless.code, "upload.file-missing", "a part without a name is no file");
  for (const [number, name] of names.filter(Boolean).entries()) {
    const reply = await member.client.upload(plainPng({ width: 41 + number }), { name });
    assert.equal(reply.status, 201, `${JSON.stringify(name)}: ${reply.text}`);
    const { image } = reply.as(createImage.replies[201]);
    assert.doesNotMatch(image.name, /[\p{Cc}\u202a-\u202e\u2066-\u2069]|^\.*$/u, JSON.stringify(name));
    assert.equal(image.name, image.name.normalize("NFC"));
    assert.equal(image.name.isWellFormed(), true);
    assert.ok(Buffer.byteLength(image.name) <= 255);
    const { headers } = await member.client.get(`/api/images/${image.id}/renditions/original?download=true`);
    const offered = headers.get("content-disposition") ?? "";
    assert.match(offered, /^attachment; filename="[\w .()-]+\.png"; filename\*=UTF-8''[\w.~%-]+\.png$/);
    assert.doesNotMatch(decodeURIComponent(offered.split("UTF-8''")[1]!), /[/\\\p{Cc}]|^\./u);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
  }
  for await (const { key } of app.blobs.list()) assert.match(key, /^\w+\/(?:original|view|thumb)$/);
});
