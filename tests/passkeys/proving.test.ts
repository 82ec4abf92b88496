import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Passkey } from "#contract/passkeys.ts";
import { enrol, ticketFor } from "../factors/authenticator.ts";
import type { ApiClient, ApiReply } from "../support/api-client.ts";
import { linkToken, type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";
import { addPasskey, proofOptions, reauthenticate, signIn, signInOptions, unlock } from "./passkey-of.ts";

// What a passkey stands for besides signing in: re-authentication, unlocking, the second factor, its keyslot.

const NEW_PASSWORD = "Meadow4!lantern-Crisp";

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

const isUnlocked = (reply: ApiReply): boolean =>
  (reply.body as { vault: { unlocked: boolean } }).vault.unlocked;

async function passkeysOf(client: ApiClient): Promise<Passkey[]> {
  return ((await client.get("/api/passkeys")).body as { items: Passkey[] }).items;
}

test("a passkey stands in for password and code when a dangerous act asks again", async () => {
  const { client } = await app.member();
  const { passkey } = await addPasskey(app, client);
  await enrol(app, client);
  app.advance(16 * 60_000);
  assert.equal((await client.delete("/api/totp")).code, "reauthentication.required");
  const cookie = client.cookies.get("safelight");
  const reply = await reauthenticate(client, passkey);
  assert.equal(reply.status, 200, reply.text);
  assert.notEqual(client.cookies.get("safelight"), cookie, "a new session token");
  assert.equal((await client.delete("/api/totp")).status, 204);
});

test("re-authentication takes a password or a passkey, and not a passkey of another challenge", async () => {
  const { client } = await app.member();
  const { passkey } = await addPasskey(app, client);
  const path = "/api/sessions/current/reauthenticate";
  const proof = passkey.answer(await proofOptions(client, "reauthentication"));
  for (const body of [{}, { password: PASSWORD, passkey: proof }]) {
    assert.equal((await client.post(path, body)).code, "request.invalid");
  }
  const strayed = passkey.answer(await proofOptions(client, "unlock"));
  assert.equal((await client.post(path, { passkey: strayed })).code, "reauthentication.failed");
  const anyones = passkey.answer(await signInOptions(client));
  assert.equal((await client.post(path, { passkey: anyones })).code, "reauthentication.failed");
});

test("a passkey made without a PRF result gets its slot by the gesture after it", async () => {
  const { client } = await app.member({ vault: "sealed" });
  const { passkey, added } = await addPasskey(app, client, { prf: "later" });
  assert.equal(added.opensVault, false);
  assert.equal(isUnlocked(await signIn(app.client(), passkey)), false);
  assert.equal((await reauthenticate(client, passkey)).status, 200);
  assert.equal((await passkeysOf(client))[0]?.opensVault, true);
  assert.equal(isUnlocked(await signIn(app.client(), passkey)), true);
});

test("a locked session writes no slot: there is nothing to seal", async () => {
  const { client } = await app.member({ vault: "sealed" });
  const { passkey } = await addPasskey(app, client, { prf: "later" });
  await client.post("/api/vault/lock");
  assert.equal((await reauthenticate(client, passkey)).status, 200);
  assert.equal((await unlock(client, passkey)).code, "vault.unlock-failed");
});

test("a passkey unlocks a sealed vault, and counts as re-authentication though a second factor is set", async () => {
  const { client } = await app.member({ vault: "sealed" });
  const { passkey } = await addPasskey(app, client);
  await enrol(app, client);
  app.advance(16 * 60_000);
  await client.post("/api/vault/lock");
  assert.equal((await client.get("/api/images")).code, "vault.locked");
  const reply = await unlock(client, passkey);
  assert.equal(reply.status, 200, reply.text);
  assert.equal((await client.get("/api/images")).status, 200);
  assert.equal((await client.delete("/api/totp")).status, 204);
});

test("without PRF a passkey unlocks a managed vault and not a sealed one", async () => {
  for (const [vault, expected] of [
    ["managed", 200],
    ["sealed", 403],
  ] as const) {
    const { client } = await app.member({ vault });
    const { passkey } = await addPasskey(app, client, { prf: "none" });
    await client.post("/api/vault/lock");
    assert.equal((await unlock(client, passkey)).status, expected, vault);
  }
});

test("after a reset a passkey opens a sealed vault together with the new password, which opens it from then on", async () => {
  const member = await app.member({ vault: "sealed" });
  const { passkey } = await addPasskey(app, member.client);
  await app.client().post("/api/password/forgot", { email: member.email });
  await app.rooms.mail.deliverDue();
  const token = linkToken(app.mails.findLast((mail) => mail.to === member.email && /#/.test(mail.text)));
  await app.client().post("/api/password/reset", { token, password: NEW_PASSWORD });
  const client = app.client();
  const login = { email: member.email, password: NEW_PASSWORD };
  assert.equal(isUnlocked(await client.post("/api/sessions", login)), false);
  assert.equal((await unlock(client, passkey)).code, "vault.new-password-required");
  assert.equal((await unlock(client, passkey, { newPassword: PASSWORD })).code, "vault.unlock-failed");
  assert.equal((await unlock(client, passkey, { newPassword: NEW_PASSWORD })).status, 200);
  assert.equal(isUnlocked(await app.client().post("/api/sessions", login)), true);
});

test("after a rotation a passkey signs in, leaves a sealed vault locked, and regains its slot when used unlocked", async () => {
  const { client } = await app.member({ vault: "sealed" });
  const { passkey } = await addPasskey(app, client);
  const kit = (await client.post("/api/vault/recovery-kit")).body as { recoveryCode: string };
  const rotated = await client.post("/api/vault/rotation", {
    password: PASSWORD,
    recoveryCode: kit.recoveryCode,
  });
  assert.equal(rotated.status, 200, rotated.text);
  assert.equal((await passkeysOf(client))[0]?.opensVault, false);
  assert.equal(isUnlocked(await signIn(app.client(), passkey)), false);
  assert.equal((await reauthenticate(client, passkey)).status, 200);
  assert.equal((await passkeysOf(client))[0]?.opensVault, true);
  assert.equal(isUnlocked(await signIn(app.client(), passkey)), true);
});

test("after a rotation of a managed vault, signing in is enough for the slot to come back", async () => {
  const { client } = await app.member({ vault: "managed" });
  const { passkey } = await addPasskey(app, client);
  const kit = (await client.post("/api/vault/recovery-kit")).body as { recoveryCode: string };
  await client.post("/api/vault/rotation", { password: PASSWORD, recoveryCode: kit.recoveryCode });
  assert.equal((await passkeysOf(client))[0]?.opensVault, false);
  assert.equal(isUnlocked(await signIn(app.client(), passkey)), true);
  assert.equal((await passkeysOf(client))[0]?.opensVault, true);
});

test("signing in with a passkey asks for no code, and finishes a sign-in by password in place of one", async () => {
  const member = await app.member({ vault: "sealed" });
  const { passkey } = await addPasskey(app, member.client, { prf: "none" });
  await enrol(app, member.client);
  assert.equal((await signIn(app.client(), passkey)).status, 201);
  const client = app.client();
  const asked = await client.post("/api/sessions", { email: member.email, password: PASSWORD });
  const { ticket, factors } = asked.body as { ticket: string; factors: string[] };
  assert.deepEqual(factors, ["totp", "backup-code", "passkey"]);
  const answer = passkey.answer(await signInOptions(client));
  const reply = await client.post("/api/sessions/factor", { ticket, passkey: answer });
  assert.equal(reply.status, 201, reply.text);
  // The password opened it, and the ticket carried it across.
  assert.equal(isUnlocked(reply), true);
});

test("somebody else's passkey does not finish a sign-in by password", async () => {
  const member = await app.member();
  const other = await app.member();
  await enrol(app, member.client);
  const { passkey } = await addPasskey(app, other.client);
  const client = app.client();
  const ticket = await ticketFor(client, member);
  const theirs = passkey.answer(await signInOptions(client));
  const reply = await client.post("/api/sessions/factor", { ticket, passkey: theirs });
  assert.equal(reply.code, "factor.wrong");
  const nothing = await client.post("/api/sessions/factor", {
    ticket,
    passkey: passkey.answer(await signInOptions(client), { isVerified: false }),
  });
  assert.equal(nothing.code, "factor.wrong");
});

test("where everybody needs a second factor, a passkey is one: with it one is in, the password alone is asked for it", async () => {
  const strict = await startMemoryApp({ env: { SAFELIGHT_REQUIRE_MFA: "true" } });
  try {
    const member = await strict.member();
    const phone = await enrol(strict, member.client);
    const { passkey } = await addPasskey(strict, member.client);
    assert.equal((await member.client.delete("/api/totp")).status, 204);
    // The session that made the passkey is proved by it.
    assert.equal((await member.client.get("/api/images")).status, 200);
    const client = strict.client();
    assert.equal((await signIn(client, passkey)).status, 201);
    assert.equal((await client.get("/api/images")).status, 200);
    const thief = strict.client();
    const asked = await thief.post("/api/sessions", { email: member.email, password: PASSWORD });
    const { ticket, factors } = asked.body as { ticket: string; factors: string[] };
    assert.deepEqual(factors, ["passkey"]);
    const guess = await thief.post("/api/sessions/factor", { ticket, totp: phone.code() });
    assert.equal(guess.code, "factor.wrong");
    assert.equal(thief.cookies.has("safelight"), false);
  } finally {
    await strict.close();
  }
});

test("ten refused passkeys in a row make re-authentication wait", async () => {
  const { client } = await app.member();
  const { passkey } = await addPasskey(app, client);
  for (let i = 0; i < 10; i += 1) {
    const reply = await reauthenticate(client, passkey, { isVerified: false });
    assert.equal(reply.code, "reauthentication.failed");
  }
  assert.equal((await reauthenticate(client, passkey)).code, "credentials.wait");
});

test("one without any passkey is told so", async () => {
  const { client } = await app.member();
  const reply = await client.post("/api/sessions/current/passkey/options", { purpose: "unlock" });
  assert.equal(reply.code, "passkey.absent");
});

test("no PRF result is kept or logged, and no challenge in the clear", async () => {
  const { client } = await app.member({ vault: "sealed" });
  const { passkey } = await addPasskey(app, client);
  const guest = app.client();
  const options = await signInOptions(guest);
  const answer = passkey.answer(options);
  assert.equal((await guest.post("/api/sessions/passkey", answer)).status, 201);
  await reauthenticate(client, passkey);
  const secret = Buffer.from(answer.prf ?? "", "base64url");
  assert.equal(secret.length, 32);
  const kept = new Map<string, Buffer>();
  for (const table of [
    "passkeys",
    "webauthn_challenges",
    "keyslots",
    "sessions",
    "session_tokens",
    "audit_records",
    "outbox",
    "counters",
  ] as const) {
    const rows = await app.database.db.selectFrom(table).selectAll().execute();
    const parts = rows.flatMap((row) =>
      Object.values(row).map((value: unknown) =>
        value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(String(value)),
      ),
    );
    kept.set(table, Buffer.concat(parts));
  }
  kept.set("logs", Buffer.from(app.logged()));
  for (const [where, bytes] of kept) {
    for (const text of [
      answer.prf ?? "",
      secret.toString("hex"),
      secret.toString("base64"),
      options.challenge,
    ]) {
      assert.equal(bytes.includes(text), false, where);
    }
    assert.equal(bytes.includes(secret), false, where);
  }
});
