// Started by full-disk.test.ts on a small file system of its own, which holds the database and the blobs. Is a test
// itself, and fails as one does.
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { listImages } from "#contract/images.ts";
import { openDiskBlobs } from "../../server/blobs/disk.ts";
import { collectArrivals } from "../../server/images/jobs.ts";
import { startMemoryApp } from "../support/memory-app.ts";
import { noisyPng, picture, upload } from "./pictures.ts";

const [root] = process.argv.slice(2);
if (!root) throw new Error("usage: fill-disk.ts <folder>");

test("on a full disk uploads are refused as such, nothing of them stays, and what is there still opens", async (t) => {
  const app = await startMemoryApp({
    databaseFile: join(root, "safelight.db"),
    blobs: await openDiskBlobs(join(root, "blobs")),
  });
  t.after(() => app.close());
  const filler = join(root, "filler");
  writeFileSync(filler, Buffer.alloc(1_000_000));
  const { client } = await app.member();
  const blobSets = async () => {
    const sets = new Set<string>();
    for await (const { key } of app.blobs.list()) sets.add(key.split("/")[0]!);
    return [...sets].toSorted();
  };
  const imageSets = async () =>
    (await app.database.db.selectFrom("images").select("blob_set").execute())
      .map((row) => row.blob_set)
      .toSorted();

  const kept: string[] = [];
  const refusals: (string | undefined)[] = [];
  // Large ones until none fits, then small ones into what is left, so that each step of an upload meets the end.
  for (let size = 400; size >= 20; size -= 20) {
    for (let n = 0; n < 40; n += 1) {
      const reply = await client.upload(noisyPng(size, size + n));
      if (reply.status !== 201) {
        refusals.push(reply.code);
        break;
      }
      kept.push((reply.body as { image: { id: string } }).image.id);
    }
  }
  assert.ok(kept.length > 3, "some were taken");
  assert.ok(refusals.length > 3, "some were refused");
  assert.deepEqual([...new Set(refusals)], ["storage.full"]);
  assert.deepEqual(await blobSets(), await imageSets());
  for (const id of kept) {
    for (const rendition of ["original", "thumb"]) {
      const reply = await client.get(`/api/images/${id}/renditions/${rendition}`);
      assert.equal(reply.status, 200, `${rendition}: ${reply.text}`);
    }
  }
  assert.equal(
    (await client.get("/api/images?limit=200")).as(listImages.replies[200]).items.length,
    kept.length,
  );

  // With room again, pictures go and come, and nothing is left over.
  rmSync(filler);
  for (const id of kept.slice(0, 3)) {
    assert.equal((await client.delete(`/api/images/${id}`)).status, 204);
    assert.equal((await client.delete(`/api/trash/${id}`)).status, 200);
  }
  await upload(client, await picture("after the flood"));
  app.advance(2 * 3_600_000);
  await collectArrivals(app.rooms);
  assert.deepEqual(await app.database.db.selectFrom("arrivals").selectAll().execute(), []);
  assert.deepEqual(await blobSets(), await imageSets());
});
