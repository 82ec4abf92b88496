// A store that lies to the whole application: whatever it answers, nothing but the picture is ever served, nothing is
// acknowledged that was not kept, and everything comes to an end.

import assert from "node:assert/strict";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { after, afterEach, before, test } from "node:test";
import { getReadiness } from "#contract/instance.ts";
import { BlobExists, type BlobStore, BlobStoreUnavailable } from "../../server/blobs/blob-store.ts";
import { openS3Blobs } from "../../server/blobs/s3.ts";
import { S3_LIMITS } from "../../server/blobs/s3-attempts.ts";
import { keysOf, patternOf } from "../conformance/blob-store.ts";
import { damageRecords, noisyPng, picture, upload } from "../images/pictures.ts";
import { type Member, type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { newBucket } from "../support/s3-server.ts";
import { type Lie, type LyingProxy, lyingProxy } from "./lying-proxy.ts";

const MIB = 1024 ** 2;

interface Kept {
  readonly id: string;
  readonly whole: Buffer;
}

let proxy: LyingProxy;
/** The same bucket, without the liar. */
let honest: BlobStore;
/** Two ways to the liar: one that gives up soon, and one that gives an honest try time on a busy machine. */
let hasty: BlobStore;
let patient: BlobStore;
let used: BlobStore;
const whicheverIsUsed: BlobStore = {
  put: (key, sealed) => used.put(key, sealed),
  read: (key, range) => used.read(key, range),
  stream: (key, range) => used.stream(key, range),
  size: (key) => used.size(key),
  delete: (key) => used.delete(key),
  list: (prefix) => used.list(prefix),
  status: () => used.status(),
  close: async () => undefined,
};
let app: MemoryApp;
let member: Member;
/** A picture that is opened whole, and one that is opened as it is taken. */
let middling: Kept;
let large: Kept;

before(async () => {
  const { bucket, server } = await newBucket();
  proxy = await lyingProxy(server.endpoint);
  const place = { bucket, prefix: "", region: null };
  honest = await openS3Blobs({ ...place, endpoint: server.endpoint });
  const lied = { ...place, endpoint: proxy.endpoint };
  hasty = await openS3Blobs(lied, { ...S3_LIMITS, idleMs: 1_000, tryMs: 3_000, pauseMs: 5 });
  patient = await openS3Blobs(lied, { ...S3_LIMITS, idleMs: 3_000, pauseMs: 5 });
  used = patient;
  app = await startMemoryApp({ blobs: whicheverIsUsed, env: { SAFELIGHT_MAX_UPLOAD: "40MiB" } });
  member = await app.member();
  middling = await uploadWhole(noisyPng(300, 200));
  large = await uploadWhole(noisyPng(1900, 1700));
});
after(async () => {
  await app.close();
  for (const store of [hasty, patient, honest]) await store.close();
  await proxy.close();
});
afterEach(() => {
  proxy.beHonest();
  used = patient;
});

/** For lies that are told to every try: silence and trickles end soon. */
function lieForEver(...lie: Parameters<LyingProxy["lie"]>): void {
  used = hasty;
  proxy.lie(...lie);
}

function beHonest(): void {
  proxy.beHonest();
  used = patient;
}

const bytesOf = (id: string) => `/api/images/${id}/renditions/original`;

async function uploadWhole(file: Buffer): Promise<Kept> {
  const { id } = await upload(member.client, file);
  return { id, whole: (await member.client.get(bytesOf(id))).bytes };
}

/** What came before the answer ended or broke off, and whether it ended. */
async function taken(id: string): Promise<{ status: number; bytes: Buffer; isWhole: boolean }> {
  const cookie = [...member.client.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const asked = request(new URL(bytesOf(id), app.origin), { headers: { cookie } });
  asked.end();
  const [reply] = (await once(asked, "response")) as [IncomingMessage];
  const pieces: Buffer[] = [];
  try {
    for await (const piece of reply) pieces.push(piece as Buffer);
  } catch {
    return { status: reply.statusCode ?? 0, bytes: Buffer.concat(pieces), isWhole: false };
  }
  return { status: reply.statusCode ?? 0, bytes: Buffer.concat(pieces), isWhole: true };
}

/** What each lie about a read looks like to whoever asked for the picture. */
const READS: readonly (readonly [Lie, string])[] = [
  ["changes-answers", "image.damaged"],
  ["shortens", "storage.unavailable"],
  ["breaks-off", "storage.unavailable"],
  ["is-silent", "storage.unavailable"],
  ["falls-silent", "storage.unavailable"],
  ["trickles", "storage.unavailable"],
  [500, "storage.unavailable"],
  [503, "storage.unavailable"],
];

for (const [lie, code] of READS) {
  test(`a store that ${told(lie)} serves nothing: ${code}, after three tries, and all is well afterwards`, async () => {
    lieForEver(lie, "GET");
    const reply = await member.client.get(bytesOf(middling.id));
    assert.equal(reply.code, code);
    assert.equal(reply.status, code === "image.damaged" ? 500 : 503);
    assert.equal(proxy.asked(), 3);
    beHonest();
    assert.deepEqual((await member.client.get(bytesOf(middling.id))).bytes, middling.whole);
  });

  // The same wait once more shows nothing new.
  if (lie === "trickles") continue;

  test(`a large picture from a store that ${told(lie)} breaks off before anything wrong leaves`, async () => {
    lieForEver(lie, "GET");
    const { status, bytes, isWhole } = await taken(large.id);
    assert.ok(status >= 500 || !isWhole, "an answer that ended as if all were well");
    if (status === 200) assert.ok(bytes.equals(large.whole.subarray(0, bytes.length)));
    beHonest();
    const again = await taken(large.id);
    assert.ok(again.isWhole && again.bytes.equals(large.whole));
  });

  test(`a store that ${told(lie)} twice has a third try, and nobody notices`, async () => {
    proxy.lie(lie, "GET", 2);
    const reply = await member.client.get(bytesOf(middling.id));
    assert.equal(reply.status, 200);
    assert.deepEqual(reply.bytes, middling.whole);
    assert.equal(proxy.asked(), 3);
  });
}

test("another part than was asked for is not taken for it", async () => {
  lieForEver("ignores-ranges", "GET");
  // Not the beginning, which is where the answer would be right by chance.
  const reply = await member.client.get(bytesOf(middling.id), { range: "bytes=100000-100009" });
  assert.deepEqual([reply.status, reply.code], [503, "storage.unavailable"]);
});

test("bytes that were changed on their way back are told in the audit trail", async () => {
  const { id } = await uploadWhole(noisyPng(120, 80));
  lieForEver("changes-answers", "GET");
  assert.equal((await member.client.get(bytesOf(id))).code, "image.damaged");
  assert.equal(await damageRecords(app, id), 1);
});

for (const lie of ["changes-requests", "is-silent", 500, 503] as const) {
  test(`an upload to a store that ${told(lie)} is refused, and leaves nothing`, async () => {
    const before = await keysOf(honest);
    lieForEver(lie, "PUT");
    const reply = await member.client.upload(await picture(`put ${lie}`));
    assert.deepEqual([reply.status, reply.code], [503, "storage.unavailable"]);
    assert.deepEqual(await keysOf(honest), before);
    beHonest();
    await upload(member.client, await picture(`put ${lie}`));
  });

  test(`an upload to a store that ${told(lie)} twice is kept`, async () => {
    proxy.lie(lie, "PUT", 2);
    const { id } = await upload(member.client, await picture(`put twice ${lie}`));
    assert.equal((await member.client.get(bytesOf(id))).status, 200);
  });
}

test("an upload whose acknowledgement was lost on the way from the store is kept, once", async () => {
  const before = await keysOf(honest);
  proxy.lie("loses-answers", "PUT", 2);
  const { id } = await upload(member.client, await picture("lost"));
  assert.equal((await member.client.get(bytesOf(id))).status, 200);
  // This picture is its own view.
  assert.equal((await keysOf(honest)).length, before.length + 2);
});

/** Of a blob in parts, what each request is known by. */
const STEPS = [
  ["the beginning", "POST", "uploads"],
  ["a part", "PUT", "partNumber"],
  ["the end", "POST", "uploadId"],
] as const;

for (const [step, method, inAddress] of STEPS) {
  test(`a blob in parts is kept, once and whole, when the acknowledgement of ${step} was lost`, async () => {
    const bytes = patternOf(13 * MIB);
    const key = `parts/${method.toLowerCase()}-${inAddress.toLowerCase()}`;
    proxy.lie("loses-answers", method, 2, inAddress);
    assert.deepEqual(await app.blobs.put(key, bytes), { sizeBytes: bytes.length });
    assert.ok(bytes.equals(await honest.read(key)));
    await assert.rejects(app.blobs.put(key, bytes), BlobExists);
    await honest.delete(key);
  });

  test(`a blob in parts is refused and shows nowhere when ${step} finds nobody`, async () => {
    const key = `parts/refused-${method.toLowerCase()}-${inAddress.toLowerCase()}`;
    lieForEver(503, method, Number.POSITIVE_INFINITY, inAddress);
    await assert.rejects(app.blobs.put(key, patternOf(13 * MIB)), BlobStoreUnavailable);
    assert.equal(await honest.size(key), null);
  });
}

for (const lie of ["is-silent", 503] as const) {
  test(`readiness has an end, and says no, when the store ${told(lie)}`, async () => {
    lieForEver(lie, "GET");
    const reply = await app.client().get("/readyz");
    assert.equal(reply.status, 503);
    assert.equal(reply.as(getReadiness.replies[503]).parts.blobs, "failing");
    beHonest();
    const { parts } = (await app.client().get("/readyz")).as(getReadiness.replies[503]);
    assert.equal(parts.blobs, "ok");
  });
}

function told(lie: Lie): string {
  return typeof lie === "number" ? `answers ${lie}` : lie.replaceAll("-", " ");
}
