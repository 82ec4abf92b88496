import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { sql } from "kysely";
import { databaseConformance } from "../../tests/conformance/database.ts";
import { postgresDatabase } from "../../tests/support/postgres.ts";
import { openTestPostgres } from "../../tests/support/test-database.ts";
import { until } from "../../tests/support/until.ts";
import { type Database, openDatabase } from "./open.ts";

databaseConformance("PostgreSQL", async () => {
  const { url, drop } = await postgresDatabase({ tables: false });
  const another = () => openDatabase({ kind: "postgres", url, onBroken: () => {} });
  return { database: await another(), another, remove: drop };
});

/** Whether the bytes are in one of the files that hold this database's tables. */
async function isInFiles({ db }: Database, bytes: Buffer): Promise<boolean> {
  await sql`checkpoint`.execute(db);
  const { rows } = await sql<{ folder: string }>`
    select current_setting('data_directory') || '/base/' || oid as folder
    from pg_database where datname = current_database()`.execute(db);
  const folder = rows[0]!.folder;
  for (const name of await readdir(folder)) {
    if ((await readFile(join(folder, name))).includes(bytes)) return true;
  }
  return false;
}

test("a deleted key is in no file of the database's tables once it is erased", async (t) => {
  const { database, drop } = await openTestPostgres();
  t.after(() => database.close().then(drop));
  const { db } = database;
  const key = Buffer.from("a sealed key that is to be found in the files");
  const insert = (id: string, sealedKey: Uint8Array) =>
    db.connection().execute(async (connection) => {
      // No account is needed to look for bytes.
      await sql`set session_replication_role = replica`.execute(connection);
      await connection
        .insertInto("sealed_keys")
        .values({
          image_id: id as never,
          holder: "vault",
          account_id: "a" as never,
          epoch: 1,
          sealed_key: sealedKey,
        })
        .execute();
      await sql`reset session_replication_role`.execute(connection);
    });
  await insert("kept", Buffer.from("another"));
  await insert("deleted", key);
  await db.deleteFrom("sealed_keys").where("sealed_key", "=", key).execute();
  assert.equal(await database.checkpoint(), false);
  assert.equal(await isInFiles(database, key), true);
  // A connection that is being made, to whichever database of the server, keeps dead rows for its moment: what one
  // round leaves goes with the next, as it does when the job comes again.
  await until(async () => {
    await database.erase();
    return !(await isInFiles(database, key));
  });
  assert.equal(await isInFiles(database, Buffer.from("another")), true);
});

test("a server that is away is told apart from a bug, and a full one from both", async (t) => {
  const { database, shutOut, letIn, drop } = await openTestPostgres();
  t.after(() => database.close().then(drop));
  await shutOut();
  await assert.rejects(database.ping(), (error) => database.isUnavailable(error) && !database.isFull(error));
  await letIn();
  await database.ping();
  await assert.rejects(
    sql`select from where`.execute(database.db),
    (error) => !database.isUnavailable(error),
  );
});

test("a connection that ends between two queries of a transaction fails that transaction, and nothing else", async (t) => {
  const { database, shutOut, letIn, drop } = await openTestPostgres();
  t.after(() => database.close().then(drop));
  const broken = database.db.transaction().execute(async (trx) => {
    await sql`select 1`.execute(trx);
    await shutOut();
    await sql`select 1`.execute(trx);
  });
  await assert.rejects(broken, (error) => database.isUnavailable(error));
  await letIn();
  await database.ping();
});

test("processes that must not do the same at once do it one after the other", async (t) => {
  const { database, url, drop } = await openTestPostgres();
  const other = await openDatabase({ kind: "postgres", url, onBroken: () => {} });
  t.after(async () => {
    await other.close();
    await database.close();
    await drop();
  });
  const order: string[] = [];
  const later: Promise<void>[] = [];
  await database.inTurn(async () => {
    later.push(other.inTurn(async () => void order.push("second")));
    const waiting = sql<{ count: number }>`select count(*) as count from pg_locks where locktype = 'advisory'
      and not granted and database = (select oid from pg_database where datname = current_database())`;
    await until(async () => (await waiting.execute(database.db)).rows[0]?.count === 1);
    order.push("first");
  });
  await Promise.all(later);
  assert.deepEqual(order, ["first", "second"]);
});

test("a server that cannot be reached is named in words when the database is opened", async () => {
  const url = "postgres://nobody@127.0.0.1:9/none";
  await assert.rejects(
    openDatabase({ kind: "postgres", url, onBroken: () => {} }),
    /SAFELIGHT_DATABASE cannot be used/,
  );
});
