import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Member, type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

const NEW = "Meadow4!lantern-Crisp";

const reset = (email: string, recoveryCode: string, password = NEW) =>
  app.client().post("/api/password/reset-with-code", { email, recoveryCode, password });

/** A code of the right shape that is nobody's. */
const codeOf = (member: Member): string => member.recoveryCode ?? "";

async function withKit(member: Member): Promise<string> {
  const kit = await member.client.post("/api/vault/recovery-kit");
  const { recoveryCode } = kit.body as { recoveryCode: string };
  assert.equal((await member.client.put("/api/vault/recovery-kit", { recoveryCode })).status, 200);
  return recoveryCode;
}

test("address and recovery code set a new password, which opens the sealed vault", async () => {
  const member = await app.member({ vault: "sealed" });
  const done = await reset(member.email, codeOf(member).toLowerCase().replaceAll("-", " "));
  assert.equal(done.status, 200, done.text);
  assert.deepEqual(done.body, { email: member.email, vault: "sealed" });
  assert.equal((await member.client.get("/api/account")).code, "session.required");
  const client = app.client();
  const old = await client.post("/api/sessions", { email: member.email, password: PASSWORD });
  assert.equal(old.code, "credentials.wrong");
  const signedIn = await client.post("/api/sessions", { email: member.email, password: NEW });
  assert.equal((signedIn.body as { vault: { unlocked: boolean } }).vault.unlocked, true);
  await app.rooms.mail.deliverDue();
  const mail = app.mails.findLast(
    (one) => one.to === member.email && /password was changed/.test(one.subject),
  );
  assert.match(mail?.text ?? "", /recovery code/);
  // The code stays good: it is what is left when everything else is lost.
  assert.equal((await reset(member.email, codeOf(member), PASSWORD)).status, 200);
});

test("a managed vault with a kit is reset alike", async () => {
  const member = await app.member();
  const code = await withKit(member);
  assert.equal((await reset(member.email, code)).status, 200);
  const signedIn = await app.client().post("/api/sessions", { email: member.email, password: NEW });
  assert.equal((signedIn.body as { vault: { unlocked: boolean } }).vault.unlocked, true);
});

test("an unknown address, somebody else's code, no code at all, one that waits, and a disabled account answer alike", async () => {
  const own = await startMemoryApp();
  try {
    const member = await own.member({ vault: "sealed" });
    const other = await own.member({ vault: "sealed" });
    const disabled = await own.member({ vault: "sealed" });
    const pending = await own.member({ vault: "sealed", confirmKit: false });
    const kit = await pending.client.post("/api/vault/recovery-kit");
    const unconfirmed = (kit.body as { recoveryCode: string }).recoveryCode;
    const { db } = own.database;
    await db.updateTable("accounts").set({ disabled_at: 1 }).where("email", "=", disabled.email).execute();
    const bodies = [];
    for (const [email, recoveryCode] of [
      ["nobody@example.org", codeOf(member)],
      [member.email, codeOf(other)],
      [member.email, "no code"],
      [pending.email, unconfirmed],
      [disabled.email, codeOf(disabled)],
    ] as const) {
      const asked = { email, recoveryCode, password: NEW };
      const reply = await own.client().post("/api/password/reset-with-code", asked);
      assert.equal(reply.status, 403);
      bodies.push({ ...(reply.body as object), instance: "" });
    }
    for (const body of bodies) assert.deepEqual(body, bodies[0]);
    assert.equal((bodies[0] as { code?: string }).code, "recovery.failed");
  } finally {
    await own.close();
  }
});

test("one network may try ten times in a quarter of an hour, and good tries do not count", async () => {
  const own = await startMemoryApp();
  try {
    const member = await own.member({ vault: "sealed" });
    const tryOnce = (recoveryCode: string) =>
      own
        .client()
        .post("/api/password/reset-with-code", { email: member.email, recoveryCode, password: NEW });
    assert.equal((await tryOnce(codeOf(member))).status, 200);
    for (let i = 0; i < 10; i += 1) assert.equal((await tryOnce("wrong")).code, "recovery.failed");
    const waiting = await tryOnce(codeOf(member));
    assert.equal(waiting.code, "credentials.wait");
    assert.ok(Number(waiting.headers.get("retry-after")) > 0);
    own.advance(15 * 60_000 + 1000);
    assert.equal((await tryOnce(codeOf(member))).status, 200);
  } finally {
    await own.close();
  }
});

test("a password that misses the rules is refused before anybody is looked up", async () => {
  const reply = await reset("nobody@example.org", "x", "short");
  assert.equal(reply.code, "password.refused");
});
