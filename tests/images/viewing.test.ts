import assert from "node:assert/strict";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { buffer } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import sharp from "sharp";
import type { AccountId } from "#contract/ids.ts";
import { getImage } from "#contract/images.ts";
import { memoryBlobs } from "../../server/blobs/memory.ts";
import { type Member, type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { photograph } from "../support/photographs.ts";
import { damageRecords, noisyPng, picture, upload } from "./pictures.ts";

interface Kept {
  readonly id: string;
  readonly whole: Buffer;
}

let app: MemoryApp;
let member: Member;
/** A picture whose original spans many chunks and is opened whole, into one buffer. */
let middling: Kept;
/** One that is opened whole as well, and freed as it leaves. */
let ahead: Kept;
/** One that is beyond 8 MiB, so that it is opened as it is taken. */
let large: Kept;
before(async () => {
  app = await startMemoryApp({ env: { SAFELIGHT_MAX_UPLOAD: "40MiB" } });
  member = await app.member();
  middling = await uploadWhole(noisyPng(300, 200));
  ahead = await uploadWhole(noisyPng(1600, 1500));
  large = await uploadWhole(noisyPng(1900, 1700));
});
after(() => app.close());

const bytesOf = (id: string, rendition = "original") => `/api/images/${id}/renditions/${rendition}`;

async function uploadWhole(file: Buffer): Promise<Kept> {
  const { id } = await upload(member.client, file);
  return { id, whole: (await member.client.get(bytesOf(id))).bytes };
}

/** Puts other bytes where an original lies; the image's row stays as it is. */
async function spoil(id: string, change: (sealed: Buffer) => void): Promise<() => Promise<void>> {
  const rows = await app.database.db.selectFrom("images").select(["id", "blob_set"]).execute();
  const key = `${rows.find((row) => row.id === id)!.blob_set}/original`;
  const replace = async (bytes: Buffer) => {
    await app.blobs.delete(key);
    await app.blobs.put(key, bytes);
  };
  const sealed = await app.blobs.read(key);
  const spoilt = Buffer.from(sealed);
  change(spoilt);
  await replace(spoilt);
  return () => replace(sealed);
}

test("a photograph comes back upright in every rendition, each with its exact type", async () => {
  const shot = await photograph(5, { longSide: 2600 });
  const { id, format, width, height } = await upload(member.client, shot.bytes, { name: shot.name });
  assert.deepEqual([format, width, height], ["jpeg", shot.width, shot.height]);
  const expected = { original: ["image/jpeg", 2600], view: ["image/webp", 2000], thumb: ["image/webp", 512] };
  for (const [rendition, [type, longSide]] of Object.entries(expected)) {
    const reply = await member.client.get(bytesOf(id, rendition));
    assert.equal(reply.status, 200);
    assert.equal(reply.headers.get("content-type"), type);
    const { info } = await sharp(reply.bytes).autoOrient().raw().toBuffer({ resolveWithObject: true });
    assert.equal(Math.max(info.width, info.height), longSide);
    assert.equal(info.height > info.width, shot.height > shot.width, rendition);
  }
});

test("a picture that is its own view is served as one", async () => {
  const { id } = await upload(member.client, await picture("own view"));
  const [original, view] = [
    await member.client.get(bytesOf(id)),
    await member.client.get(bytesOf(id, "view")),
  ];
  assert.equal(view.headers.get("content-type"), "image/jpeg");
  assert.deepEqual(view.bytes, original.bytes);
});

test("bytes leave with headers under which they can do nothing and stay nowhere", async () => {
  const { id } = await upload(member.client, await picture("headers"), { name: 'a";\r\nx: é.png' });
  const expected = {
    "content-type": "image/jpeg",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "accept-ranges": "bytes",
    etag: null,
    "last-modified": null,
  };
  const inline = await member.client.get(bytesOf(id));
  for (const [name, value] of Object.entries(expected)) assert.equal(inline.headers.get(name), value, name);
  assert.equal(inline.headers.get("content-length"), String(inline.bytes.length));
  assert.match(
    inline.headers.get("content-disposition") ?? "",
    /^inline; filename="[\w .()-]+\.jpg"; filename\*=/,
  );
  const download = await member.client.get(`${bytesOf(id)}?download=true`);
  assert.match(download.headers.get("content-disposition") ?? "", /^attachment; .*%C3%A9\.jpg$/);
  const thumb = await member.client.get(`${bytesOf(id, "thumb")}?download=true`);
  assert.match(thumb.headers.get("content-disposition") ?? "", /\.webp$/);
});

test("a range is the same bytes as in the whole, be it opened whole or in pieces", async () => {
  const chunk = 16_384;
  assert.ok(middling.whole.length < 256 * 1024 && large.whole.length > 8 * 1024 * 1024);
  assert.ok(ahead.whole.length > 6 * 1024 * 1024 && ahead.whole.length < 8 * 1024 * 1024);
  for (const { id, whole } of [middling, ahead, large]) {
    const size = whole.length;
    const ranges: [string, number, number][] = [
      ["0-0", 0, 0],
      [`0-${chunk - 1}`, 0, chunk - 1],
      [`${chunk - 1}-${chunk}`, chunk - 1, chunk],
      [`${chunk}-${3 * chunk + 5}`, chunk, 3 * chunk + 5],
      [`${size - 1}-`, size - 1, size - 1],
      [`-${chunk + 7}`, size - chunk - 7, size - 1],
      [`5-${size * 2}`, 5, size - 1],
      ["0-", 0, size - 1],
      [`${5 * chunk + 3}-${size - 2 * chunk - 9}`, 5 * chunk + 3, size - 2 * chunk - 9],
    ];
    for (const [range, start, end] of ranges) {
      const reply = await member.client.get(bytesOf(id), { range: `bytes=${range}` });
      assert.equal(reply.status, 206, range);
      assert.equal(reply.headers.get("content-range"), `bytes ${start}-${end}/${size}`);
      assert.equal(reply.headers.get("content-length"), String(end - start + 1));
      assert.ok(reply.bytes.equals(whole.subarray(start, end + 1)), range);
    }
  }
});

test("a range touches only the chunks it lies in", async () => {
  const { id, whole } = large;
  const undo = await spoil(id, (sealed) => {
    // Chunk 0, and the last one.
    sealed[100]! ^= 1;
    sealed[sealed.length - 1]! ^= 1;
  });
  try {
    const reply = await member.client.get(bytesOf(id), { range: "bytes=16384-49151" });
    assert.ok(reply.bytes.equals(whole.subarray(16_384, 49_152)));
    assert.equal((await member.client.get(bytesOf(id), { range: "bytes=0-9" })).code, "image.damaged");
    assert.equal((await member.client.get(bytesOf(id), { range: "bytes=-9" })).code, "image.damaged");
  } finally {
    await undo();
  }
});

test("a range outside is refused with the size; several and senseless ones give the whole", async () => {
  const { id, whole } = middling;
  for (const range of [`bytes=${whole.length}-`, "bytes=-0", "bytes=999999999-"]) {
    const reply = await member.client.get(bytesOf(id), { range });
    assert.deepEqual([reply.status, reply.code], [416, "request.range"]);
    assert.equal(reply.headers.get("content-range"), `bytes */${whole.length}`);
  }
  for (const range of ["bytes=0-1,4-5", "bytes=9-1", "pages=1-2"]) {
    const reply = await member.client.get(bytesOf(id), { range });
    assert.equal(reply.status, 200);
    assert.ok(reply.bytes.equals(whole));
  }
  const conditional = { range: "bytes=0-9", "if-range": '"never given"' };
  assert.equal((await member.client.get(bytesOf(id), conditional)).status, 200);
});

test("HEAD says what GET would, and reads nothing", async () => {
  for (const { id, whole } of [middling, ahead, large]) {
    const reply = await member.client.request("HEAD", bytesOf(id), { headers: { range: "bytes=0-9" } });
    assert.equal(reply.status, 200);
    assert.equal(reply.headers.get("content-length"), String(whole.length));
    assert.equal(reply.headers.get("content-type"), "image/png");
    assert.equal(reply.bytes.length, 0);
  }
});

/** Asks for the large original, and takes nothing of its body yet. */
async function beginDownload(id = large.id): Promise<IncomingMessage> {
  const cookie = [...member.client.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const asked = request(new URL(bytesOf(id), app.origin), { headers: { cookie }, agent: false });
  asked.end();
  const [reply] = (await once(asked, "response")) as [IncomingMessage];
  assert.equal(reply.statusCode, 200);
  return reply;
}

/** How many bytes came before the end, and whether it was the true end. */
async function takeAll(reply: IncomingMessage): Promise<{ taken: number; isWhole: boolean }> {
  let taken = 0;
  try {
    for await (const piece of reply as AsyncIterable<Buffer>) taken += piece.length;
    return { taken, isWhole: reply.complete };
  } catch {
    return { taken, isWhole: false };
  }
}

test("a large picture is not begun when the vault was locked after the door had looked", async () => {
  const blobs = memoryBlobs();
  const reading = Promise.withResolvers<void>();
  const going = Promise.withResolvers<void>();
  let isHeld = false;
  const own = await startMemoryApp({
    env: { SAFELIGHT_MAX_UPLOAD: "40MiB" },
    blobs: {
      ...blobs,
      read: async (key, range) => {
        if (isHeld) reading.resolve();
        if (isHeld) await going.promise;
        return blobs.read(key, range);
      },
    },
  });
  try {
    const { client } = await own.member();
    const { id } = await upload(client, noisyPng(1900, 1700));
    isHeld = true;
    const asked = client.get(bytesOf(id));
    await reading.promise;
    assert.equal((await client.post("/api/vault/lock")).status, 200);
    going.resolve();
    assert.equal((await asked).code, "vault.locked");
  } finally {
    await own.close();
  }
});

test("a large picture whose last chunk fails is cut off before its end, and the trail says so", async () => {
  const { id, whole } = await uploadWhole(noisyPng(1800, 1700));
  await spoil(id, (sealed) => {
    sealed[sealed.length - 1]! ^= 1;
  });
  const { taken, isWhole } = await takeAll(await beginDownload(id));
  assert.equal(isWhole, false);
  assert.ok(taken < whole.length);
  assert.equal(await damageRecords(app, id), 1);
});

test("one of up to 8 MiB whose last chunk fails is not begun, and the trail says so", async () => {
  const { id } = await uploadWhole(noisyPng(1000, 700));
  await spoil(id, (sealed) => {
    sealed[sealed.length - 1]! ^= 1;
  });
  assert.equal((await member.client.get(bytesOf(id))).code, "image.damaged");
  assert.equal(await damageRecords(app, id), 1);
});

test("a download under way ends when the vault is locked", async () => {
  for (const { id, whole } of [ahead, large]) {
    const reply = await beginDownload(id);
    // The rest waits at the server, since nobody takes it.
    app.rooms.forgetting.forget(member.accountId as AccountId);
    const { isWhole } = await takeAll(reply);
    assert.equal(isWhole, false);
    assert.deepEqual(await takeAll(await beginDownload(id)), { taken: whole.length, isWhole: true });
  }
});

test("what was opened ahead of a client that stands still is opened again when it goes on", async () => {
  const idleMs = 1300;
  const reply = await beginDownload(ahead.id);
  await pause(idleMs);
  assert.ok((await buffer(reply)).equals(ahead.whole));
  const cut = await beginDownload(ahead.id);
  await pause(idleMs);
  const undo = await spoil(ahead.id, (sealed) => {
    sealed[sealed.length - 1]! ^= 1;
  });
  try {
    assert.equal((await takeAll(cut)).isWhole, false, "nothing was left of it in memory");
  } finally {
    await undo();
  }
});

test("a client that goes away in the middle of a download harms nobody", async () => {
  const reply = await beginDownload();
  reply.destroy();
  assert.deepEqual(await takeAll(await beginDownload()), { taken: large.whole.length, isWhole: true });
});

test("an unknown rendition is not found", async () => {
  for (const name of ["preview", "ORIGINAL", "original%00", "..%2foriginal", "__proto__"]) {
    assert.equal((await member.client.get(bytesOf(middling.id, name))).code, "not-found", name);
  }
});

test("details are what the upload answered", async () => {
  const image = await upload(member.client, await picture("details"), { name: "details.jpg" });
  const reply = await member.client.get(`/api/images/${image.id}`);
  assert.deepEqual(reply.as(getImage.replies[200]), image);
  assert.equal(reply.headers.get("cache-control"), "no-store");
});
