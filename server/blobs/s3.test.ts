import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { hastyLine } from "../../tests/buckets/hasty-line.ts";
import { lyingProxy } from "../../tests/buckets/lying-proxy.ts";
import {
  blobStoreConformance,
  collect,
  fullBlobStoreConformance,
  inPieces,
  keysOf,
  patternOf,
} from "../../tests/conformance/blob-store.ts";
import { findFreePort } from "../../tests/support/free-port.ts";
import { type BucketKind, newBucket, s3Server } from "../../tests/support/s3-server.ts";
import {
  BlobDamaged,
  BlobExists,
  type BlobStore,
  BlobStoreFull,
  BlobStoreRefused,
  BlobStoreUnavailable,
} from "./blob-store.ts";
import { rememberingBlobs } from "./remembering.ts";
import { openS3Blobs } from "./s3.ts";
import { S3_LIMITS } from "./s3-attempts.ts";

const MIB = 1024 ** 2;
const PREFIX = "some/where/";

interface Opened {
  readonly store: BlobStore;
  readonly bucket: string;
  /** Of somebody else who may reach the bucket. */
  readonly client: S3Client;
}

async function openBucketOf(kind: BucketKind = "plain", t?: TestContext): Promise<Opened> {
  const { bucket, server, client } = await newBucket(kind);
  const store = await openS3Blobs({ bucket, prefix: PREFIX, endpoint: server.endpoint, region: null });
  t?.after(() => store.close());
  t?.after(() => client.destroy());
  return { store, bucket, client };
}

blobStoreConformance("openS3Blobs, on Ceph,", async () => {
  const { store, client } = await openBucketOf();
  return { store, remove: async () => client.destroy() };
});

blobStoreConformance("rememberingBlobs, in front of a bucket,", async () => {
  const { store, client } = await openBucketOf();
  return { store: rememberingBlobs(store), remove: async () => client.destroy() };
});

fullBlobStoreConformance("a bucket with a quota of 4 MiB", 4 * MIB, async () => {
  const { store, client } = await openBucketOf("4 MiB");
  return { store, remove: async () => client.destroy() };
});

for (const arrives of ["nothing", "status"] as const) {
  test(`a full store is told as full, also when of its refusal ${arrives} arrives while a blob is being sent`, async (t) => {
    const { store, bucket } = await openBucketOf("4 MiB", t);
    const line = await hastyLine((await s3Server()).endpoint, arrives);
    t.after(() => line.close());
    const place = { bucket, prefix: PREFIX, endpoint: line.endpoint, region: null };
    const sending = await openS3Blobs(place);
    t.after(() => sending.close());
    await store.put("kept", patternOf(3 * MIB));
    for (const bytes of [1.5 * MIB, 3 * MIB, 13 * MIB]) {
      const before = line.puts();
      await assert.rejects(sending.put("more", patternOf(bytes)), BlobStoreFull);
      assert.ok(line.puts() - before > 1, "the first refusal was lost");
    }
    assert.deepEqual(await keysOf(store), ["kept"]);
  });
}

async function unfinishedIn({ client, bucket }: Opened): Promise<number> {
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  return Uploads.length;
}

test("a blob too large for one request shows only once it is whole, and is never overwritten", async (t) => {
  const opened = await openBucketOf("plain", t);
  const { store } = opened;
  const bytes = patternOf(25 * MIB + 3);
  async function* watched(): AsyncGenerator<Buffer> {
    yield* inPieces(bytes.subarray(0, 24 * MIB), MIB - 1);
    assert.equal(await store.size("large"), null);
    assert.deepEqual(await keysOf(store), []);
    yield bytes.subarray(24 * MIB);
  }
  assert.deepEqual(await store.put("large", watched()), { sizeBytes: bytes.length });
  assert.ok(bytes.equals(await store.read("large")));
  assert.ok(bytes.equals(await collect(store.stream("large"))));
  for (const [start, end] of [
    [0, 16 * MIB],
    [4 * MIB - 1, 8 * MIB + 1],
    [16 * MIB - 5, 26 * MIB],
  ] as const) {
    assert.ok(bytes.subarray(start, end).equals(await collect(store.stream("large", { start, end }))));
    assert.ok(bytes.subarray(start, end).equals(await store.read("large", { start, end })));
  }
  await assert.rejects(store.put("large", patternOf(13 * MIB)), BlobExists);
  await assert.rejects(store.put("large", patternOf(1)), BlobExists);
  assert.ok(bytes.equals(await store.read("large")));
  assert.equal(await unfinishedIn(opened), 0);
});

test("a source that breaks off after its first part leaves no part behind", async (t) => {
  const opened = await openBucketOf("plain", t);
  const broken = new Error("the line went dead");
  async function* breaksOff(): AsyncGenerator<Buffer> {
    yield patternOf(13 * MIB);
    throw broken;
  }
  await assert.rejects(opened.store.put("a", breaksOff()), broken);
  assert.equal(await unfinishedIn(opened), 0);
  assert.deepEqual(await keysOf(opened.store), []);
});

test("parts that a killed process left go when their blob is deleted, and no others do", async (t) => {
  const opened = await openBucketOf("plain", t);
  const { store, client, bucket } = opened;
  for (const key of ["a", "a/b"]) {
    const name = { Bucket: bucket, Key: PREFIX + key };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(name));
    await client.send(new UploadPartCommand({ ...name, UploadId, PartNumber: 1, Body: patternOf(5 * MIB) }));
  }
  await store.delete("a");
  assert.equal(await unfinishedIn(opened), 1);
  await store.delete("a/b");
  assert.equal(await unfinishedIn(opened), 0);
});

test("bytes that were exchanged in the bucket are damage, of whatever size", async (t) => {
  const { store, client, bucket } = await openBucketOf("plain", t);
  for (const sizeBytes of [1000, 9 * MIB]) {
    const key = `of-${sizeBytes}`;
    await store.put(key, patternOf(sizeBytes));
    const name = { Bucket: bucket, Key: PREFIX + key };
    const { Metadata } = await client.send(new GetObjectCommand({ ...name, Range: "bytes=0-1" }));
    const other = patternOf(sizeBytes);
    other[sizeBytes - 1]! ^= 1;
    await client.send(new PutObjectCommand({ ...name, Body: other, Metadata }));
    await assert.rejects(store.read(key), BlobDamaged);
    await assert.rejects(store.read(key, { start: 0, end: sizeBytes + 1 }), BlobDamaged);
    await assert.rejects(collect(store.stream(key)), BlobDamaged);
  }
});

test("what others put into the bucket is not listed, and what lies beside the prefix is not seen", async (t) => {
  const { store, client, bucket } = await openBucketOf("plain", t);
  for (const Key of ["a", `${PREFIX}Capital`, `${PREFIX}under_score`, "some/wherever/a", `${PREFIX}sub//a`]) {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: "x" }));
  }
  await store.put("b", patternOf(1));
  assert.deepEqual(await keysOf(store), ["b"]);
  assert.equal(await store.size("a"), null);
});

test("deleting deletes in a bucket that keeps versions too, and its status says that it does", async (t) => {
  const { store, client, bucket } = await openBucketOf("versioned", t);
  await store.put("a", patternOf(10));
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: `${PREFIX}a`, Body: "another version" }));
  await store.put("a/b", patternOf(10));
  await store.delete("a");
  await store.delete("a");
  const { Versions = [], DeleteMarkers = [] } = await client.send(
    new ListObjectVersionsCommand({ Bucket: bucket }),
  );
  assert.deepEqual(
    Versions.map(({ Key }) => Key),
    [`${PREFIX}a/b`],
  );
  assert.deepEqual(DeleteMarkers, []);
  assert.deepEqual(await store.status(), ["versioned"]);
});

test("a store that says it has deleted a version and keeps it is not asked for ever", async (t) => {
  const { store, bucket } = await openBucketOf("versioned", t);
  const proxy = await lyingProxy((await s3Server()).endpoint);
  t.after(() => proxy.close());
  const place = { bucket, prefix: PREFIX, endpoint: proxy.endpoint, region: null };
  const lied = await openS3Blobs(place, { ...S3_LIMITS, pauseMs: 5 });
  t.after(() => lied.close());
  await store.put("a", patternOf(10));
  proxy.lie("does-nothing", "DELETE", Number.POSITIVE_INFINITY, "versionId");
  await assert.rejects(lied.delete("a"), BlobStoreUnavailable);
  proxy.beHonest();
  await lied.delete("a");
  assert.equal(await store.size("a"), null);
});

test("a large blob that becomes a shorter one while it is read is told as damaged, not given short", async (t) => {
  const { store, client, bucket } = await openBucketOf("plain", t);
  await store.put("a", patternOf(9 * MIB));
  const replaced = async (): Promise<void> => {
    let isFirst = true;
    for await (const _ of store.stream("a")) {
      if (!isFirst) continue;
      isFirst = false;
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: `${PREFIX}a`, Body: patternOf(MIB) }));
    }
  };
  await assert.rejects(replaced(), BlobDamaged);
});

test("the status of a bucket that locks what it holds says so, and that of a plain one says nothing", async (t) => {
  assert.deepEqual(await (await openBucketOf("locked", t)).store.status(), ["versioned", "locked"]);
  assert.deepEqual(await (await openBucketOf("plain", t)).store.status(), []);
});

test("a bucket that is not there, or a secret that is wrong, is refused, and the secret is in no message", async (t) => {
  const { endpoint, secretKey } = await s3Server();
  const place = { prefix: "", endpoint, region: null };
  const absent = await openS3Blobs({ ...place, bucket: "absent-bucket" });
  t.after(() => absent.close());
  await assert.rejects(absent.status(), BlobStoreRefused);
  const { bucket } = await openBucketOf("plain", t);
  process.env["AWS_SECRET_ACCESS_KEY"] = "canary-secret";
  t.after(() => {
    process.env["AWS_SECRET_ACCESS_KEY"] = secretKey;
  });
  const stranger = await openS3Blobs({ ...place, bucket });
  t.after(() => stranger.close());
  await assert.rejects(stranger.status(), (error: Error) => {
    assert.ok(error instanceof BlobStoreRefused);
    assert.ok(!JSON.stringify([error.message, String(error.cause), error.cause]).includes("canary"));
    return true;
  });
  await assert.rejects(stranger.put("a", patternOf(1)), BlobStoreRefused);
});

test("a store that nobody answers for is unavailable, for every operation", async (t) => {
  await s3Server();
  const endpoint = `http://127.0.0.1:${await findFreePort()}`;
  const store = await openS3Blobs({ bucket: "nobody", prefix: "", endpoint, region: null });
  t.after(() => store.close());
  await assert.rejects(store.put("a", patternOf(1)), BlobStoreUnavailable);
  await assert.rejects(store.put("a", patternOf(13 * MIB)), BlobStoreUnavailable);
  await assert.rejects(store.read("a"), BlobStoreUnavailable);
  await assert.rejects(collect(store.stream("a")), BlobStoreUnavailable);
  await assert.rejects(store.size("a"), BlobStoreUnavailable);
  await assert.rejects(store.delete("a"), BlobStoreUnavailable);
  await assert.rejects(keysOf(store), BlobStoreUnavailable);
  await assert.rejects(store.status(), BlobStoreUnavailable);
});
