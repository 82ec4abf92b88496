import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { apiClient } from "./api-client.ts";
import { startSafelight } from "./running-server.ts";

test("Safelight starts on an empty folder, prints the first administrator's link, serves, and ends when asked", async () => {
  const safelight = await startSafelight();
  try {
    assert.ok((await safelight.link("register")).startsWith(`${safelight.origin}/register#`));
    assert.equal((await apiClient(safelight.origin).get("/api/instance")).status, 200);
  } finally {
    assert.equal(await safelight.stop(), 0);
  }
  assert.equal(existsSync(safelight.dataFolder), false);
});

test("after a kill, the same folder and port serve again", async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), "safelight-again-"));
  try {
    const first = await startSafelight({ dataFolder });
    await first.kill9();
    await using second = await startSafelight({ dataFolder, port: first.port });
    assert.equal(second.origin, first.origin);
    assert.equal((await apiClient(second.origin).get("/healthz")).status, 200);
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
});

test("a start that fails rejects with what the server said", async () => {
  await assert.rejects(startSafelight({ env: { SAFELIGHT_QUOTTA: "1GiB" } }), /SAFELIGHT_QUOTTA/);
});

test("a mail that the server leaves in its outbox can be read, and its link is the one on standard output", async () => {
  await using safelight = await startSafelight();
  const account = { email: "anna@example.org", password: "Kirschbaum-7-Laternen" };
  assert.equal((await apiClient(safelight.origin).post("/api/accounts", account)).status, 202);
  const link = await safelight.link("verify");
  const mails = await safelight.mails();
  assert.deepEqual(
    mails.map(({ to, links }) => ({ to, hasLink: links.includes(link) })),
    [{ to: account.email, hasLink: true }],
  );
});
