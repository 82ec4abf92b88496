// What lies on the disk: nothing that a person wrote, and nothing of a picture.

import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openDiskBlobs } from "../../server/blobs/disk.ts";
import { phoneExif } from "../support/make-images/exif-structure.ts";
import { animatedGif } from "../support/make-images/gif-file.ts";
import { exifSegment, plainJpeg, segment, withSegments } from "../support/make-images/jpeg-file.ts";
import { plainPng } from "../support/make-images/png-file.ts";
import { plainWebp } from "../support/make-images/webp-file.ts";
import { type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { picture, upload } from "./pictures.ts";

let folder: string;
let app: MemoryApp;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "safelight-at-rest-"));
  app = await startMemoryApp({
    databaseFile: join(folder, "safelight.db"),
    blobs: await openDiskBlobs(join(folder, "blobs")),
  });
});
after(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

/** Every file below the folder, with its path. */
function filesOf(): { path: string; bytes: Buffer }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return { path, bytes: readFileSync(path) };
    });
}

/** The text as it may lie in a file. */
function formsOf(text: string): Buffer[] {
  const bytes = Buffer.from(text);
  return [
    bytes,
    Buffer.from(text, "utf16le"),
    Buffer.from(bytes.toString("hex")),
    Buffer.from(bytes.toString("base64").slice(0, -4)),
  ];
}

function assertNowhere(what: string, forms: readonly Buffer[]): void {
  for (const { path, bytes } of filesOf()) {
    for (const form of forms) {
      assert.ok(!path.includes(form.toString()), `${what} names ${path}`);
      assert.ok(!bytes.includes(form), `${what} lies in ${path}`);
    }
  }
}

for (const vault of ["managed", "sealed"] as const) {
  test(`no file of a ${vault} vault holds a name, caption, place, date, camera or piece of a picture`, async () => {
    const { client } = await app.member({ vault });
    const jpeg = withSegments(await plainJpeg(), [
      exifSegment(phoneExif("canary-thumbnail")),
      segment(0xfe, "canary-comment"),
    ]);
    const image = await upload(client, jpeg, { name: "canary-name.jpg" });
    await client.patch(`/api/images/${image.id}`, { name: "canary-renamed.jpg", caption: "canary-caption" });
    for (const file of [plainPng(), animatedGif(), await plainWebp()]) {
      await upload(client, file, { name: "canary-other.bin" });
    }
    const removed = await upload(client, await picture("canary-mark"), { name: "canary-removed.jpg" });
    await client.delete(`/api/images/${removed.id}`);
    await client.delete(`/api/trash/${removed.id}`);
    await client.get("/api/images");
    await client.post("/api/search", { text: "canary" });

    for (const canary of [
      "canary-",
      " canary ",
      "Lumen",
      "-33.85",
      "151.21",
      "2024-07",
      "2024:07",
      image.thumbHash,
      '"takenAt"',
      "image/",
    ]) {
      assertNowhere(canary, formsOf(canary));
    }
    const original = await client.get(`/api/images/${image.id}/renditions/original`);
    const thumb = await client.get(`/api/images/${image.id}/renditions/thumb`);
    for (const { bytes } of [original, thumb]) {
      const pieces = [0, 0.25, 0.5, 0.75].map((part) =>
        bytes.subarray(Math.floor(bytes.length * part)).subarray(0, 24),
      );
      assertNowhere("a piece of the picture", pieces);
    }
    assertNowhere("a signature", [
      Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
      Buffer.from("\x89PNG\r\n", "latin1"),
      Buffer.from("GIF89a"),
      Buffer.from("WEBPVP8"),
    ]);
  });
}

test("the scan finds what does lie in the clear", async () => {
  const { email } = await app.member();
  assert.throws(() => assertNowhere("an address", formsOf(email)), /an address lies in .*safelight\.db/);
});

test("the names of blobs tell neither whose nor which picture they are, and are safe as paths", async () => {
  const { client, accountId } = await app.member();
  const image = await upload(client, await picture("path"), { name: "..\\../etc/passwd\0.jpg" });
  let count = 0;
  for await (const { key } of app.blobs.list()) {
    count += 1;
    assert.match(key, /^[a-z2-7]{26}\/(?:original|view|thumb)$/);
    assert.ok(!key.includes(image.id) && !key.includes(accountId));
  }
  assert.ok(count > 0);
});

test("neither the log nor the trail holds a name, caption or place", async () => {
  const { client } = await app.member();
  const image = await upload(client, await picture("logged"), { name: "canary-logged.jpg" });
  await client.patch(`/api/images/${image.id}`, { caption: "canary-logged" });
  await client.upload(Buffer.from("canary-bytes"), { name: "canary-refused.jpg" });
  await client.get(`/api/images/${image.id}/renditions/thumb?download=true`);
  assert.ok(app.logged().includes("/api/images/:id/renditions/:rendition"));
  assert.ok(!app.logged().includes("canary"));
  assert.ok(!app.logged().includes(image.id));
  const records = await app.database.db.selectFrom("audit_records").selectAll().execute();
  assert.doesNotMatch(JSON.stringify(records), /canary/);
});
