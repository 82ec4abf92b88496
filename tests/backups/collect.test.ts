// Collecting what no backup names any more: what goes, what stays, and what keeps everything.

import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { makeBackup } from "../../server/backups/make-backup.ts";
import { makeCanary } from "../../server/verification/canary.ts";
import { runSafelight } from "../commands/safelight.ts";
import { picture, upload } from "../images/pictures.ts";
import { type Member, type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { backUp, putBack, withPlace } from "./backup-of.ts";

const DAY = 86_400_000;
let root: string;
let app: MemoryApp;
let anna: Member;

before(async () => {
  root = await mkdtemp(join(tmpdir(), "safelight-collect-"));
  app = await startMemoryApp();
  await makeCanary(app.rooms);
  anna = await app.member();
  await upload(anna.client, await picture("kept"));
});
after(async () => {
  await app.close();
  await rm(root, { recursive: true, force: true });
});

async function collect(name: string, ...words: readonly string[]) {
  const env = {
    SAFELIGHT_ORIGIN: app.origin,
    SAFELIGHT_DATA: join(root, "data"),
    SAFELIGHT_KEYS: app.keyFolder,
  };
  return await runSafelight(["backups", "collect", join(root, name), "--json", ...words], env);
}

async function pooled(name: string): Promise<string[]> {
  const pool = join(root, name, "sealed-blobs");
  const entries = await readdir(pool, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function age(files: readonly string[], milliseconds: number): Promise<void> {
  const then = new Date(Date.now() - milliseconds);
  for (const file of files) await utimes(file, then, then);
}

/** Two backups, the first of a picture that the second does not name: the files of all bytes, and of those of both. */
async function twoBackups(name: string): Promise<{ all: string[]; named: string[] }> {
  const image = await upload(anna.client, await picture(`in ${name} alone`));
  await backUp(app, join(root, name, "one"));
  await anna.client.delete(`/api/images/${image.id}`);
  assert.equal((await anna.client.delete(`/api/trash/${image.id}`)).status, 200);
  await backUp(app, join(root, `${name}-alone`, "two"));
  const both = new Set(await pooled(`${name}-alone`));
  const all = await pooled(name);
  const named = all.filter((file) => both.has(file.replace(join(root, name), join(root, `${name}-alone`))));
  await backUp(app, join(root, name, "two"));
  assert.equal(all.length - named.length, 2);
  return { all, named };
}

test("what any backup names stays, however old; of the rest goes what is older than a day, and only when told", async () => {
  const { all, named } = await twoBackups("plain");
  await age(all, 9 * DAY);
  assert.deepEqual(JSON.parse((await collect("plain", "--delete")).stdout), {
    backups: 2,
    unnamed: 0,
    sizeBytes: 0,
    removed: 0,
  });
  await rm(join(root, "plain", "one"));
  const told = JSON.parse((await collect("plain")).stdout) as Record<string, number>;
  assert.deepEqual([told["backups"], told["unnamed"], told["removed"]], [1, 2, 0]);
  assert.deepEqual(await pooled("plain"), all, "it was only asked what would go");
  const [younger = ""] = all.filter((file) => !named.includes(file));
  await age([younger], DAY - 600_000);
  assert.equal((await collect("plain", "--delete")).code, 0);
  assert.deepEqual(await pooled("plain"), [...named, younger].sort());
  const restored = await putBack(join(root, "plain", "two"), app.rooms.keys);
  assert.deepEqual([restored.report.losses, restored.report.canary], [[], "opens"]);
  await restored.close();
});

test("while another backup is made of old bytes that no file names yet, nothing goes", async () => {
  await upload(anna.client, await picture("named by none, and kept"));
  await backUp(app, join(root, "meanwhile", "first"));
  const earlier = await readFile(join(root, "plain", "two"));
  await rm(join(root, "meanwhile", "first"));
  // It is whole, and names less than there is.
  await writeFile(join(root, "meanwhile", "earlier"), earlier);
  const all = await pooled("meanwhile");
  await age(all, 9 * DAY);
  const said: string[] = [];
  const made = await withPlace(join(root, "meanwhile", "second"), true, (place) => {
    // The worst moment: all bytes were found and read, and the file that names them is not there yet.
    const publish = async (file: string): Promise<void> => {
      const { code, stdout, stderr } = await collect("meanwhile", "--delete");
      said.push(`${code} ${stdout}${stderr}`);
      await place.publish(file);
    };
    const watched = { ...place, publish };
    return makeBackup(app.rooms, watched, { product: "0.0.0-test", onProgress: () => undefined });
  });
  assert.match(said.join(""), /^1 Another backup is being made in .*meanwhile/);
  assert.equal(made.copied, 0);
  assert.deepEqual(await pooled("meanwhile"), all);
  const restored = await putBack(join(root, "meanwhile", "second"), app.rooms.keys);
  assert.deepEqual(restored.report.losses, []);
  await restored.close();
});

test("a file beside the pool that is no whole backup of this version keeps everything, and is named", async () => {
  const { all } = await twoBackups("spoilt");
  await age(all, 9 * DAY);
  const whole = await readFile(join(root, "spoilt", "two"), "utf8");
  await rm(join(root, "spoilt", "one"));
  const newer = whole.replace('"migrations":[', '"migrations":["9999-of-tomorrow",');
  for (const [bytes, why] of [
    [whole.slice(0, -1), /cut off/],
    [whole.replace(anna.email, anna.email.replace("member", "nember")), /not as it was written/],
    [newer, /newer Safelight/],
    ["a note of mine\n", /no backup of Safelight/],
    ["", /empty/],
  ] as const) {
    await writeFile(join(root, "spoilt", "three"), bytes);
    const ran = await collect("spoilt", "--delete");
    assert.deepEqual([ran.code, ran.stdout], [1, ""]);
    assert.match(
      ran.stderr,
      /^Nothing was deleted, because .*spoilt\/three cannot be read as a whole backup/,
    );
    assert.match(ran.stderr, why);
    assert.deepEqual(await pooled("spoilt"), all);
  }
  await rm(join(root, "spoilt", "three"));
  await rm(join(root, "spoilt", "two"));
  assert.match((await collect("spoilt", "--delete")).stderr, /There is no backup in/);
  assert.deepEqual(await pooled("spoilt"), all);
});
