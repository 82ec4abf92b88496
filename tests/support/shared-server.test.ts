import assert from "node:assert/strict";
import { test } from "node:test";
import { apiClient } from "./api-client.ts";
import { newAddress, PASSWORD } from "./browser-vault.ts";
import type { RunningServer } from "./running-server.ts";
import { sharedServer } from "./shared-server.ts";

async function register(safelight: RunningServer): Promise<string> {
  const email = newAddress();
  const client = apiClient(safelight.origin);
  await client.post("/api/accounts", { email, password: PASSWORD, vault: "managed" });
  const link = await safelight.link("verify");
  const { status } = await client.post("/api/accounts/verify", { token: link.slice(link.indexOf("#") + 1) });
  assert.equal(status, 200);
  return email;
}

test("a shared server shows a journey only what came since it began, and ends for none", async () => {
  await using shared = sharedServer();
  const first = await shared.lend();
  await register(first);
  assert.equal((await first.mails()).length, 1);

  const second = await shared.lend();
  assert.equal(second.pid, first.pid);
  assert.equal(second.stdout(), "");
  assert.deepEqual(await second.mails(), []);
  // The newest link is its own, not what is there already.
  const email = await register(second);
  assert.deepEqual(
    (await second.mails()).map(({ to }) => to),
    [email],
  );

  assert.throws(() => second.dataFolder, /this server is shared/);
  await assert.rejects(second.link("register"), /this server is shared/);
  await assert.rejects(second.stop(), /this server is shared/);
  await assert.rejects(second.kill9(), /this server is shared/);
});

test("a shared server is replaced before its network address has registered too often", async () => {
  await using shared = sharedServer();
  const first = await shared.lend();
  await register(first);
  let lent = 1;
  let safelight = first;
  while (safelight.pid === first.pid) {
    safelight = await shared.lend();
    lent += 1;
    await register(safelight);
    assert.ok(lent <= 20);
  }
  assert.notEqual(safelight.origin, first.origin);
});
