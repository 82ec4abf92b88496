// The server and a command of the command line write to one database at the same time.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openDatabase } from "../../server/database/open.ts";
import { createSamples, samplesOf } from "../conformance/database.ts";
import { addOne } from "./count-in-database.ts";

const counter = fileURLToPath(import.meta.resolve("./count-in-database.ts"));

test("two processes that read before they write take turns, and neither is refused", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "safelight-writers-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "samples.db");
  const database = await openDatabase({ kind: "sqlite", file });
  t.after(() => database.close());
  await createSamples(database);
  const samples = samplesOf(database);
  const row = { id: 1, name: "counted", bytes: null, seen_at: 0, parent_id: null };
  await samples.insertInto("samples").values(row).execute();
  let ended = false;
  const other = promisify(execFile)(process.execPath, [counter, file, "50"]).finally(() => {
    ended = true;
  });
  // Without a handler of its own, a failure of the other process would end this one before the test tells of it.
  other.catch(() => undefined);
  let added = 0;
  for (; !ended; added += 1) await addOne(database);
  await other;
  const counted = await samples.selectFrom("samples").select("seen_at").executeTakeFirstOrThrow();
  assert.equal(counted.seen_at, 50 + added);
});
