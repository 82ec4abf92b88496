// A stranger's program, which goes by docs/vault-format.md and shares no code (decrypt.py, Python), opens what a real server left
// on its disks with nothing but the recovery code: everything, exactly as it was served, and nothing that was changed.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import sharp from "sharp";
import type { Image } from "#contract/images.ts";
import { newRecoveryCode } from "../../server/crypto/recovery-code.ts";
import { type ApiClient, apiClient } from "../support/api-client.ts";
import { photograph } from "../support/photographs.ts";
import { type RunningServer, startSafelight } from "../support/running-server.ts";

const EMAIL = "stranger@example.org";
const PASSWORD = "Violet7!harbour-Quilt";
const CAPTION = "Möwen über dem Hafen\nabends 🌊";
// The program reads SQLite; on PostgreSQL the same bytes lie in the same columns.
const env = { SAFELIGHT_DATABASE: "sqlite" };

interface Written {
  readonly images: readonly WrittenImage[];
  readonly albums: readonly {
    readonly name: string;
    readonly favourites: boolean;
    readonly images: readonly string[];
  }[];
  readonly failures: readonly string[];
}

interface WrittenImage {
  readonly id: string;
  readonly file: string;
  readonly trashed: boolean;
  readonly albums: readonly string[];
  readonly details: Readonly<Record<string, unknown>>;
}

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let work: string;
let dataFolder: string;
let recoveryCode: string;
let albumId: string;
/** As the API showed and served them before the server was stopped. */
const shown = new Map<string, { readonly image: Image; readonly original: Buffer }>();

before(async () => {
  work = await mkdtemp(join(tmpdir(), "safelight-decryptor-"));
  dataFolder = join(work, "data");
  await mkdir(dataFolder);
  const server = await startSafelight({ dataFolder, env });
  try {
    await fillVault(server);
  } finally {
    await server.stop();
  }
});
after(() => rm(work, { recursive: true, force: true }));

async function register(server: RunningServer): Promise<ApiClient> {
  const invitation = (await server.link("register")).split("#")[1];
  const client = apiClient(server.origin);
  const body = { email: EMAIL, password: PASSWORD, vault: "sealed", invitation };
  assert.equal((await client.post("/api/accounts", body)).status, 202);
  return await signIn(server);
}

async function signIn(server: RunningServer): Promise<ApiClient> {
  const client = apiClient(server.origin);
  const reply = await client.post("/api/sessions", { email: EMAIL, password: PASSWORD });
  assert.equal(reply.status, 201, reply.text);
  return client;
}

async function files(): Promise<readonly { name: string; bytes: Buffer }[]> {
  const [large, small] = [await photograph(0), await photograph(1, { longSide: 640 })];
  assert.ok(large.bytes.length > 1024 * 1024, "it is to be of many chunks");
  const drawn = sharp({ create: { width: 90, height: 60, channels: 4, background: "#2a6f97" } });
  return [
    large,
    small,
    { name: "drawn.png", bytes: await drawn.png().toBuffer() },
    // Two of one name, one of them in capitals.
    { name: "DRAWN.PNG", bytes: await drawn.negate({ alpha: false }).png().toBuffer() },
    { name: "petrol.webp", bytes: await drawn.webp({ lossless: true }).toBuffer() },
    { name: "wheel.gif", bytes: await drawn.gif().toBuffer() },
  ];
}

async function fillVault(server: RunningServer): Promise<void> {
  const client = await register(server);
  const kit = await client.post("/api/vault/recovery-kit");
  recoveryCode = (kit.body as { recoveryCode: string }).recoveryCode;
  assert.equal((await client.put("/api/vault/recovery-kit", { recoveryCode })).status, 200);
  const ids: string[] = [];
  for (const { name, bytes } of await files()) {
    const reply = await client.upload(bytes, { name });
    assert.equal(reply.status, 201, reply.text);
    ids.push((reply.body as { image: Image }).image.id);
  }
  const [first, second, third, , fifth] = ids;
  const renamed = await client.patch(`/api/images/${fifth}`, { name: "../con:a?.exe" });
  assert.equal(renamed.status, 200, renamed.text);
  const edited = await client.patch(`/api/images/${first}`, {
    caption: CAPTION,
    takenAt: "2019-07-01T18:30:05",
  });
  assert.equal(edited.status, 200, edited.text);
  const album = await client.post("/api/albums", { name: "Hafen" });
  assert.equal(album.status, 201, album.text);
  albumId = (album.body as { id: string }).id;
  for (const [holder, image] of [
    [albumId, first],
    [albumId, second],
    ["favourites", second],
  ]) {
    assert.equal((await client.put(`/api/albums/${holder}/images/${image}`)).status, 204);
  }
  for (const id of ids) {
    const reply = await client.get(`/api/images/${id}`);
    const original = await client.get(`/api/images/${id}/renditions/original`);
    assert.deepEqual([reply.status, original.status], [200, 200]);
    shown.set(id, { image: reply.body as Image, original: original.bytes });
  }
  assert.equal((await client.delete(`/api/images/${third}`)).status, 204);
}

async function python(args: readonly string[], input = ""): Promise<Ran> {
  const script = join(import.meta.dirname, "decrypt.py");
  const child = spawn("/usr/bin/python3", ["-B", script, ...args], { stdio: "pipe" });
  child.stdin.end(input);
  const exit = once(child, "exit");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await exit;
  return { code: child.exitCode, stdout, stderr };
}

const decrypt = (data: string, output: string, code = recoveryCode): Promise<Ran> =>
  python([data, output], `${code}\n`);

async function readWritten(output: string): Promise<Written> {
  return JSON.parse(await readFile(join(output, "details.json"), "utf8")) as Written;
}

/** A copy of the data folder, to be spoilt. */
async function copyOf(name: string): Promise<string> {
  const copy = join(work, name);
  await cp(dataFolder, copy, { recursive: true });
  return copy;
}

async function inventory(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true });
  const lines = entries.map(async (entry) => {
    const { size, mtimeMs } = await stat(join(folder, entry));
    return `${entry} ${size} ${mtimeMs}`;
  });
  return (await Promise.all(lines)).sort();
}

test("the program opens what the vectors of this format and of sealed blobs say, and refuses what must be refused", async (t) => {
  const root = join(import.meta.dirname, "..", "..");
  const own = await python(["--selftest", join(root, "server", "crypto", "vectors", "v1.json")]);
  assert.deepEqual(own, { code: 0, stdout: "9 of 9 vectors are right\n", stderr: "" });
  const published = join(root, "../shared/vectors/c2sp_chunked_encryption_aes_256_gcm_test.json");
  if (!existsSync(published)) return t.diagnostic(`not applied: ${published} is absent`);
  const ran = await python(["--selftest", published]);
  assert.deepEqual(ran, { code: 0, stdout: "35 of 35 vectors are right\n", stderr: "" });
});

test("the recovery code alone opens every original, name, caption, date, place and album, as they were served", async () => {
  const output = join(work, "all");
  const before = await inventory(dataFolder);
  const ran = await decrypt(dataFolder, output);
  assert.equal(ran.code, 0, ran.stderr);
  assert.match(ran.stdout, /^6 images \(\d+ bytes\), \d+ previews and 2 albums opened; 0 failures\n$/);
  assert.deepEqual(await inventory(dataFolder), before, "the data folder was only read");
  const { images, albums, failures } = await readWritten(output);
  assert.deepEqual(failures, []);
  assert.equal(images.length, shown.size);
  for (const { id, file, details } of images) {
    const { image, original } = shown.get(id) ?? assert.fail(`nobody uploaded ${id}`);
    assert.ok(
      original.equals(await readFile(join(output, file))),
      `${file} has other bytes than were served`,
    );
    const { name, caption, takenAt, camera, place, format } = image;
    const { contentHash: _, ...rest } = details;
    assert.deepEqual({ ...rest, name, caption, takenAt, camera, place, format }, rest);
  }
  const [first, second, third] = [...shown.keys()];
  const byId = (one: string | undefined) => images.find(({ id }) => id === one);
  assert.equal(byId(first)?.details["caption"], CAPTION);
  assert.deepEqual(
    images.filter(({ trashed }) => trashed).map(({ id }) => id),
    [third],
  );
  assert.deepEqual(byId(first)?.albums, ["Hafen"]);
  const contents = new Map(albums.map((one) => [one.favourites ? "favourites" : one.name, one.images]));
  assert.deepEqual(contents.get("Hafen"), [first ?? "", second ?? ""].sort());
  assert.deepEqual(contents.get("favourites"), [second]);
});

test("pictures keep their names, made safe for every file system, and none takes another's place", async () => {
  const output = join(work, "names");
  assert.equal((await decrypt(dataFolder, output)).code, 0);
  const names = await readdir(join(output, "images"));
  assert.equal(names.length, shown.size, "no half-written file is left");
  assert.deepEqual(
    names.map((name) => name.toLowerCase()).sort(),
    ["_._con_a_.exe.webp", "drawn (2).png", "drawn.png", "dsc_4000.jpg", "dsc_4001.jpg", "wheel.gif"].sort(),
  );
});

test("another recovery code, and one with a mistake, open nothing", async () => {
  const output = join(work, "nothing");
  const other = await decrypt(dataFolder, output, newRecoveryCode().code);
  assert.deepEqual([other.code, other.stdout], [1, ""]);
  assert.match(other.stderr, /opens no vault/);
  const last = recoveryCode.endsWith("0") ? "1" : "0";
  const mistaken = await decrypt(dataFolder, output, recoveryCode.slice(0, -1) + last);
  assert.deepEqual([mistaken.code, mistaken.stdout], [1, ""]);
  assert.match(mistaken.stderr, /has a mistake/);
  await assert.rejects(stat(output), "no output folder was made");
});

test("one flipped bit of a blob is reported, and of that picture nothing is written", async () => {
  const spoilt = await copyOf("flipped");
  const blobs = join(spoilt, "blobs");
  const names = (await readdir(blobs, { recursive: true })).filter((name) => name.endsWith("_original"));
  const sized = await Promise.all(
    names.map(async (name) => ({ name, bytes: await readFile(join(blobs, name)) })),
  );
  const largest = sized.reduce((one, two) => (two.bytes.length > one.bytes.length ? two : one));
  largest.bytes[56 + 16_400 * 3 + 100]! ^= 0x10;
  await writeFile(join(blobs, largest.name), largest.bytes);
  const output = join(work, "flipped-out");
  const ran = await decrypt(spoilt, output);
  assert.equal(ran.code, 1);
  const [first = ""] = shown.keys();
  assert.match(ran.stderr, new RegExp(`^FAILED {2}image ${first}: chunk 3 of the blob was changed`));
  assert.match(ran.stdout, /^5 images .* 1 failures\n$/);
  assert.equal((await readdir(join(output, "images"))).length, shown.size - 1);
});

test("rows that were moved or changed are reported", async () => {
  const spoilt = await copyOf("rows");
  const [first = "", second = "", third = "", fourth = "", fifth = ""] = shown.keys();
  const database = new DatabaseSync(join(spoilt, "safelight.db"));
  database.prepare("UPDATE images SET edit = edit + 1 WHERE id = ?").run(first);
  const moved = database.prepare(
    "SELECT sealed_key FROM sealed_keys WHERE image_id = ? AND holder = 'vault'",
  );
  const { sealed_key } = moved.get(third) as { sealed_key: Uint8Array };
  database.prepare("UPDATE sealed_keys SET sealed_key = ? WHERE image_id = ?").run(sealed_key, second);
  const hash = new Uint8Array(32);
  database.prepare("UPDATE images SET original_sealed_hash = ? WHERE id = ?").run(hash, fourth);
  database.prepare("UPDATE images SET month_index = ? WHERE id = ?").run(hash, fifth);
  database.close();
  const ran = await decrypt(spoilt, join(work, "rows-out"));
  assert.equal(ran.code, 1);
  assert.match(ran.stderr, new RegExp(`image ${first}: what is known of it could not be opened`));
  assert.match(ran.stderr, new RegExp(`image ${second}: its data key could not be opened`));
  assert.match(ran.stderr, new RegExp(`image ${second} in album ${albumId}: `));
  assert.match(ran.stderr, new RegExp(`image ${fourth}: .*hash`));
  assert.match(ran.stderr, new RegExp(`image ${fifth}: .*month`));
});

test("what a server that was killed left in its database's log is opened too", async () => {
  const [first] = shown.keys();
  const server = await startSafelight({ dataFolder: await copyOf("killed"), env });
  try {
    const client = await signIn(server);
    const edited = await client.patch(`/api/images/${first}`, { caption: "A moment before" });
    assert.equal(edited.status, 200, edited.text);
  } finally {
    await server.kill9();
  }
  const output = join(work, "killed-out");
  const before = await inventory(server.dataFolder);
  const ran = await decrypt(server.dataFolder, output);
  assert.equal(ran.code, 0, ran.stderr);
  assert.deepEqual(await inventory(server.dataFolder), before, "the data folder was only read");
  const { images } = await readWritten(output);
  assert.equal(images.find(({ id }) => id === first)?.details["caption"], "A moment before");
});
