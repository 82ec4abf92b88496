import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmodSync, cpSync, linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type FollowedAudit, followAudit } from "../../server/audit/follow-audit.ts";
import { bareEnvironment } from "../support/bare-environment.ts";
import { type MemoryApp, startMemoryApp } from "../support/memory-app.ts";

// The commands of the master key in processes of their own, on the database of an application that runs meanwhile.

const root = join(import.meta.dirname, "..", "..");
let folder: string;
let app: MemoryApp;
let followed: FollowedAudit;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "safelight-keys-"));
  mkdirSync(join(folder, "data"), { mode: 0o700 });
  app = await startMemoryApp({ databaseFile: join(folder, "data", "safelight.db") });
  followed = await followAudit(app.rooms);
});
after(async () => {
  followed.stop();
  await app.close();
  rmSync(folder, { recursive: true });
});

function keysCommand(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = {
    ...bareEnvironment,
    SAFELIGHT_ORIGIN: app.origin,
    SAFELIGHT_DATA: join(folder, "data"),
    SAFELIGHT_KEYS: app.keyFolder,
  };
  return new Promise((resolve) => {
    const args = [join(root, "server/commands/main.ts"), "keys", ...words];
    execFile(process.execPath, args, { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

interface Status {
  readonly versions: { version: number; state: string; slots: number; held: string }[];
  readonly withoutCopy: number[];
}
const statusOf = async (): Promise<Status> => {
  const ran = await keysCommand("status", "--json");
  assert.equal(ran.code, 0, ran.stderr);
  return JSON.parse(ran.stdout) as Status;
};

test("keys status asks for a separate copy until one with the same key was shown", async () => {
  await app.member();
  const before = await keysCommand("status");
  assert.match(before.stdout, /^1 +current +held +1 +6 .* never /m);
  assert.match(before.stdout, /No separate copy of version 1/);
  const copy = join(folder, "copy");
  const refused = async (path: string, words: RegExp): Promise<void> => {
    const ran = await keysCommand("confirm", path);
    assert.equal(ran.code, 1, path);
    assert.match(ran.stderr, words);
  };
  await refused(copy, /nothing at/);
  await refused(app.keyFolder, /no separate copy/);
  const beside = join(folder, "data", "copy");
  cpSync(app.keyFolder, beside, { recursive: true });
  await refused(beside, /no separate copy/);
  mkdirSync(copy);
  await refused(copy, /holds no file/);
  const key = join(copy, "master-1.key");
  writeFileSync(key, Buffer.alloc(32, 1));
  await refused(copy, /is another key/);
  rmSync(key);
  linkSync(join(app.keyFolder, "master-1.key"), key);
  await refused(copy, /by a link/);
  rmSync(copy, { recursive: true });
  assert.deepEqual((await statusOf()).withoutCopy, [1]);
  cpSync(app.keyFolder, copy, { recursive: true });
  chmodSync(copy, 0o755);
  const shown = await keysCommand("confirm", copy);
  assert.equal(shown.code, 0, shown.stderr);
  assert.deepEqual((await statusOf()).withoutCopy, []);
  assert.doesNotMatch((await keysCommand("status")).stdout, /No separate copy/);
});

test("keys rotate and keys retire replace the master key while the server serves", async () => {
  const early = await app.member();
  const rotated = await keysCommand("rotate");
  assert.equal(rotated.code, 0, rotated.stderr);
  assert.match(rotated.stdout, /Made version 2: \d+ vaults and 6 secrets/);
  assert.match(rotated.stdout, /No separate copy of version 2/);
  assert.equal((await early.client.get("/api/images")).status, 200);
  await app.member();
  const { versions } = await statusOf();
  assert.deepEqual(
    versions.map(({ version, state, slots, held }) => [version, state, slots > 0, held]),
    [
      [1, "former", false, "same"],
      [2, "current", true, "same"],
    ],
  );
  assert.match((await keysCommand("status")).stdout, /`keys retire 1` ends it/);
  assert.match((await keysCommand("retire", "2")).stderr, /seals what is new/);
  assert.match((await keysCommand("retire", "3")).stderr, /no version 3/);
  const retired = await keysCommand("retire", "1");
  assert.equal(retired.code, 0, retired.stderr);
  assert.match(retired.stdout, /master-1\.key\.retired/);
  const status = await statusOf();
  assert.deepEqual(
    status.versions.map(({ state, held }) => [state, held]),
    [
      ["retired", "missing"],
      ["current", "same"],
    ],
  );
  await app.member();
  assert.equal((await app.client().get("/readyz")).status, 200);
});

test("keys rotate --leaked replaces vault keys once the new version has a copy, and makes no further version", async () => {
  const member = await app.member();
  const refused = await keysCommand("rotate", "--leaked");
  assert.equal(refused.code, 1, refused.stdout);
  assert.match(refused.stdout, /Made version 3[^]*No vault key was replaced yet[^]*keys confirm/);
  assert.equal((await member.client.get("/api/images")).status, 200);
  assert.match(
    (await keysCommand("status")).stdout,
    /\d vaults still have a key that a leaked master key opens/,
  );
  const copy = join(folder, "copy-after-leak");
  cpSync(app.keyFolder, copy, { recursive: true });
  assert.equal((await keysCommand("confirm", copy)).code, 0);
  const done = await keysCommand("rotate", "--leaked");
  assert.equal(done.code, 0, done.stderr + done.stdout);
  assert.match(done.stdout, /^\d+ vault keys were replaced/);
  const { versions } = await statusOf();
  assert.deepEqual(
    versions.filter(({ state }) => state !== "retired").map(({ version }) => version),
    [2, 3],
  );
  assert.doesNotMatch((await keysCommand("status")).stdout, /leaked/);
  await followed.look();
  assert.equal((await member.client.get("/api/images")).code, "session.required");
  const credentials = { email: member.email, password: member.password };
  assert.equal((await member.client.post("/api/sessions", credentials)).status, 201);
  assert.equal((await member.client.get("/api/images")).status, 200);
});

test("of two rotations that begin at once one makes a key, and the other says so", async () => {
  const ran = await Promise.all([keysCommand("rotate"), keysCommand("rotate")]);
  const codes = ran.map(({ code }) => code).toSorted((a, b) => a - b);
  const { versions } = await statusOf();
  if (codes[1] === 0) assert.equal(versions.length, 5);
  else {
    assert.match(
      ran.map(({ stderr }) => stderr).join(""),
      /Another rotation or retirement of a key is under way/,
    );
    assert.equal(versions.length, 4);
  }
  assert.ok(versions.every(({ state, held }) => state === "retired" || held === "same"));
});
