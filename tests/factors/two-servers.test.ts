import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { apiClient } from "../support/api-client.ts";
import { findFreePort } from "../support/free-port.ts";
import { startMemoryApp } from "../support/memory-app.ts";
import { enrol, finish, ticketFor } from "./authenticator.ts";

test("a sign-in to a sealed vault that one server began, another process on the same database finishes unlocked", async () => {
  const folder = mkdtempSync(join(tmpdir(), "safelight-two-"));
  const databaseFile = join(folder, "safelight.db");
  const first = await startMemoryApp({ databaseFile });
  const port = await findFreePort();
  const second = spawn(
    process.execPath,
    [join(import.meta.dirname, "second-server.ts"), databaseFile, first.keyFolder, String(port)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const ended = once(second, "exit");
  try {
    await once(second.stdout, "data");
    const member = await first.member({ vault: "sealed" });
    const phone = await enrol(first, member.client);
    const client = apiClient(`http://localhost:${port}`);
    const ticket = await ticketFor(first.client(), member);
    const reply = await finish(client, { ticket, backupCode: phone.backupCodes[0] ?? "" });
    assert.equal(reply.status, 201, reply.text);
    assert.equal((reply.body as { vault: { unlocked: boolean } }).vault.unlocked, true);
    assert.equal((await client.get("/api/images")).status, 200);
    // The ticket is spent on the first server too.
    const again = await finish(first.client(), { ticket, backupCode: phone.backupCodes[1] ?? "" });
    assert.equal(again.code, "ticket.invalid");
    // And both servers race for one code.
    const tickets = [await ticketFor(first.client(), member), await ticketFor(first.client(), member)];
    const backupCode = phone.backupCodes[2] ?? "";
    const clients = [first.client(), apiClient(`http://localhost:${port}`)];
    const replies = await Promise.all(
      clients.map((one, i) => finish(one, { ticket: tickets[i] ?? "", backupCode })),
    );
    assert.deepEqual(
      replies.map(({ status }) => status).toSorted((a, b) => a - b),
      [201, 403],
      replies.map(({ text }) => text).join("\n"),
    );
  } finally {
    second.kill();
    await ended;
    await first.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
