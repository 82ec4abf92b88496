import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { sql } from "kysely";
import { postgresDatabase } from "../../tests/support/postgres.ts";
import { until } from "../../tests/support/until.ts";
import { type Database, openDatabase } from "./open.ts";

async function sharedDatabase(t: TestContext) {
  const { url, shutOut, letIn, drop } = await postgresDatabase({ tables: false });
  const database = await openDatabase({ kind: "postgres", url, onBroken: () => {} });
  t.after(async () => {
    await database.close();
    await drop();
  });
  return { database, shutOut, letIn };
}

async function listener(t: TestContext, database: Database, sender: string) {
  const heard: string[] = [];
  let gaps = 0;
  const channel = await database.openChannel!({
    sender,
    onMessage: (message) => void heard.push(message),
    onGap: () => {
      gaps += 1;
    },
  });
  t.after(() => channel.close());
  return { channel, heard, gaps: () => gaps };
}

/** Ends every connection that listens, as a restart of the server or a broken network would. */
async function cutListeners({ db }: Database): Promise<void> {
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and query like '%pg_notify%'`.execute(db);
}

test("messages reach every other process in their order, and not the one that sends", async (t) => {
  const { database } = await sharedDatabase(t);
  const [a, b, c] = [
    await listener(t, database, "a"),
    await listener(t, database, "b"),
    await listener(t, database, "c"),
  ];
  const sent = Array.from({ length: 500 }, (_, n) => `message ${n} ${"x".repeat(n % 90)}`);
  for (const message of sent) a.channel.send(message);
  b.channel.send("from b");
  await until(() => b.heard.length === 500 && c.heard.length === 501 && a.heard.length === 1);
  assert.deepEqual(b.heard, sent);
  assert.deepEqual(
    c.heard.filter((message) => message !== "from b"),
    sent,
  );
  assert.deepEqual(a.heard, ["from b"]);
  assert.deepEqual([a.gaps(), b.gaps(), c.gaps()], [0, 0, 0]);
});

test("whoever lost its connection is deaf until it listens again, and is told of the gap first", async (t) => {
  const { database } = await sharedDatabase(t);
  const a = await listener(t, database, "a");
  const b = await listener(t, database, "b");
  await until(() => b.channel.isHeard());
  await cutListeners(database);
  await until(() => b.gaps() > 0);
  await until(() => b.channel.isHeard());
  a.channel.send("after the gap");
  await until(() => b.heard.includes("after the gap"));
});

test("a process that cannot listen says so, and hears later what others kept, or that it missed something", async (t) => {
  const { database, shutOut, letIn } = await sharedDatabase(t);
  const a = await listener(t, database, "a");
  const b = await listener(t, database, "b");
  await until(() => b.channel.isHeard());
  await shutOut();
  await until(() => !a.channel.isHeard() && !b.channel.isHeard());
  a.channel.send("said while the server was away");
  await letIn();
  await until(() => a.channel.isHeard() && b.channel.isHeard());
  a.channel.send("said afterwards");
  await until(() => b.heard.includes("said afterwards"));
  // Who sends may be back before who listens: then the first was said to nobody, and the gap stands for it.
  const [first] = b.heard;
  if (first !== "said while the server was away") assert.ok(b.gaps() > 0);
  assert.equal(b.heard.at(-1), "said afterwards");
});

test("what is not a message of ours is passed over", async (t) => {
  const { database } = await sharedDatabase(t);
  const a = await listener(t, database, "a");
  const b = await listener(t, database, "b");
  for (const payload of ["", "no json", "{}", "[1]", '"text"', "other+"]) {
    await sql`select pg_notify('safelight', ${payload})`.execute(database.db);
  }
  a.channel.send("whole");
  await until(() => b.heard.length === 1);
  assert.deepEqual(b.heard, ["whole"]);
});
