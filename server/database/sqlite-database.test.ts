import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { suite, type TestContext, test } from "node:test";
import { sql } from "kysely";
import { createSamples, databaseConformance, samplesOf } from "../../tests/conformance/database.ts";
import { migrate } from "./migrate.ts";
import { migrationsFor } from "./migrations/migrations.ts";
import { type Database, openDatabase } from "./open.ts";

async function temporaryFolder(t?: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "safelight-database-"));
  t?.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function openSamples(t: TestContext): Promise<{ database: Database; folder: string; file: string }> {
  const folder = await temporaryFolder(t);
  const file = join(folder, "samples.db");
  const database = await openDatabase({ kind: "sqlite", file });
  t.after(() => database.close());
  await createSamples(database);
  return { database, folder, file };
}

databaseConformance("SQLite in a file", async () => {
  const folder = await temporaryFolder();
  const another = () => openDatabase({ kind: "sqlite", file: join(folder, "a.db") });
  return {
    database: await another(),
    another,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
});
databaseConformance("SQLite in memory", async () => ({
  database: await openDatabase({ kind: "sqlite", file: ":memory:" }),
  another: null,
  remove: async () => {},
}));

test("what was written is there when the file is opened again", async (t) => {
  const { database, file } = await openSamples(t);
  await samplesOf(database).insertInto("samples").values(row(1, "kept")).execute();
  await database.close();
  const again = await openDatabase({ kind: "sqlite", file });
  t.after(() => again.close());
  assert.deepEqual(await samplesOf(again).selectFrom("samples").select("name").execute(), [{ name: "kept" }]);
});

test("every file of the database is its owner's alone", async (t) => {
  const { folder } = await openSamples(t);
  const names = await readdir(folder);
  assert.deepEqual(names.sort(), ["samples.db", "samples.db-shm", "samples.db-wal"]);
  for (const name of names) assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600);
});

test("a commit is written through to the disk, and secrets are overwritten", async (t) => {
  const { database } = await openSamples(t);
  const pragma = async (name: string) =>
    Object.values(
      (await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(database.db)).rows[0]!,
    )[0];
  assert.equal(await pragma("journal_mode"), "wal");
  assert.equal(await pragma("synchronous"), 2);
  assert.equal(await pragma("secure_delete"), 1);
  assert.equal(await pragma("foreign_keys"), 1);
  await database.checkpoint();
  assert.equal(await pragma("busy_timeout"), 5000);
});

test("a database without room left is told apart, and takes back what did not fit", async (t) => {
  const { database } = await openSamples(t);
  await sql`pragma max_page_count = 40`.execute(database.db);
  const long = "x".repeat(20_000);
  const attempt = database.db.transaction().execute(async (transaction) => {
    for (let id = 1; id < 100; id += 1) {
      await transaction
        .withTables<{ samples: { id: number; name: string } }>()
        .insertInto("samples")
        .values(row(id, `${id} ${long}`))
        .execute();
    }
  });
  await assert.rejects(attempt, (error) => database.isFull(error) && !database.isUniqueViolation(error));
  assert.deepEqual(await samplesOf(database).selectFrom("samples").selectAll().execute(), []);
  assert.equal(database.isFull(new Error("database or disk is full")), false);
});

test("a file that is no database is refused", async (t) => {
  const { folder } = await openSamples(t);
  await assert.rejects(openDatabase({ kind: "sqlite", file: folder }));
});

test("the tables of this version can be made, and are made once", async (t) => {
  const { database } = await openSamples(t);
  const migrations = migrationsFor(database.dialect);
  assert.deepEqual(await migrate(database, migrations), Object.keys(migrations));
  assert.deepEqual(await migrate(database, migrations), []);
});

test("looking for rows by a value that is undefined is refused, not answered with none", async (t) => {
  const { database } = await openSamples(t);
  const id = undefined as unknown as number;
  await assert.rejects(samplesOf(database).deleteFrom("samples").where("id", "=", id).execute(), TypeError);
});

test("more kinds of query than are kept prepared still give right answers", async (t) => {
  const { database } = await openSamples(t);
  const samples = samplesOf(database);
  await samples.insertInto("samples").values(row(1, "a")).execute();
  for (let round = 0; round < 2; round += 1) {
    for (let length = 1; length < 400; length += 1) {
      const ids = Array.from({ length }, (_, index) => index + 1);
      const found = await samples.selectFrom("samples").select("id").where("id", "in", ids).execute();
      assert.deepEqual(found, [{ id: 1 }]);
    }
  }
});

test("a query that was asked before gives the columns that its table has by now", async (t) => {
  const { database } = await openSamples(t);
  const { db } = database;
  const ask = async () => (await sql`select * from changing`.execute(db)).rows;
  await sql`create table changing (a integer, b integer)`.execute(db);
  await sql`insert into changing values (1, 2)`.execute(db);
  assert.deepEqual(await ask(), [{ a: 1, b: 2 }]);
  await sql`alter table changing rename column b to c`.execute(db);
  assert.deepEqual(await ask(), [{ a: 1, c: 2 }]);
  await sql`alter table changing add column d integer`.execute(db);
  assert.deepEqual(await ask(), [{ a: 1, c: 2, d: null }]);
  await sql`DROP TABLE changing`.execute(db);
  await sql`create table changing as select 7 as e`.execute(db);
  assert.deepEqual(await ask(), [{ e: 7 }]);
});

test("a checkpoint waits for a reader to finish without stopping the server", async (t) => {
  const { database, file } = await openSamples(t);
  const reader = new DatabaseSync(file);
  t.after(() => reader.close());
  reader.exec("begin; select count(*) from samples");
  await samplesOf(database).insertInto("samples").values(row(1, "a")).execute();
  let finished = false;
  const checkpoint = database.checkpoint().then(() => {
    finished = true;
  });
  await database.ping();
  await samplesOf(database).insertInto("samples").values(row(2, "b")).execute();
  assert.equal(finished, false);
  assert.ok((await stat(`${file}-wal`)).size > 0);
  reader.exec("commit");
  await checkpoint;
  assert.equal((await stat(`${file}-wal`)).size, 0);
});

suite("after a row is deleted, its bytes", () => {
  // Long enough to spill over pages of its own, and short enough to lie among others.
  const secrets = [
    Buffer.alloc(48, "short secret "),
    Buffer.alloc(20_000, "long secret, over several pages "),
  ];

  async function insertAndDelete(database: Database): Promise<void> {
    const samples = samplesOf(database);
    for (const [id, bytes] of secrets.entries()) {
      await samples
        .insertInto("samples")
        .values({ ...row(id, `deleted name ${id}`), bytes })
        .execute();
    }
    await database.checkpoint();
    await samples.deleteFrom("samples").execute();
  }

  async function remains(folder: string): Promise<string[]> {
    const found: string[] = [];
    for (const name of (await readdir(folder)).sort()) {
      const content = await readFile(join(folder, name));
      const canaries = [...secrets.map((secret) => secret.subarray(13, 45)), "deleted name"];
      if (canaries.some((canary) => content.includes(canary))) found.push(name);
    }
    return found;
  }

  test("are in no file once a checkpoint is done", async (t) => {
    const { database, folder } = await openSamples(t);
    await insertAndDelete(database);
    await database.checkpoint();
    assert.deepEqual(await remains(folder), []);
  });

  test("are still in the file before the checkpoint, so that the search above can find them", async (t) => {
    const { database, folder } = await openSamples(t);
    await insertAndDelete(database);
    assert.deepEqual(await remains(folder), ["samples.db"]);
  });

  test("stay in the log when they were never checkpointed, so that the search above can find them", async (t) => {
    const { database, folder } = await openSamples(t);
    const samples = samplesOf(database);
    await samples
      .insertInto("samples")
      .values({ ...row(1, "deleted name"), bytes: secrets[0]! })
      .execute();
    await samples.deleteFrom("samples").execute();
    assert.deepEqual(await remains(folder), ["samples.db-wal"]);
  });

  test("would stay in the file for good without secure deletion", async (t) => {
    const { database, folder } = await openSamples(t);
    await sql`pragma secure_delete = off`.execute(database.db);
    await insertAndDelete(database);
    await database.checkpoint();
    assert.deepEqual(await remains(folder), ["samples.db"]);
  });

  test("are gone also when rows moved between pages before they were deleted or changed", async (t) => {
    const { database, file } = await openSamples(t);
    const samples = samplesOf(database);
    const secretOf = (id: number, edit: number) => Buffer.alloc(60 + (id % 7) * 40, `secret ${id}.${edit}; `);
    // 7919 has no factor in common with 1,500: the rows come in an order that splits pages all over the tree.
    for (let step = 0; step < 1_500; step += 1) {
      const id = (step * 7919) % 1_500;
      await samples
        .insertInto("samples")
        .values({ ...row(id, `${id}`), bytes: secretOf(id, 1) })
        .execute();
      if (id % 3 === 0) await samples.deleteFrom("samples").where("id", "=", id).execute();
      if (id % 3 === 1)
        await samples
          .updateTable("samples")
          .set({ bytes: secretOf(id, 22) })
          .where("id", "=", id)
          .execute();
    }
    await database.checkpoint();
    const content = (await readFile(file)).toString("latin1");
    const left = new Set(content.match(/secret \d+\.\d+;/g));
    const gone = [...left].filter((canary) => {
      const [id, edit] = canary.slice(7, -1).split(".").map(Number);
      return id! % 3 === 0 || (id! % 3 === 1 && edit === 1);
    });
    assert.deepEqual(gone, []);
    assert.equal(left.size, 1_000);
  });
});

function row(id: number, name: string) {
  return { id, name, bytes: null, seen_at: null, parent_id: null };
}
