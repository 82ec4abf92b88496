// `verify` and `audit` as an operator runs them, beside a server on its own folder of sealed pictures.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { AuditVerdict } from "../../server/audit/verify-audit.ts";
import { openDiskBlobs } from "../../server/blobs/disk.ts";
import { fileNameOf, shardOf } from "../../server/blobs/disk-layout.ts";
import { makeCanary } from "../../server/verification/canary.ts";
import type { Verdict } from "../../server/verification/verdict.ts";
import { picture, upload } from "../images/pictures.ts";
import { type Member, type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { type Ran, runSafelight } from "./safelight.ts";

let folder: string;
let app: MemoryApp;
let member: Member;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "safelight-verify-"));
  const blobs = await openDiskBlobs(join(folder, "blobs"));
  app = await startMemoryApp({ databaseFile: join(folder, "safelight.db"), blobs });
  await makeCanary(app.rooms);
  member = await app.member();
  for (const mark of ["one", "two"]) await upload(member.client, await picture(mark));
});
after(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

const safelight = (words: readonly string[], input = ""): Promise<Ran> =>
  runSafelight(
    words,
    { SAFELIGHT_ORIGIN: app.origin, SAFELIGHT_DATA: folder, SAFELIGHT_KEYS: app.keyFolder },
    input,
  );

async function tokenWith(scopes: readonly string[]): Promise<string> {
  const made = await member.client.post("/api/tokens", { name: "check", scopes, expiresInDays: 1 });
  assert.equal(made.status, 201, made.text);
  return (made.body as { token: string }).token;
}

test("verify says in words that everything is whole, and ends with 0", async () => {
  const ran = await safelight(["verify"]);
  assert.equal(ran.code, 0, ran.stderr + ran.stdout);
  assert.match(ran.stdout, /^Pictures: 3 looked at; \d+ blobs are whole \([\d.]+ KiB\)$/m);
  assert.match(ran.stdout, /^Audit: {4}\d+ records in one whole chain$/m);
  assert.match(ran.stdout, /^Canary: {3}the instance's own vault opens$/m);
  assert.match(ran.stdout, /^Everything is whole\.\n$/m);
  assert.equal(ran.stderr, "", "no progress where nobody looks");
});

test("with a token from a file or from standard input, every tag of its person's is opened", async () => {
  const token = await tokenWith(["images:read"]);
  const file = join(folder, "token");
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  for (const [words, input] of [
    [["verify", "--token-file", file], ""],
    [["verify", "--token-file", "-"], token],
  ] as const) {
    const ran = await safelight(words, input);
    assert.equal(ran.code, 0, ran.stderr + ran.stdout);
    assert.match(ran.stdout, /^Vault: {4}2 pictures and 0 albums of account \w+, every one opens$/m);
    assert.ok(!ran.stdout.includes(token));
  }
});

test("a token that is unknown, malformed or may not read opens nothing, and says why", async () => {
  const other = await safelight(["verify", "--token-file", "-"], `safelight_${"A".repeat(43)}`);
  assert.deepEqual([other.code, other.stdout], [1, ""]);
  assert.match(other.stderr, /opens no vault/);
  assert.match((await safelight(["verify", "--token-file", "-"], "nonsense")).stderr, /opens no vault/);
  const writer = await safelight(["verify", "--token-file", "-"], await tokenWith(["images:write"]));
  assert.match(writer.stderr, /may not read pictures/);
  assert.match((await safelight(["verify", "--token-file", join(folder, "none")])).stderr, /cannot be read/);
});

test("damage ends with 1 and names the picture; --json gives the same as data", async () => {
  const names = await readdir(join(folder, "blobs"), { recursive: true });
  const name = names.find((one) => one.endsWith("_thumb")) ?? assert.fail("no thumbnail");
  const path = join(folder, "blobs", name);
  const bytes = await readFile(path);
  const spoilt = Buffer.from(bytes);
  spoilt[60]! ^= 4;
  await writeFile(path, spoilt);
  const ran = await safelight(["verify"]);
  assert.equal(ran.code, 1);
  assert.match(ran.stdout, /^LOST {2}image [a-z2-7]{26} of account [a-z2-7]{26}: its thumb is changed$/m);
  assert.match(ran.stdout, /^Not everything is whole\.$/m);
  const data = await safelight(["verify", "--json"]);
  assert.equal(data.code, 1);
  const { losses } = JSON.parse(data.stdout) as Verdict;
  assert.deepEqual(
    losses.map((loss) => loss.kind === "blob" && [loss.rendition, loss.fault]),
    [["thumb", "changed"]],
  );
  await writeFile(path, bytes);
});

test("--repair deletes orphans beside the running server, and nothing else", async () => {
  const key = "orphaned/original";
  await app.blobs.put(key, Buffer.alloc(2048));
  const old = new Date(Date.now() - 2 * 3_600_000);
  utimesSync(join(folder, "blobs", shardOf(key), fileNameOf(key)), old, old);
  const found = await safelight(["verify"]);
  assert.equal(found.code, 1);
  assert.match(
    found.stdout,
    /^Orphans: {2}1 blobs \(2\.0 KiB\) belong to no picture; --repair deletes them$/m,
  );
  const repaired = await safelight(["verify", "--repair"]);
  assert.equal(repaired.code, 0, repaired.stdout);
  assert.match(repaired.stdout, /1 of them deleted/);
  assert.equal(await app.blobs.size(key), null);
  assert.equal((await safelight(["verify"])).code, 0);
});

test("audit verify prints a head, knows it again, and notices an end that was cut off", async () => {
  const ran = await safelight(["audit", "verify"]);
  assert.equal(ran.code, 0, ran.stderr);
  const head = /^Head: (\d+:[0-9a-f]{64})$/m.exec(ran.stdout)?.[1] ?? assert.fail(ran.stdout);
  assert.equal((await safelight(["audit", "verify", "--head", head])).code, 0);
  const other = `${Number(head.split(":")[0]) + 1}:${"0".repeat(64)}`;
  const cut = await safelight(["audit", "verify", "--head", other]);
  assert.equal(cut.code, 1);
  assert.match(cut.stdout, /its end was cut off/);
  const data = JSON.parse((await safelight(["audit", "verify", "--json"])).stdout) as AuditVerdict;
  assert.deepEqual([`${data.records}:${data.head}`, data.fault], [head, null]);
});

test("audit export prints every record, or those after one, as JSON lines", async () => {
  const ran = await safelight(["audit", "export"]);
  assert.equal(ran.code, 0, ran.stderr);
  const records = ran.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { seq: number; action: string; link: string });
  assert.deepEqual(
    records.map(({ seq }) => seq),
    records.map((_, at) => at + 1),
  );
  assert.ok(records.some(({ action }) => action === "vault.created"));
  assert.ok(records.every(({ link }) => /^[0-9a-f]{64}$/.test(link)));
  const some = await safelight(["audit", "export", "--after", String(records.length - 2)]);
  assert.equal(some.stdout, ran.stdout.split("\n").slice(-3).join("\n"));
});
