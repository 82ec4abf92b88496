import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { linkToken, type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

const NEW_PASSWORD = "Meadow4!lantern-Crisp";

async function slotKinds(accountId: string): Promise<string[]> {
  const rows = await app.database.db
    .selectFrom("keyslots")
    .select("kind")
    .where("account_id", "=", accountId as never)
    .execute();
  return rows.map((row) => row.kind).toSorted();
}

async function resetByMail(email: string): Promise<void> {
  assert.equal((await app.client().post("/api/password/forgot", { email })).status, 202);
  await app.rooms.mail.deliverDue();
  const token = linkToken(app.mails.findLast((mail) => mail.to === email && mail.subject.includes("new")));
  const reply = await app.client().post("/api/password/reset", { token, password: NEW_PASSWORD });
  assert.equal(reply.status, 200, reply.text);
}

test("no vault exists before the first sign-in; then a managed one has password, escrow and session slots", async () => {
  const email = "fresh@example.org";
  const client = app.client();
  await client.post("/api/accounts", { email, password: PASSWORD });
  await app.rooms.mail.deliverDue();
  await client.post("/api/accounts/verify", { token: linkToken(app.mails.at(-1)) });
  const row = () =>
    app.database.db.selectFrom("accounts").selectAll().where("email", "=", email).executeTakeFirstOrThrow();
  assert.equal((await row()).vault_epoch, 0);
  await client.post("/api/sessions", { email, password: PASSWORD });
  const account = await row();
  assert.equal(account.vault_epoch, 1);
  assert.deepEqual(await slotKinds(account.id), ["escrow", "password", "session"]);
});

test("two first sign-ins at once make one vault, and both are unlocked", async () => {
  const email = "double@example.org";
  const client = app.client();
  await client.post("/api/accounts", { email, password: PASSWORD });
  await app.rooms.mail.deliverDue();
  await client.post("/api/accounts/verify", { token: linkToken(app.mails.at(-1)) });
  const clients = [app.client(), app.client()];
  const replies = await Promise.all(
    clients.map((each) => each.post("/api/sessions", { email, password: PASSWORD })),
  );
  for (const reply of replies)
    assert.equal((reply.body as { vault: { unlocked: boolean } }).vault.unlocked, true);
  for (const each of clients) assert.equal((await each.get("/api/account")).status, 200);
});

test("a sealed vault never has an escrow slot and takes no upload until its code was typed back", async () => {
  const { client, accountId, email } = await app.member({ vault: "sealed", confirmKit: false });
  assert.deepEqual(await slotKinds(accountId), ["password", "session"]);
  assert.equal((await client.upload(new Uint8Array(10))).code, "vault.kit-required");
  const kit = (await client.post("/api/vault/recovery-kit")).body as { recoveryCode: string };
  assert.match(kit.recoveryCode, /^([0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z]{4}$/);
  const wrong = kit.recoveryCode.replace(/^.{4}/, "0000");
  assert.equal(
    (await client.put("/api/vault/recovery-kit", { recoveryCode: wrong })).code,
    "vault.kit-mismatch",
  );
  assert.equal((await client.upload(new Uint8Array(10))).code, "vault.kit-required");
  const typed = kit.recoveryCode.toLowerCase().replaceAll("-", " ").replaceAll("0", "o").replaceAll("1", "l");
  const confirmed = await client.put("/api/vault/recovery-kit", { recoveryCode: typed });
  assert.deepEqual(confirmed.body, { mode: "sealed", unlocked: true, kitConfirmed: true });
  assert.notEqual((await client.upload(new Uint8Array(10))).code, "vault.kit-required");
  assert.deepEqual(await slotKinds(accountId), ["password", "recovery", "session"]);
  await app.rooms.mail.deliverDue();
  assert.match(app.mails.findLast((mail) => mail.to === email)?.subject ?? "", /recovery code .* in force/);
});

test("a new kit leaves the old one valid until it was typed back", async () => {
  const { client, recoveryCode, email } = await app.member({ vault: "sealed" });
  const second = (await client.post("/api/vault/recovery-kit")).body as { recoveryCode: string };
  assert.equal((await client.put("/api/vault/recovery-kit", { recoveryCode })).code, "vault.kit-mismatch");
  await client.post("/api/vault/lock");
  const old = await client.post("/api/vault/unlock", { recoveryCode, newPassword: PASSWORD });
  assert.equal(old.status, 200, email);
  assert.equal((await client.put("/api/vault/recovery-kit", second)).status, 200);
  await client.post("/api/vault/lock");
  const gone = await client.post("/api/vault/unlock", { recoveryCode, newPassword: PASSWORD });
  assert.equal(gone.code, "vault.unlock-failed");
  const fresh = await client.post("/api/vault/unlock", { ...second, newPassword: PASSWORD });
  assert.equal(fresh.status, 200);
});

test("a rehearsal asks for the code in force, whatever kit was begun since and left", async () => {
  const { client, recoveryCode } = await app.member({ vault: "sealed" });
  const begun = (await client.post("/api/vault/recovery-kit")).body as { recoveryCode: string };
  const rehearse = (code: string) =>
    client.put("/api/vault/recovery-kit", { recoveryCode: code, rehearsal: true });
  assert.equal((await rehearse(begun.recoveryCode)).code, "vault.kit-mismatch");
  assert.equal((await rehearse(recoveryCode ?? "")).status, 200);
  // The rehearsal has not put the new kit in force, nor taken the old one away.
  await client.post("/api/vault/lock");
  const wrong = await client.post("/api/vault/unlock", { ...begun, newPassword: PASSWORD });
  assert.equal(wrong.code, "vault.unlock-failed");
  assert.equal((await client.post("/api/vault/unlock", { recoveryCode, newPassword: PASSWORD })).status, 200);
});

test("a locked session keeps its sign-in, reaches nothing, and unlocks with the password", async () => {
  const { client, accountId } = await app.member();
  assert.equal((await client.post("/api/vault/lock")).status, 200);
  assert.deepEqual(await slotKinds(accountId), ["escrow", "password"]);
  assert.equal((await client.get("/api/images")).code, "vault.locked");
  assert.equal((await client.get("/api/account")).code, "vault.locked");
  const current = (await client.get("/api/sessions/current")).body as { vault: { unlocked: boolean } };
  assert.equal(current.vault.unlocked, false);
  const wrong = await client.post("/api/vault/unlock", { password: "Wrong7!harbour-Quilt" });
  assert.equal(wrong.code, "vault.unlock-failed");
  assert.equal((await client.post("/api/vault/unlock", { password: PASSWORD })).status, 200);
  assert.equal((await client.get("/api/account")).status, 200);
});

test("a vault left alone locks by itself when the instance says so", async () => {
  const strict = await startMemoryApp({ env: { SAFELIGHT_LOCK_AFTER: "10m" } });
  try {
    const { client } = await strict.member();
    strict.advance(11 * 60_000);
    assert.equal((await client.get("/api/account")).code, "vault.locked");
    const { enforceSessionLimits } = await import("../../server/accounts/session-life.ts");
    await enforceSessionLimits(strict.rooms);
    const slots = await strict.database.db.selectFrom("keyslots").select("kind").execute();
    assert.ok(slots.every((slot) => slot.kind !== "session"));
    assert.equal((await client.post("/api/vault/unlock", { password: PASSWORD })).status, 200);
    assert.equal((await client.get("/api/account")).status, 200);
  } finally {
    await strict.close();
  }
});

test("after a reset by mail a managed vault opens again, with a slot for the new password only", async () => {
  const { email, accountId, client } = await app.member();
  await resetByMail(email);
  assert.equal((await client.get("/api/account")).code, "session.required");
  assert.equal(
    (await app.client().post("/api/sessions", { email, password: PASSWORD })).code,
    "credentials.wrong",
  );
  const fresh = app.client();
  const reply = await fresh.post("/api/sessions", { email, password: NEW_PASSWORD });
  assert.equal((reply.body as { vault: { unlocked: boolean } }).vault.unlocked, true);
  assert.equal((await fresh.get("/api/account")).status, 200);
  assert.deepEqual(await slotKinds(accountId), ["escrow", "password", "session"]);
  assert.ok(app.mails.some((mail) => mail.to === email && mail.subject.includes("was changed")));
});

test("after a reset by mail a sealed vault stays locked until the recovery code comes with the new password", async () => {
  const { email, accountId, recoveryCode } = await app.member({ vault: "sealed" });
  await resetByMail(email);
  const client = app.client();
  const reply = await client.post("/api/sessions", { email, password: NEW_PASSWORD });
  assert.deepEqual((reply.body as { vault: object }).vault, {
    mode: "sealed",
    unlocked: false,
    kitConfirmed: true,
  });
  assert.equal((await client.get("/api/images")).code, "vault.locked");
  assert.equal(
    (await client.post("/api/vault/unlock", { password: NEW_PASSWORD })).code,
    "vault.unlock-failed",
  );
  assert.equal(
    (await client.post("/api/vault/unlock", { recoveryCode })).code,
    "vault.new-password-required",
  );
  const wrong = await client.post("/api/vault/unlock", { recoveryCode, newPassword: PASSWORD });
  assert.equal(wrong.code, "vault.unlock-failed");
  const unlocked = await client.post("/api/vault/unlock", { recoveryCode, newPassword: NEW_PASSWORD });
  assert.equal(unlocked.status, 200, unlocked.text);
  assert.equal((await client.get("/api/images")).status, 200);
  assert.deepEqual(await slotKinds(accountId), ["password", "recovery", "session"]);
  const next = await app.client().post("/api/sessions", { email, password: NEW_PASSWORD });
  assert.equal((next.body as { vault: { unlocked: boolean } }).vault.unlocked, true);
});

test("after a reset the former password opens a sealed vault too", async () => {
  const { email, accountId } = await app.member({ vault: "sealed" });
  await resetByMail(email);
  const client = app.client();
  await client.post("/api/sessions", { email, password: NEW_PASSWORD });
  const proof = { password: PASSWORD, newPassword: NEW_PASSWORD };
  assert.equal((await client.post("/api/vault/unlock", proof)).status, 200);
  assert.deepEqual(await slotKinds(accountId), ["password", "recovery", "session"]);
  const next = await app.client().post("/api/sessions", { email, password: NEW_PASSWORD });
  assert.equal((next.body as { vault: { unlocked: boolean } }).vault.unlocked, true);
});

test("a reset link works once, also for two at the same moment, and not after an hour", async () => {
  const { email } = await app.member();
  await app.client().post("/api/password/forgot", { email });
  await app.rooms.mail.deliverDue();
  const token = linkToken(app.mails.at(-1));
  const replies = await Promise.all(
    [1, 2].map(() => app.client().post("/api/password/reset", { token, password: NEW_PASSWORD })),
  );
  assert.deepEqual(
    replies.map((reply) => reply.status).toSorted((a, b) => a - b),
    [200, 400],
  );
  await app.client().post("/api/password/forgot", { email });
  await app.rooms.mail.deliverDue();
  const late = linkToken(app.mails.at(-1));
  app.advance(3_600_001);
  assert.equal(
    (await app.client().post("/api/password/reset", { token: late, password: PASSWORD })).code,
    "link.invalid",
  );
});

test("forgotten answers alike for an unknown address and mails nothing", async () => {
  const before = app.mails.length;
  const reply = await app.client().post("/api/password/forgot", { email: "nobody@example.org" });
  assert.equal(reply.status, 202);
  await app.rooms.mail.deliverDue();
  assert.equal(app.mails.length, before);
});

test("asking for a link writes as much for an unknown address as for a known one, and only that one's link is good", async () => {
  const { email } = await app.member();
  const { db } = app.database;
  const written = async () => ({
    links: (await db.selectFrom("mailed_tokens").select("token_hash").execute()).length,
    records: (await db.selectFrom("audit_records").select("seq").execute()).length,
  });
  const askFor = async (address: string) => {
    const before = await written();
    assert.equal((await app.client().post("/api/password/forgot", { email: address })).status, 202);
    const now = await written();
    return [now.links - before.links, now.records - before.records];
  };
  assert.deepEqual(await askFor(email), [1, 1]);
  assert.deepEqual(await askFor("nobody@example.org"), [1, 1]);
  const alive = await db
    .selectFrom("mailed_tokens")
    .select("account_id")
    .where("purpose", "=", "reset")
    .where("expires_at", ">", app.rooms.clock())
    .execute();
  assert.ok(alive.every((row) => row.account_id !== null));
});

test("changing the password needs a recent one, gives a new cookie, and ends the old password's slot", async () => {
  const { client, email, accountId } = await app.member();
  app.advance(16 * 60_000);
  assert.equal(
    (await client.put("/api/password", { password: NEW_PASSWORD })).code,
    "reauthentication.required",
  );
  await client.post("/api/sessions/current/reauthenticate", { password: PASSWORD });
  const before = client.cookies.get("safelight");
  assert.equal((await client.put("/api/password", { password: NEW_PASSWORD })).status, 204);
  assert.notEqual(client.cookies.get("safelight"), before);
  assert.equal((await client.get("/api/account")).status, 200);
  assert.equal(
    (await app.client().post("/api/sessions", { email, password: PASSWORD })).code,
    "credentials.wrong",
  );
  assert.equal((await app.client().post("/api/sessions", { email, password: NEW_PASSWORD })).status, 201);
  assert.equal((await slotKinds(accountId)).filter((kind) => kind === "password").length, 1);
});

test("guessing at a locked vault has to wait after ten failures, and its person is told", async () => {
  const { client, email } = await app.member();
  await client.post("/api/vault/lock");
  for (let i = 0; i < 10; i += 1) {
    await client.post("/api/vault/unlock", { password: "Wrong7!harbour-Quilt" });
  }
  assert.equal((await client.post("/api/vault/unlock", { password: PASSWORD })).code, "credentials.wait");
  await app.rooms.mail.deliverDue();
  const told = app.mails.filter(
    (mail) => mail.to === email && /signed in as you is guess/.test(mail.subject),
  );
  assert.equal(told.length, 1);
});

test("a key provider that is away stops what needs escrow with keys.unavailable, and no own slot", async () => {
  const other = await startMemoryApp();
  try {
    const managed = await other.member();
    const sealed = await other.member({ vault: "sealed" });
    await other.client().post("/api/password/forgot", { email: managed.email });
    await other.rooms.mail.deliverDue();
    const token = linkToken(other.mails.at(-1));
    await other.client().post("/api/password/reset", { token, password: NEW_PASSWORD });
    await other.rooms.keys.close();
    const reset = { email: managed.email, password: NEW_PASSWORD };
    assert.equal((await other.client().post("/api/sessions", reset)).code, "keys.unavailable");
    const own = { email: sealed.email, password: PASSWORD };
    assert.equal((await other.client().post("/api/sessions", own)).status, 201);
  } finally {
    await other.close();
  }
});
