import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Secret } from "otpauth";
import { startMemoryApp } from "../support/memory-app.ts";
import { enrol, finish, ticketFor } from "./authenticator.ts";

// What second factors are made of is looked for where it must not be.

test("no TOTP secret, code, backup code or ticket stands in the database's files, the logs or the mails", async () => {
  const folder = mkdtempSync(join(tmpdir(), "safelight-canary-"));
  const app = await startMemoryApp({ databaseFile: join(folder, "safelight.db") });
  try {
    const member = await app.member({ vault: "sealed" });
    const phone = await enrol(app, member.client);
    const waiting = (await member.client.post("/api/totp")).body as { secret: string };
    const code = phone.code();
    const used = await ticketFor(app.client(), member);
    const refused = await ticketFor(app.client(), member);
    const [backup = ""] = phone.backupCodes;
    await finish(app.client(), { ticket: refused, backupCode: "ZZZZZ-ZZZZZ" });
    await finish(app.client(), { ticket: refused, backupCode: "not a code at all, but logged?" });
    assert.equal((await finish(app.client(), { ticket: used, totp: code })).status, 201);
    const other = await ticketFor(app.client(), member);
    assert.equal((await finish(app.client(), { ticket: other, backupCode: backup })).status, 201);
    await app.client().post("/api/sessions/factor/recovery", {
      ticket: refused,
      recoveryCode: member.recoveryCode,
    });
    const open = await ticketFor(app.client(), member);
    await app.rooms.mail.deliverDue();

    const secrets = [phone.secret, waiting.secret].map((text) => Buffer.from(Secret.fromBase32(text).bytes));
    const words = [
      phone.secret,
      waiting.secret,
      code,
      used,
      refused,
      open,
      member.recoveryCode ?? "",
      ...phone.backupCodes,
      ...phone.backupCodes.map((one) => one.replace("-", "")),
    ];
    const needles = [
      ...words.map((word) => Buffer.from(word)),
      ...secrets,
      ...secrets.flatMap((bytes) => [
        Buffer.from(bytes.toString("hex")),
        Buffer.from(bytes.toString("base64")),
      ]),
      ...[used, refused, open].map((ticket) => Buffer.from(ticket, "base64url")),
    ];
    const heaps = [
      ...readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))] as const),
      ["log", Buffer.from(app.logged())] as const,
      ["mails", Buffer.from(JSON.stringify(app.mails))] as const,
    ];
    assert.ok(heaps.some(([name]) => name.endsWith("-wal")));
    assert.ok(app.logged().includes("/api/sessions/factor"), "something was logged at all");
    for (const [name, heap] of heaps) {
      assert.ok(heap.length > 100, `${name} holds something`);
      // Six digits turn up by chance in numbers of every kind: codes are looked for as whole words.
      for (const needle of needles) {
        if (needle.length > 6) assert.ok(!heap.includes(needle), `${name} holds ${needle.toString()}`);
        else assert.doesNotMatch(heap.toString("latin1"), new RegExp(`"${needle.toString()}"`), name);
      }
    }
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
