// Backups of other versions of Safelight: an older one is brought up to date, a newer one is refused.

import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { restoreBackup } from "../../server/backups/restore-backup.ts";
import { insertRows, shapesOf } from "../../server/backups/row-store.ts";
import { dumpRows } from "../../server/backups/rows.ts";
import { BackupRefused, type Manifest, readSnapshot } from "../../server/backups/snapshot-file.ts";
import { memoryBlobs } from "../../server/blobs/memory.ts";
import { migrate, missingMigrations } from "../../server/database/migrate.ts";
import { migrationsFor } from "../../server/database/migrations/migrations.ts";
import { openDatabase } from "../../server/database/open.ts";
import { makeCanary } from "../../server/verification/canary.ts";
import { keysOf } from "../conformance/blob-store.ts";
import { picture, upload } from "../images/pictures.ts";
import { apiClient } from "../support/api-client.ts";
import { type Member, type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";
import { postgresDatabase } from "../support/postgres.ts";
import { backUp, putBack, withPlace } from "./backup-of.ts";

/** The last migration on the day of the first backup that could be taken. */
const FIRST_DAY = "0024-search-pieces";

let folder: string;
let app: MemoryApp;
let anna: Member;
let imageId: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "safelight-versions-"));
  app = await startMemoryApp();
  await makeCanary(app.rooms);
  anna = await app.member();
  imageId = (await upload(anna.client, await picture("of an older day"))).id;
  await backUp(app, at("today"));
});
after(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

const at = (name: string): string => join(folder, name);

/** The backup as Safelight would have made it when its tables had been through these migrations alone. */
async function asOf(migrations: readonly string[], name: string): Promise<void> {
  const database = await openDatabase({ kind: "sqlite", file: ":memory:" });
  try {
    const all = Object.entries(migrationsFor("sqlite"));
    await migrate(database, Object.fromEntries(all.filter(([one]) => migrations.includes(one))));
    let made: Pick<Manifest, "id" | "takenAt" | "product"> | undefined;
    for await (const entry of readSnapshot(createReadStream(at("today")) as AsyncIterable<Buffer>)) {
      if (entry.kind === "manifest") made = entry.manifest;
      if (entry.kind !== "row") continue;
      const { shape, values } = entry;
      const [old] = await shapesOf(database.db, [shape.table]);
      assert.ok(old !== undefined, shape.table);
      const row = old.columns.map((column) => values[shape.columns.indexOf(column)] ?? null);
      await insertRows(database.db, old, [row]);
    }
    const { id, takenAt } = made ?? assert.fail("no manifest");
    const writer = await dumpRows(database, at(name), { id, takenAt, product: "0.0.0-old", migrations });
    await writer.end({ blobs: [], keys: [] });
    await writer.close();
  } finally {
    await database.close();
  }
}

for (const kind of ["sqlite", "postgres"] as const) {
  test(`a backup of the first day there were any is brought up to date on ${kind}, and its pictures open`, async () => {
    const all = Object.keys(migrationsFor("sqlite"));
    const ofThatDay = all.slice(0, all.indexOf(FIRST_DAY) + 1);
    await asOf(ofThatDay, `old-${kind}`);
    const restored = await putBack(at(`old-${kind}`), app.rooms.keys, { kind });
    try {
      const { database, blobs, report } = restored;
      assert.deepEqual(report.manifest.migrations, ofThatDay);
      assert.ok(!(await readFile(at(`old-${kind}`), "utf8")).includes("leaked_epoch"), "as it was that day");
      assert.deepEqual([report.losses, report.audit.fault, report.canary], [[], null, "opens"]);
      assert.deepEqual(await missingMigrations(database, migrationsFor(database.dialect)), []);
      const again = await startMemoryApp({ shared: { database, blobs, keyFolder: app.keyFolder } });
      try {
        const client = apiClient(again.origin);
        const signedIn = await client.post("/api/sessions", { email: anna.email, password: PASSWORD });
        assert.equal(signedIn.status, 201, signedIn.text);
        const path = `/api/images/${imageId}/renditions/original`;
        const [now, then] = [await client.get(path), await anna.client.get(path)];
        assert.ok(now.status === 200 && now.bytes.equals(then.bytes), now.text);
      } finally {
        await again.close().catch(() => {});
      }
    } finally {
      await restored.close();
    }
  });
}

test("an older backup is refused by tables that `migrate` has made already, in words, and brings no picture", async () => {
  const all = Object.keys(migrationsFor("sqlite"));
  await asOf(all.slice(0, all.indexOf(FIRST_DAY) + 1), "old-migrated");
  const postgres = await postgresDatabase({ tables: true });
  const database = await openDatabase({ kind: "postgres", url: postgres.url, onBroken: () => {} });
  const blobs = memoryBlobs();
  try {
    const target = { database, blobs, keys: app.rooms.keys };
    const options = { acceptLosses: false, clock: Date.now, onProgress: () => {} };
    const restoring = withPlace(at("old-migrated"), false, (place) => restoreBackup(target, place, options));
    await assert.rejects(restoring, (error: unknown) => {
      assert.ok(error instanceof BackupRefused, String(error));
      assert.match(
        error.message,
        /^The tables here are newer than the backup, which Safelight 0\.0\.0-old made\./,
      );
      assert.match(error.message, /into an empty database, without calling `migrate` before/);
      return true;
    });
    assert.deepEqual(await keysOf(blobs), []);
  } finally {
    await database.close();
    await postgres.drop();
  }
});

test("a backup whose tables a newer Safelight has changed is refused, and told what reads it", async () => {
  const today = await readFile(at("today"), "utf8");
  const newer = today
    .replace('"migrations":[', '"migrations":["9999-of-tomorrow",')
    .replace("0.0.0-test", "9.9.9");
  await writeFile(at("newer"), newer);
  await assert.rejects(putBack(at("newer"), app.rooms.keys), (error: unknown) => {
    assert.ok(error instanceof BackupRefused, String(error));
    assert.match(error.message, /^The backup was made by a newer Safelight, 9\.9\.9: .*"9999-of-tomorrow"/);
    assert.match(error.message, /Use that version or a newer one, or a backup that was made before\.$/);
    return true;
  });
});
