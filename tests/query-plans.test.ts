// No statement of a hot path reads a whole table: what pages and programs ask for again and again is run, each statement
// that goes to the database is caught, and the database is asked how it would go about it.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { CompiledQuery, type KyselyPlugin } from "kysely";
import type { AccountId, ImageId } from "#contract/ids.ts";
import { enforceSessionLimits } from "../server/accounts/session-life.ts";
import { memoryBlobs } from "../server/blobs/memory.ts";
import { picture, upload } from "./images/pictures.ts";
import { type Member, type MemoryApp, startMemoryApp } from "./support/memory-app.ts";
import { onPostgres, openTestDatabase, type TestDatabase } from "./support/test-database.ts";

let opened: TestDatabase;
let app: MemoryApp;
let member: Member;
let folder: string;
/** What was asked since it was last emptied, by its text. */
const asked = new Map<string, CompiledQuery>();

before(async () => {
  opened = await openTestDatabase();
  const { db } = opened.database;
  const catching: KyselyPlugin = {
    transformQuery({ node, queryId }) {
      const query = db.getExecutor().compileQuery(node, queryId);
      asked.set(query.sql, query);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  folder = await mkdtemp(join(tmpdir(), "safelight-plans-"));
  app = await startMemoryApp({
    shared: {
      database: { ...opened.database, db: db.withPlugin(catching) },
      blobs: memoryBlobs(),
      keyFolder: join(folder, "keys"),
    },
  });
  member = await app.member();
});
after(async () => {
  await app.close();
  await opened.drop();
  await rm(folder, { recursive: true });
});

/** Of tables read from end to end, what the database says. */
async function scansOf({ sql, parameters }: CompiledQuery): Promise<readonly string[]> {
  return await opened.database.db.connection().execute(async (connection) => {
    // Tables are small here, and PostgreSQL would read them whole because of that alone.
    if (onPostgres) await connection.executeQuery(CompiledQuery.raw("set enable_seqscan = off"));
    const explain = onPostgres ? "explain" : "explain query plan";
    const { rows } = await connection.executeQuery<Record<string, unknown>>(
      CompiledQuery.raw(`${explain} ${sql}`, [...parameters]),
    );
    if (onPostgres) await connection.executeQuery(CompiledQuery.raw("reset enable_seqscan"));
    const lines = rows.map((row) => String(row[onPostgres ? "QUERY PLAN" : "detail"]));
    return lines.filter((line) =>
      (onPostgres ? /Seq Scan on/ : /^SCAN (?!CONSTANT ROW|\d+ CONSTANT)/).test(line),
    );
  });
}

async function assertNoScan(name: string): Promise<void> {
  const read = [...asked.values()].filter(({ sql }) => /^(?:select|with|update|delete)\b/i.test(sql));
  assert.ok(read.length > 0, name);
  for (const query of read) assert.deepEqual(await scansOf(query), [], `${name}: ${query.sql}`);
  asked.clear();
}

test("a scan is noticed", async () => {
  const { db } = opened.database;
  const whole = db.selectFrom("images").select("id").where("uploaded_at", ">", 0);
  assert.equal((await scansOf(whole.compile())).length, 1);
  const keyed = db
    .selectFrom("images")
    .select("id")
    .where("id", "=", "none" as ImageId);
  assert.deepEqual(await scansOf(keyed.compile()), []);
});

test("what a gallery asks for reads no table from end to end", async () => {
  const { client } = member;
  const { id } = await upload(client, await picture("plans", { takenAt: "2024:07:01 18:30:05" }));
  await client.post("/api/albums", { name: "Plans" });
  const paths = {
    months: "/api/timeline",
    "a month": "/api/timeline/2024-07",
    "the layout of a month": "/api/timeline/2024-07/layout",
    "a list": "/api/images",
    "an image": `/api/images/${id}`,
    "a thumbnail": `/api/images/${id}/renditions/thumb`,
    "the trash": "/api/trash",
    albums: "/api/albums",
  };
  for (const [name, path] of Object.entries(paths)) {
    // The door looks its caller up anew as well.
    app.rooms.forgetting.forget(member.accountId as AccountId);
    asked.clear();
    const reply = await client.get(path);
    assert.equal(reply.status, 200, `${name} ${reply.text}`);
    await assertNoScan(name);
  }
  const found = await client.post("/api/search", { text: "plans" });
  assert.equal(found.status, 200, found.text);
  await assertNoScan("a search");
});

test("a token, the outbox and the jobs of each minute read no table from end to end", async () => {
  const made = await member.client.post("/api/tokens", {
    name: "plans",
    scopes: ["images:read"],
    expiresInDays: 1,
  });
  assert.equal(made.status, 201, made.text);
  const { token } = made.body as { token: string };
  asked.clear();
  const reply = await app.client().get("/api/timeline", { authorization: `Bearer ${token}` });
  assert.equal(reply.status, 200);
  await assertNoScan("a token");
  await app.rooms.mail.deliverDue();
  await assertNoScan("the outbox");
  await enforceSessionLimits(app.rooms);
  await assertNoScan("the limits of sessions");
});
