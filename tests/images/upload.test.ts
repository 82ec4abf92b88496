import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { createImage } from "#contract/images.ts";
import { verifyAudit } from "../../server/audit/verify-audit.ts";
import type { BlobStore } from "../../server/blobs/blob-store.ts";
import { openGallery } from "../../server/images/gallery.ts";
import { uploadImage } from "../../server/images/upload-image.ts";
import type { Darkroom } from "../../server/imaging/darkroom.ts";
import { phoneExif } from "../support/make-images/exif-structure.ts";
import { animatedGif } from "../support/make-images/gif-file.ts";
import { exifSegment, plainJpeg, withSegments } from "../support/make-images/jpeg-file.ts";
import { plainPng } from "../support/make-images/png-file.ts";
import { plainWebp } from "../support/make-images/webp-file.ts";
import { type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { callerOf, picture, upload } from "./pictures.ts";

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

async function rowsOf(table: "images" | "sealed_keys" | "arrivals" | "doomed_blobs"): Promise<number> {
  return (await app.database.db.selectFrom(table).selectAll().execute()).length;
}

async function blobKeys(of: MemoryApp = app): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of of.blobs.list()) keys.push(key);
  return keys;
}

async function usedBytes(accountId: string): Promise<number> {
  const accounts = await app.database.db.selectFrom("accounts").selectAll().execute();
  return accounts.find((account) => account.id === accountId)!.used_bytes;
}

/** Everything there is of images, to be compared with itself later. */
async function traces() {
  const tables = ["images", "sealed_keys", "arrivals", "doomed_blobs"] as const;
  return { rows: await Promise.all(tables.map(rowsOf)), blobs: (await blobKeys()).sort() };
}

test("a photograph is kept with what its file says of it, upright", async () => {
  const { client, accountId } = await app.member();
  const file = withSegments(await plainJpeg(), [exifSegment(phoneExif("canary", 6))]);
  const reply = await client.upload(file, { name: "Beach.JPG" });
  assert.equal(reply.status, 201);
  const { image, duplicate, receipt } = reply.as(createImage.replies[201]);
  assert.equal(duplicate, false);
  // Of the file as it was sent: what is kept is smaller.
  assert.deepEqual(receipt, {
    sizeBytes: file.length,
    sha256: createHash("sha256").update(file).digest("hex"),
  });
  assert.deepEqual(
    { ...image, id: "", uploadedAt: "", thumbHash: "", sizeBytes: 0, removed: [] },
    {
      id: "",
      damaged: false,
      name: "Beach.JPG",
      caption: "",
      format: "jpeg",
      width: 64,
      height: 96,
      sizeBytes: 0,
      takenAt: "2024-07-01T18:30:05+02:00",
      uploadedAt: "",
      trashedAt: null,
      favourite: false,
      thumbHash: "",
      camera: { make: "Lumen", model: "Lumen One", lens: "Lumen back camera" },
      exposure: { iso: 200, fNumber: 1.8, seconds: 0.008, focalLengthMm: 4.2 },
      place: { latitude: -33.8598333, longitude: 151.2111667, altitude: 58.5 },
      animated: false,
      viewFormat: "jpeg",
      rotation: 0,
      removed: [],
    },
  );
  assert.deepEqual([...image.removed].sort(), ["exif", "gps", "thumbnail"]);
  assert.match(image.thumbHash, /^[A-Za-z0-9+/]{7,}=*$/);
  assert.equal(await usedBytes(accountId), image.sizeBytes);
  const original = await client.get(`/api/images/${image.id}/renditions/original`);
  assert.equal(original.bytes.length, image.sizeBytes);
});

test("PNG, animated GIF and WebP are taken as what they are, whatever they are called", async () => {
  const { client } = await app.member();
  const files = { png: plainPng(), gif: animatedGif(), webp: await plainWebp() };
  for (const [format, file] of Object.entries(files)) {
    const image = await upload(client, file, { name: "picture.jpg", type: "text/html" });
    assert.equal(image.format, format);
    assert.equal(image.animated, format === "gif");
    const original = await client.get(`/api/images/${image.id}/renditions/original`);
    assert.equal(original.headers.get("content-type"), `image/${format}`);
  }
});

test("the name is kept clean, and one without letters is Untitled", async () => {
  const { client } = await app.member();
  const named = await upload(client, await picture("name 1"), { name: "a\u202egpj.exe\u0007 e\u0301.jpg" });
  assert.equal(named.name, "agpj.exe é.jpg");
  const long = await upload(client, await picture("name 2"), { name: `${"é".repeat(200)}.jpg` });
  assert.equal(long.name, "é".repeat(127));
  const untitled = await upload(client, await picture("name 3"), { name: ".." });
  assert.equal(untitled.name, "Untitled.jpg");
});

test("the date is the camera's, else the file's, else the upload's", async () => {
  const { client } = await app.member();
  const lastModified = String(Date.UTC(2019, 4, 3, 22, 1, 2));
  const camera = await picture("date 1", { takenAt: "2021:02:03 04:05:06" });
  const fields = { lastModified };
  assert.equal((await upload(client, camera, { fields })).takenAt, "2021-02-03T04:05:06");
  assert.equal((await upload(client, await picture("date 2"), { fields })).takenAt, "2019-05-03T22:01:02");
  const bare = await upload(client, await picture("date 3"));
  assert.equal(bare.takenAt, bare.uploadedAt.slice(0, 19));
  const before = await traces();
  const wrong = await client.upload(await picture("date 4"), { fields: { lastModified: "yesterday" } });
  assert.equal(wrong.code, "request.invalid");
  assert.deepEqual(await traces(), before);
});

test("the same file again gives the image that is there, and nothing more is kept", async () => {
  const { client, accountId } = await app.member();
  const file = await picture("twice");
  const first = await upload(client, file, { name: "first.jpg" });
  const before = await traces();
  const used = await usedBytes(accountId);
  const again = await client.upload(file, { name: "second.jpg" });
  assert.equal(again.status, 200);
  assert.deepEqual(again.as(createImage.replies[200]), {
    image: first,
    duplicate: true,
    restored: false,
    receipt: { sizeBytes: file.length, sha256: createHash("sha256").update(file).digest("hex") },
  });
  assert.deepEqual(await traces(), before);
  assert.equal(await usedBytes(accountId), used);
});

test("the same file again takes it out of the trash", async () => {
  const { client } = await app.member();
  const file = await picture("trashed and back", { takenAt: "2020:01:02 03:04:05" });
  const image = await upload(client, file);
  assert.equal((await client.delete(`/api/images/${image.id}`)).status, 204);
  assert.deepEqual((await client.get("/api/timeline")).body, { items: [] });
  const again = await client.upload(file);
  assert.equal(again.status, 200);
  const { image: restored, ...rest } = again.as(createImage.replies[200]);
  assert.deepEqual(restored, image);
  assert.equal(rest.restored, true);
  assert.deepEqual((await client.get("/api/timeline")).body, { items: [{ month: "2020-01", count: 1 }] });
  const trash = (await client.get("/api/trash")).body as { items: unknown[] };
  assert.deepEqual(trash.items, []);
});

test("the same file of somebody else is a picture of their own", async () => {
  const [anna, bert] = [await app.member(), await app.member()];
  const file = await picture("shared by chance");
  const hers = await upload(anna.client, file);
  const his = await upload(bert.client, file);
  assert.notEqual(hers.id, his.id);
  await anna.client.delete(`/api/images/${hers.id}`);
  await anna.client.delete(`/api/trash/${hers.id}`);
  assert.equal((await bert.client.get(`/api/images/${his.id}/renditions/original`)).status, 200);
});

test("of equal uploads at one moment one is kept, and all are answered with it", async () => {
  const { client, accountId } = await app.member();
  const file = await picture("race");
  const before = await traces();
  const replies = await Promise.all(Array.from({ length: 6 }, () => client.upload(file)));
  assert.deepEqual(
    replies.map((reply) => reply.status).toSorted((a, b) => a - b),
    [200, 200, 200, 200, 200, 201],
  );
  const ids = new Set(replies.map((reply) => (reply.body as { image: { id: string } }).image.id));
  assert.equal(ids.size, 1);
  const after = await traces();
  assert.deepEqual(
    after.rows,
    before.rows.map((count, n) => (n < 2 ? count + 1 : 0)),
  );
  // Original and thumbnail; a picture this small is its own view.
  assert.equal(after.blobs.length, before.blobs.length + 2);
  const [image] = replies.map((reply) => (reply.body as { image: { sizeBytes: number } }).image);
  assert.equal(await usedBytes(accountId), image!.sizeBytes);
});

test("a refused file leaves nothing, and the reason is told", async () => {
  const { client } = await app.member();
  const good = await picture("refused");
  const refused = {
    "image.empty": Buffer.alloc(0),
    "image.unsupported": Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "image.truncated": good.subarray(0, good.length - 200),
    "image.too-large": Buffer.concat([good, Buffer.alloc(5 * 1024 * 1024)]),
  };
  const before = await traces();
  for (const [code, file] of Object.entries(refused)) {
    assert.equal((await client.upload(file)).code, code);
  }
  assert.deepEqual(await traces(), before);
});

test("a sealed vault takes nothing until its recovery code was typed back", async () => {
  const { client } = await app.member({ vault: "sealed", confirmKit: false });
  const before = await traces();
  const refused = await client.upload(await picture("sealed"));
  assert.equal(refused.code, "vault.kit-required");
  assert.deepEqual(await traces(), before);
  const confirmed = await app.member({ vault: "sealed" });
  assert.equal((await confirmed.client.upload(await picture("sealed"))).status, 201);
});

test("what goes beyond the quota is refused and leaves nothing; the trash counts, destruction frees", async () => {
  const { client, accountId } = await app.member();
  const first = await upload(client, await picture("quota 1"));
  const account = app.database.db.updateTable("accounts");
  await account
    .set({ quota_bytes: first.sizeBytes * 2 })
    .where("email", "=", `${await emailOf(accountId)}`)
    .execute();
  const second = await upload(client, await picture("quota 2"));
  const before = await traces();
  assert.equal((await client.upload(await picture("quota 3"))).code, "quota.exceeded");
  await client.delete(`/api/images/${second.id}`);
  assert.equal((await client.upload(await picture("quota 3"))).code, "quota.exceeded");
  assert.deepEqual(await traces(), before);
  await client.delete(`/api/trash/${second.id}`);
  assert.equal((await client.upload(await picture("quota 3"))).status, 201);
});

test("uploads at one moment do not go beyond the quota together", async () => {
  const { client, accountId } = await app.member();
  const first = await upload(client, await picture("rush 0"));
  await app.database.db
    .updateTable("accounts")
    .set({ quota_bytes: first.sizeBytes * 3 })
    .where("email", "=", await emailOf(accountId))
    .execute();
  const files = await Promise.all([1, 2, 3, 4, 5].map((n) => picture(`rush ${n}`)));
  const replies = await Promise.all(files.map((file) => client.upload(file)));
  assert.deepEqual(
    replies.map((reply) => reply.status).toSorted((a, b) => a - b),
    [201, 201, 507, 507, 507],
  );
  assert.equal(await usedBytes(accountId), first.sizeBytes * 3);
});

test("an account that is disabled, or whose vault key is replaced, while its upload is developed keeps nothing", async () => {
  const changes = { "session.required": { disabled_at: 1 }, "vault.locked": { vault_epoch: 2 } };
  for (const [code, change] of Object.entries(changes)) {
    const member = await app.member();
    const email = await emailOf(member.accountId);
    const { darkroom } = app.rooms;
    // The change comes right behind the developing.
    const changing: Darkroom = {
      ...darkroom,
      develop: async (...given) => {
        const developed = await darkroom.develop(...given);
        await app.database.db.updateTable("accounts").set(change).where("email", "=", email).execute();
        return developed;
      },
    };
    const before = await traces();
    const bytes = await picture(`cut off ${code}`);
    const gallery = openGallery({ ...app.rooms, darkroom: changing });
    const uploading = uploadImage(gallery, await callerOf(app, member), {
      announcedBytes: null,
      receive: async () => ({ name: "late.jpg", bytes, fields: {} }),
      signal: new AbortController().signal,
    });
    await assert.rejects(uploading, { code });
    assert.deepEqual(await traces(), before);
  }
});

test("an upload whose client goes away leaves nothing, whenever it goes", async () => {
  const member = await app.member();
  const caller = await callerOf(app, member);
  const { blobs } = app.rooms;
  const moments = ["before", "while it is developed", "while it is kept"] as const;
  for (const moment of moments) {
    const before = await traces();
    const abort = new AbortController();
    const goAt = (now: (typeof moments)[number]) => {
      if (now === moment) abort.abort();
    };
    const keeping: BlobStore = {
      ...blobs,
      put: (...given) => {
        goAt("while it is kept");
        return blobs.put(...given);
      },
    };
    const bytes = await picture(`gone ${moment}`);
    const uploading = uploadImage(openGallery({ ...app.rooms, blobs: keeping }), caller, {
      announcedBytes: null,
      receive: async () => {
        goAt("before");
        setImmediate(() => goAt("while it is developed"));
        return { name: "gone.jpg", bytes, fields: {} };
      },
      signal: abort.signal,
    });
    await assert.rejects(uploading, { code: "upload.interrupted" });
    assert.deepEqual(await traces(), before, moment);
    assert.equal((await member.client.upload(bytes)).status, 201);
  }
});

test("an upload cut off on the wire leaves nothing, and the server goes on", async () => {
  const { client } = await app.member();
  await upload(client, await picture("before the cut"));
  const before = await traces();
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const { host, port } = new URL(app.origin);
  const head = [
    "POST /api/images HTTP/1.1",
    `Host: ${host}`,
    `Origin: ${app.origin}`,
    `Cookie: ${cookie}`,
    "Content-Type: multipart/form-data; boundary=b",
    "Content-Length: 100000",
  ];
  const part = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n';
  const socket = connect(Number(port), "127.0.0.1");
  socket.write(`${head.join("\r\n")}\r\n\r\n${part}`);
  socket.write((await picture("cut")).subarray(0, 500));
  await once(socket, "connect");
  socket.destroy();
  await once(socket, "close");
  assert.deepEqual(await traces(), before);
  assert.equal((await client.upload(await picture("after the cut"))).status, 201);
});

test("every upload, and nothing that was refused, stands in the audit trail", async () => {
  const { client, accountId } = await app.member();
  const image = await upload(client, await picture("audited"));
  await client.upload(await picture("audited"));
  await client.upload(Buffer.from("no picture"));
  const records = await app.database.db
    .selectFrom("audit_records")
    .select(["action", "subject_id"])
    .where("account_id", "=", accountId)
    .where("action", "like", "image.%")
    .execute();
  assert.deepEqual(records, [{ action: "image.created", subject_id: image.id }]);
  assert.equal((await verifyAudit(app.rooms)).fault, null);
});

async function emailOf(accountId: string): Promise<string> {
  const accounts = await app.database.db.selectFrom("accounts").select(["id", "email"]).execute();
  return accounts.find((account) => account.id === accountId)!.email;
}
