// Uploads past a virus scanner: a real daemon, with a signature of ours.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type ClamDaemon, FLAGGED_WORDS, hasClamDaemon, startClamDaemon } from "../support/clam-daemon.ts";
import { findFreePort } from "../support/free-port.ts";
import { type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { until } from "../support/until.ts";
import { picture } from "./pictures.ts";

async function blobCount(app: MemoryApp): Promise<number> {
  let count = 0;
  for await (const _ of app.blobs.list()) count += 1;
  return count;
}

test("what the scanner flags is refused, what it passes is kept, and without it nothing is taken", async (t) => {
  if (!hasClamDaemon) return t.skip("no clamd here: install clamav-daemon");
  const port = await findFreePort();
  let daemon: ClamDaemon = await startClamDaemon(port);
  t.after(() => daemon.stop());
  const app = await startMemoryApp({ env: { SAFELIGHT_SCANNER: `tcp://127.0.0.1:${port}` } });
  t.after(() => app.close());
  const { client } = await app.member();

  // In a comment: cleaning would take it out, and the scanner sees the file before that.
  const flagged = await client.upload(await picture(FLAGGED_WORDS));
  assert.deepEqual([flagged.status, flagged.code], [422, "image.flagged"]);
  assert.equal(await blobCount(app), 0);
  assert.equal((await client.upload(await picture("good"))).status, 201);
  const kept = await blobCount(app);

  await daemon.stop();
  const refused = await client.upload(await picture("while it is down"));
  assert.deepEqual([refused.status, refused.code], [503, "scanner.unavailable"]);
  assert.ok(Number(refused.headers.get("retry-after")) > 0);
  assert.equal(await blobCount(app), kept);
  assert.equal(app.logged().includes(FLAGGED_WORDS), false);

  const file = await picture("while it comes back");
  let waiting = client.upload(file);
  daemon = await startClamDaemon(port);
  // On a busy machine it may need longer than an upload waits for it.
  await until(async () => {
    if ((await waiting).code !== "scanner.unavailable") return true;
    waiting = client.upload(file);
    return false;
  });
  assert.equal((await waiting).status, 201);
});
