// An upload whose connection is cut at any stage, in one piece or in parts: nothing half-made is seen or stays, and
// the same file goes well afterwards.

import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { createImage, type Image, listImages } from "#contract/images.ts";
import { openDiskBlobs } from "../../server/blobs/disk.ts";
import { collectArrivals } from "../../server/images/jobs.ts";
import { collectUploads } from "../../server/uploads/end-upload.ts";
import { noisyPng } from "../images/pictures.ts";
import { type Member, type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { until } from "../support/until.ts";
import { append, begun, offsetOf } from "../uploads/tus-client.ts";

const HOUR = 3_600_000;

let root: string;
let app: MemoryApp;
before(async () => {
  root = mkdtempSync(join(tmpdir(), "safelight-aborted-"));
  app = await startMemoryApp({
    env: { SAFELIGHT_SESSION_IDLE: "30d" },
    databaseFile: join(root, "safelight.db"),
    blobs: await openDiskBlobs(join(root, "blobs")),
  });
});
after(async () => {
  await app.close();
  rmSync(root, { recursive: true, force: true });
});

/** Where the connection is cut: after so much of the body, and so long after that. */
const STAGES = {
  "after the headers": { share: 0, waitMs: 0 },
  "in the middle of the body": { share: 0.5, waitMs: 0 },
  "one byte before its end": { share: 1, waitMs: 0, lacking: 1 },
  "with the whole body sent": { share: 1, waitMs: 0 },
  "while the picture is made": { share: 1, waitMs: 60 },
  "a moment before the answer": { share: 1, waitMs: 200 },
} as const;

async function sendAndCut(
  { client }: Member,
  request: { readonly line: string; readonly headers: readonly string[]; readonly body: Buffer },
  { share, waitMs, lacking = 0 }: { share: number; waitMs: number; lacking?: number },
): Promise<void> {
  const { host, port } = new URL(app.origin);
  const socket = connect(Number(port), "127.0.0.1");
  socket.on("error", () => undefined);
  await once(socket, "connect");
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const lines = [
    `${request.line} HTTP/1.1`,
    `Host: ${host}`,
    `Origin: ${app.origin}`,
    `Cookie: ${cookie}`,
    `Content-Length: ${request.body.length}`,
    ...request.headers,
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  const sent = request.body.subarray(0, Math.floor(request.body.length * share) - lacking);
  if (sent.length > 0) await new Promise((resolve) => socket.write(sent, resolve));
  await pause(20 + waitMs);
  socket.resetAndDestroy();
  await once(socket, "close");
}

async function listedOf({ client }: Member): Promise<readonly Image[]> {
  return [...(await client.get("/api/images?limit=200")).as(listImages.replies[200]).items];
}

/** What can be seen is whole: no picture, or the one that was sent. */
async function assertWholeOrAbsent(member: Member): Promise<void> {
  for (const { id } of await listedOf(member)) {
    for (const rendition of ["original", "view", "thumb"]) {
      assert.equal((await member.client.get(`/api/images/${id}/renditions/${rendition}`)).status, 200);
    }
  }
}

/** After the collectors ran, what is kept is what rows name. What was cut off may still be coming to its end. */
async function assertNothingLeft(): Promise<void> {
  const { db } = app.database;
  app.advance(30 * HOUR);
  await until(async () => {
    await collectArrivals(app.rooms);
    await collectUploads(app.rooms);
    const sets = new Set<string>();
    for await (const { key } of app.blobs.list()) sets.add(key.split("/")[0] ?? "");
    const rows = await db.selectFrom("images").select("blob_set").execute();
    const open = await db.selectFrom("arrivals").select("blob_set").execute();
    return (
      open.length === 0 && isDeepStrictEqual([...sets].toSorted(), rows.map((row) => row.blob_set).toSorted())
    );
  });
  for (const table of ["arrivals", "uploads", "upload_pieces"] as const) {
    assert.deepEqual(await db.selectFrom(table).selectAll().execute(), [], table);
  }
}

let sizes = 500;

for (const [name, stage] of Object.entries(STAGES)) {
  test(`an upload cut off ${name} is absent or whole, leaves nothing, and goes well again`, async () => {
    const member = await app.member();
    const file = noisyPng((sizes += 1), 400);
    const body = Buffer.concat([
      Buffer.from('--edge\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'),
      file,
      Buffer.from("\r\n--edge--\r\n"),
    ]);
    const headers = ["Content-Type: multipart/form-data; boundary=edge"];
    await sendAndCut(member, { line: "POST /api/images", headers, body }, stage);
    await assertWholeOrAbsent(member);
    const reply = await member.client.upload(file, { name: "a.png" });
    assert.ok(reply.status === 201 || reply.status === 200, reply.text);
    await assertWholeOrAbsent(member);
    assert.equal((await listedOf(member)).length, 1);
    await assertNothingLeft();
  });

  test(`a file in parts cut off ${name} goes on where it was, and leaves nothing`, async () => {
    const member = await app.member();
    const file = noisyPng((sizes += 1), 400);
    const path = await begun(member.client, file.length, "a.png");
    const headers = [
      "Tus-Resumable: 1.0.0",
      "Upload-Offset: 0",
      "Content-Type: application/offset+octet-stream",
    ];
    await sendAndCut(member, { line: `PATCH ${path}`, headers, body: file }, stage);
    await assertWholeOrAbsent(member);
    const offset = await offsetOf(member.client, path);
    assert.ok(offset <= file.length);
    const last = await append(member.client, path, offset, file.subarray(offset));
    assert.ok(last.status === 201 || last.status === 200, last.text);
    const { image } =
      last.status === 201 ? last.as(createImage.replies[201]) : last.as(createImage.replies[200]);
    const original = await member.client.get(`/api/images/${image.id}/renditions/original`);
    assert.ok(original.bytes.equals(file), "the picture is not the file");
    assert.equal((await listedOf(member)).length, 1);
    await assertNothingLeft();
  });
}
