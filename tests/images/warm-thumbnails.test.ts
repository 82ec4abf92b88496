// What a page of thumbnails asks for again and again needs neither the database nor the disk: both are taken away.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { memoryBlobs } from "../../server/blobs/memory.ts";
import { rememberingBlobs } from "../../server/blobs/remembering.ts";
import { startMemoryApp } from "../support/memory-app.ts";
import { openTestDatabase } from "../support/test-database.ts";
import { picture, upload } from "./pictures.ts";

test("a thumbnail that was just shown needs neither the database nor the disk", async (t) => {
  const disk = memoryBlobs();
  const { database, drop } = await openTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), "safelight-warm-"));
  const app = await startMemoryApp({
    shared: { database, blobs: rememberingBlobs(disk), keyFolder: join(folder, "keys") },
  });
  t.after(async () => {
    await app.close();
    await drop();
    await rm(folder, { recursive: true });
  });
  const { client } = await app.member();
  const { id } = await upload(client, await picture("warm"));
  const path = `/api/images/${id}/renditions/thumb`;
  // Once a minute the use of a session is written down: now, and then not for a while.
  app.advance(61_000);
  const first = await client.get(path);
  assert.equal(first.status, 200);

  for await (const { key } of disk.list()) await disk.delete(key);
  await database.close();
  const again = await client.get(path);
  assert.equal(again.status, 200);
  assert.deepEqual(again.bytes, first.bytes);
  // They are gone indeed.
  assert.notEqual((await client.get(`/api/images/${id}/renditions/original`)).status, 200);
  assert.notEqual((await client.get("/api/timeline")).status, 200);
});
