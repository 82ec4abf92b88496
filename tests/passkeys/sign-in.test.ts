import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { after, before, test } from "node:test";
import type { ApiReply } from "../support/api-client.ts";
import { type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";
import type { Deviation } from "../support/software-authenticator.ts";
import { addPasskey, proofOptions, signIn, signInOptions } from "./passkey-of.ts";

// Signing in with a passkey, and every answer that must not do.

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

const isUnlocked = (reply: ApiReply): boolean =>
  (reply.body as { vault: { unlocked: boolean } }).vault.unlocked;

test("a passkey whose PRF answers opens a sealed vault, and the pictures' routes with it", async () => {
  const member = await app.member({ vault: "sealed" });
  const { passkey, added } = await addPasskey(app, member.client);
  assert.equal(added.opensVault, true);
  const client = app.client();
  const reply = await signIn(client, passkey);
  assert.equal(reply.status, 201, reply.text);
  assert.equal(isUnlocked(reply), true);
  assert.equal((await client.get("/api/images")).status, 200);
});

test("without PRF a sealed vault stays locked, and a managed one opens", async () => {
  const sealed = await app.member({ vault: "sealed" });
  const closed = await addPasskey(app, sealed.client, { prf: "none" });
  assert.equal(closed.added.opensVault, false);
  const client = app.client();
  const reply = await signIn(client, closed.passkey);
  assert.equal(reply.status, 201);
  assert.equal(isUnlocked(reply), false);
  assert.equal((await client.get("/api/images")).code, "vault.locked");
  assert.equal((await client.post("/api/vault/unlock", { password: PASSWORD })).status, 200);

  const managed = await app.member({ vault: "managed" });
  const open = await addPasskey(app, managed.client, { prf: "none" });
  assert.equal(isUnlocked(await signIn(app.client(), open.passkey)), true);
});

test("a PRF result that is not the passkey's own opens nothing", async () => {
  const member = await app.member({ vault: "sealed" });
  const { passkey } = await addPasskey(app, member.client);
  const client = app.client();
  const answer = passkey.answer(await signInOptions(client));
  const reply = await client.post("/api/sessions/passkey", {
    ...answer,
    prf: Buffer.alloc(32, 7).toString("base64url"),
  });
  assert.equal(reply.status, 201);
  assert.equal(isUnlocked(reply), false);
});

const DEVIATIONS: Readonly<Record<string, Deviation>> = {
  "another origin": { origin: "http://localhost:1" },
  "another site's frame": { crossOrigin: true },
  "another host's passkey": { rpId: "example.org" },
  "nobody verified": { isVerified: false },
  "nobody present": { isPresent: false },
  "a registration's answer": { type: "webauthn.create" },
  "a challenge of its own making": { challenge: Buffer.alloc(32, 1).toString("base64url") },
  "somebody else's name on it": { userHandle: Buffer.from("a".repeat(26)).toString("base64url") },
  "no name on it": { userHandle: null },
  "a signature of nothing": { signature: Buffer.alloc(64, 1) },
};

test("an answer that deviates in anything is refused and leaves no session; an honest one gets in", async () => {
  const member = await app.member();
  const { passkey } = await addPasskey(app, member.client);
  for (const [what, deviation] of Object.entries(DEVIATIONS)) {
    const client = app.client();
    const reply = await signIn(client, passkey, deviation);
    assert.equal(reply.code, "passkey.refused", what);
    assert.equal(reply.status, 401, what);
    assert.equal(client.cookies.size, 0, what);
    assert.equal((await signIn(client, passkey)).status, 201, what);
  }
});

test("another key under a known passkey's name is refused", async () => {
  const member = await app.member();
  const { passkey } = await addPasskey(app, member.client);
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const client = app.client();
  const reply = await signIn(client, passkey, { signature: sign("sha256", Buffer.from("x"), privateKey) });
  assert.equal(reply.code, "passkey.refused");
});

test("a passkey that this server never saw gets the same answer as one that fails", async () => {
  const member = await app.member();
  const { passkey, added } = await addPasskey(app, member.client);
  const failing = await signIn(app.client(), passkey, { isVerified: false });
  assert.equal((await member.client.delete(`/api/passkeys/${added.id}`)).status, 204);
  const unknown = await signIn(app.client(), passkey);
  const bare = (reply: ApiReply) => reply.text.replace(reply.headers.get("x-request-id") ?? "?", "");
  assert.equal(bare(unknown), bare(failing));
});

test("an answer works once, and of two at once exactly one gets in", async () => {
  const member = await app.member();
  for (const counts of [true, false]) {
    const { passkey } = await addPasskey(app, member.client, { counts });
    const answer = passkey.answer(await signInOptions(app.client()));
    const replies = await Promise.all([1, 2].map(() => app.client().post("/api/sessions/passkey", answer)));
    assert.deepEqual(
      replies.map((reply) => reply.status).toSorted((a, b) => a - b),
      [201, 401],
    );
    assert.equal((await app.client().post("/api/sessions/passkey", answer)).code, "passkey.refused");
  }
});

test("a challenge lasts five minutes, and one for another purpose does not do", async () => {
  const member = await app.member();
  const { passkey } = await addPasskey(app, member.client);
  const late = await signInOptions(app.client());
  app.advance(5 * 60_000);
  const tooLate = await app.client().post("/api/sessions/passkey", passkey.answer(late));
  assert.equal(tooLate.code, "passkey.refused");
  for (const purpose of ["reauthentication", "unlock"] as const) {
    const other = passkey.answer(await proofOptions(member.client, purpose));
    assert.equal((await app.client().post("/api/sessions/passkey", other)).code, "passkey.refused");
  }
});

test("a count that does not go up is refused: there are two of that passkey", async () => {
  const member = await app.member();
  const { passkey } = await addPasskey(app, member.client);
  assert.equal((await signIn(app.client(), passkey, { counter: 9 })).status, 201);
  for (const counter of [9, 3, 0]) {
    assert.equal((await signIn(app.client(), passkey, { counter })).code, "passkey.refused", `${counter}`);
  }
  assert.equal((await signIn(app.client(), passkey, { counter: 10 })).status, 201);
});

test("a passkey that does not count signs in again and again", async () => {
  const member = await app.member();
  const { passkey } = await addPasskey(app, member.client, { counts: false });
  for (let i = 0; i < 3; i += 1) assert.equal((await signIn(app.client(), passkey)).status, 201);
});

test("a disabled account's passkey is refused like an unknown one", async () => {
  const member = await app.member();
  const { passkey } = await addPasskey(app, member.client);
  await app.database.db
    .updateTable("accounts")
    .set({ disabled_at: 1 })
    .where("email", "=", member.email)
    .execute();
  assert.equal((await signIn(app.client(), passkey)).code, "passkey.refused");
});

test("challenges of strangers do not pile up, and a flood of them is told to wait", async () => {
  const flooded = await startMemoryApp();
  try {
    const client = flooded.client();
    let waits = 0;
    for (let i = 0; i < 130; i += 1) {
      const reply = await client.post("/api/sessions/passkey/options");
      if (reply.code === "credentials.wait") waits += 1;
    }
    assert.equal(waits, 10);
    flooded.advance(5 * 60_000 + 1);
    await client.post("/api/sessions/passkey/options");
    const rows = await flooded.database.db.selectFrom("webauthn_challenges").selectAll().execute();
    assert.equal(rows.length, 1, "the old ones are gone");
    const member = await flooded.member();
    await addPasskey(flooded, member.client);
    for (let i = 0; i < 40; i += 1) await proofOptions(member.client, "unlock");
    const own = await flooded.database.db
      .selectFrom("webauthn_challenges")
      .selectAll()
      .where("account_id", "is not", null)
      .execute();
    assert.equal(own.length, 20);
  } finally {
    await flooded.close();
  }
});

test("thirty refused passkeys make an address wait", async () => {
  const guarded = await startMemoryApp();
  try {
    const member = await guarded.member();
    const { passkey } = await addPasskey(guarded, member.client);
    const codes: (string | undefined)[] = [];
    for (let i = 0; i < 31; i += 1) {
      codes.push((await signIn(guarded.client(), passkey, { isVerified: false })).code);
    }
    assert.equal(codes.indexOf("credentials.wait"), 30);
  } finally {
    await guarded.close();
  }
});
