// The whole application on a bucket, and its gateway killed under it and started again.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createImage } from "#contract/images.ts";
import { getReadiness } from "#contract/instance.ts";
import type { BlobStore } from "../../server/blobs/blob-store.ts";
import { rememberingBlobs } from "../../server/blobs/remembering.ts";
import { openS3Blobs } from "../../server/blobs/s3.ts";
import { S3_LIMITS } from "../../server/blobs/s3-attempts.ts";
import { collectArrivals, collectDoomedBlobs } from "../../server/images/jobs.ts";
import { checkCanary, makeCanary } from "../../server/verification/canary.ts";
import { keysOf } from "../conformance/blob-store.ts";
import { noisyPng, picture, upload } from "../images/pictures.ts";
import { type CephGateway, cephGateway } from "../support/ceph.ts";
import { type Member, type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { newBucket } from "../support/s3-server.ts";
import { append, begun } from "../uploads/tus-client.ts";

const HOUR = 3_600_000;

let gateway: CephGateway;
/** The same bucket through a gateway that stays. */
let beside: BlobStore;
let app: MemoryApp;
let member: Member;

before(async () => {
  const { bucket, server } = await newBucket();
  gateway = await cephGateway(server.folder);
  await gateway.start();
  const place = { bucket, prefix: "pictures/", region: null };
  beside = await openS3Blobs({ ...place, endpoint: server.endpoint });
  const blobs = await openS3Blobs({ ...place, endpoint: gateway.endpoint }, { ...S3_LIMITS, pauseMs: 5 });
  app = await startMemoryApp({ blobs: rememberingBlobs(blobs), env: { SAFELIGHT_MAX_UPLOAD: "40MiB" } });
  member = await app.member();
});
after(async () => {
  await app.close();
  await beside.close();
  await gateway.kill9();
});

const bytesOf = (id: string, rendition = "original") => `/api/images/${id}/renditions/${rendition}`;

async function blobSetOf(id: string): Promise<string> {
  const rows = await app.database.db.selectFrom("images").select(["id", "blob_set"]).execute();
  return rows.find((row) => row.id === id)!.blob_set;
}

async function blobsReadiness(): Promise<string> {
  return (await app.client().get("/readyz")).as(getReadiness.replies[503]).parts.blobs;
}

test("pictures small and large come back whole and by ranges, and what is destroyed leaves the bucket", async () => {
  for (const file of [await picture("small"), noisyPng(300, 200), noisyPng(1900, 1700)]) {
    const { id } = await upload(member.client, file);
    const { status, bytes } = await member.client.get(bytesOf(id));
    assert.equal(status, 200);
    for (const [start, end] of [
      [0, 99],
      [bytes.length >> 1, (bytes.length >> 1) + 20_000],
      [bytes.length - 10, bytes.length - 1],
    ] as const) {
      const part = await member.client.get(bytesOf(id), { range: `bytes=${start}-${end}` });
      assert.equal(part.status, 206);
      assert.deepEqual(part.bytes, bytes.subarray(start, end + 1));
    }
    const blobSet = await blobSetOf(id);
    assert.ok((await keysOf(beside, `${blobSet}/`)).length >= 2);
    assert.equal((await member.client.delete(`/api/images/${id}`)).status, 204);
    assert.equal((await member.client.get(bytesOf(id, "thumb"))).status, 200);
    assert.equal((await member.client.delete(`/api/trash/${id}`)).status, 200);
    assert.deepEqual(await keysOf(beside, `${blobSet}/`), []);
    assert.equal((await member.client.get(bytesOf(id, "thumb"))).status, 404);
  }
});

test("a file sent in parts is sealed into the bucket as it comes, and its parts leave it", async () => {
  const before = await keysOf(beside);
  const file = noisyPng(1700, 1900);
  const path = await begun(member.client, file.length);
  const half = file.length >> 1;
  assert.equal((await append(member.client, path, 0, file.subarray(0, half))).status, 204);
  assert.ok((await keysOf(beside)).length > before.length);
  const last = await append(member.client, path, half, file.subarray(half));
  const { image } = last.as(createImage.replies[201]);
  assert.equal((await member.client.get(bytesOf(image.id))).status, 200);
  const blobSet = await blobSetOf(image.id);
  const left = (await keysOf(beside)).filter((key) => !before.includes(key) && !key.startsWith(blobSet));
  assert.deepEqual(left, []);
});

test("while the gateway is away everything has a clear end, and when it is back all goes on by itself", async () => {
  const seen = await upload(member.client, await picture("seen"));
  const unseen = await upload(member.client, await picture("unseen"));
  const doomed = await upload(member.client, await picture("doomed"));
  const doomedSet = await blobSetOf(doomed.id);
  const thumb = await member.client.get(bytesOf(seen.id, "thumb"));
  assert.equal(await blobsReadiness(), "ok");
  const keys = await keysOf(beside);

  await gateway.kill9();
  const refused = await member.client.get(bytesOf(unseen.id));
  assert.deepEqual([refused.status, refused.code], [503, "storage.unavailable"]);
  const notTaken = await member.client.upload(await picture("not taken"));
  assert.deepEqual([notTaken.status, notTaken.code], [503, "storage.unavailable"]);
  assert.equal(await blobsReadiness(), "failing");
  // What needs no store goes on, a thumbnail that was seen before among it.
  assert.equal((await member.client.get(`/api/images/${unseen.id}`)).status, 200);
  assert.deepEqual((await member.client.get(bytesOf(seen.id, "thumb"))).bytes, thumb.bytes);
  // Keys are destroyed at once, and bytes as soon as they can be.
  assert.equal((await member.client.delete(`/api/images/${doomed.id}`)).status, 204);
  assert.equal((await member.client.delete(`/api/trash/${doomed.id}`)).status, 200);
  assert.equal((await member.client.get(bytesOf(doomed.id))).status, 404);
  assert.equal(await collectDoomedBlobs(app.rooms), 0);
  assert.deepEqual(await keysOf(beside), keys);

  await gateway.start();
  assert.equal((await member.client.get(bytesOf(unseen.id))).status, 200);
  assert.equal(await blobsReadiness(), "ok");
  await upload(member.client, await picture("not taken"));
  assert.equal(await collectDoomedBlobs(app.rooms), 1);
  assert.deepEqual(await keysOf(beside, `${doomedSet}/`), []);
});

test("the instance's own vault is made once the gateway is back", async () => {
  await gateway.kill9();
  await assert.rejects(makeCanary(app.rooms));
  assert.equal(await checkCanary(app.rooms), "absent");
  await gateway.start();
  assert.equal(await makeCanary(app.rooms), true);
  assert.equal(await checkCanary(app.rooms), "opens");
  assert.equal(await makeCanary(app.rooms), false);
});

test("uploads that the gateway was killed under are whole or absent, and nothing of them stays", async () => {
  const files = await Promise.all(Array.from({ length: 12 }, (_, n) => picture(`under fire ${n}`)));
  const answers = files.map((file) => member.client.upload(file));
  await answers[0];
  await gateway.kill9();
  const replies = await Promise.all(answers);
  await gateway.start();
  for (const reply of replies) {
    if (reply.status === 201) continue;
    assert.deepEqual([reply.status, reply.code], [503, "storage.unavailable"]);
  }
  const kept = replies.filter(({ status }) => status === 201);
  assert.ok(kept.length > 0);
  for (const reply of kept) {
    const { image } = reply.body as { image: { id: string } };
    assert.equal((await member.client.get(bytesOf(image.id))).status, 200);
  }
  app.advance(2 * HOUR);
  await collectArrivals(app.rooms);
  await collectDoomedBlobs(app.rooms);
  const rows = await app.database.db.selectFrom("images").select("blob_set").execute();
  const known = new Set(rows.map((row) => row.blob_set));
  const stray = (await keysOf(beside)).filter((key) => !known.has(key.split("/")[0] ?? ""));
  assert.deepEqual(stray, []);
});
