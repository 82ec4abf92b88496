import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Member, type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";
import { ownImage } from "../support/refusal-rows.ts";
import type { SoftwarePasskey } from "../support/software-authenticator.ts";
import { addPasskey, proofOptions, reauthenticate, signIn, unlock } from "./passkey-of.ts";

// Replacing the vault key, by rotation or by sealing, with a passkey in place of the password.

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

async function newKit({ client }: Member): Promise<string> {
  const reply = await client.post("/api/vault/recovery-kit");
  assert.equal(reply.status, 201, reply.text);
  return (reply.body as { recoveryCode: string }).recoveryCode;
}

async function proofOf({ client }: Member, passkey: SoftwarePasskey) {
  return passkey.answer(await proofOptions(client, "reauthentication"));
}

async function rotationEnds({ client }: Member): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    const { body } = await client.get("/api/vault");
    if ((body as { rotationLeft: number | null }).rotationLeft === null) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("the rotation does not end");
}

async function slotKinds({ accountId }: Member): Promise<string[]> {
  const rows = await app.database.db
    .selectFrom("keyslots")
    .select(["kind", "epoch"])
    .where("account_id", "=", accountId as never)
    .execute();
  return rows.map((row) => `${row.kind} ${row.epoch}`).toSorted();
}

/** As a provider leaves it, or somebody who never chose one: no verifier and no slot of a password. */
async function forgetPassword({ accountId }: Member): Promise<void> {
  const { db } = app.database;
  await db
    .deleteFrom("password_verifiers")
    .where("account_id", "=", accountId as never)
    .execute();
  await db
    .deleteFrom("keyslots")
    .where("account_id", "=", accountId as never)
    .where("kind", "=", "password")
    .execute();
}

async function auditOf({ accountId }: Member): Promise<string[]> {
  const rows = await app.database.db
    .selectFrom("audit_records")
    .select("action")
    .where("account_id", "=", accountId)
    .orderBy("seq")
    .execute();
  return rows.map((row) => row.action);
}

test("a passkey with PRF replaces the key of a sealed vault, and opens it from then on", async () => {
  const member = await app.member({ vault: "sealed" });
  const image = await ownImage(member);
  const { passkey } = await addPasskey(app, member.client, { prf: "at-once" });
  const other = app.client();
  assert.equal((await signIn(other, passkey)).status, 201);
  const recoveryCode = await newKit(member);
  const proof = await proofOf(member, passkey);
  const reply = await member.client.post("/api/vault/rotation", { passkey: proof, recoveryCode });
  assert.equal(reply.status, 200, reply.text);
  assert.deepEqual(await slotKinds(member), ["passkey 2", "recovery 2", "session 2"]);
  assert.equal((await member.client.get(`/api/images/${image.id}`)).status, 200);
  assert.equal((await other.get("/api/images")).code, "session.required");
  const again = app.client();
  const signedIn = await signIn(again, passkey);
  assert.equal((signedIn.body as { vault: { unlocked: boolean } }).vault.unlocked, true);
  assert.equal((await again.get(`/api/images/${image.id}`)).status, 200);
});

test("the password opens the vault again once it was entered while the vault was open", async () => {
  const member = await app.member({ vault: "sealed" });
  const { passkey } = await addPasskey(app, member.client, { prf: "at-once" });
  const recoveryCode = await newKit(member);
  const proof = await proofOf(member, passkey);
  await member.client.post("/api/vault/rotation", { passkey: proof, recoveryCode });
  const signInByPassword = async () => {
    const client = app.client();
    const reply = await client.post("/api/sessions", { email: member.email, password: PASSWORD });
    assert.equal(reply.status, 201, reply.text);
    return (reply.body as { vault: { unlocked: boolean } }).vault.unlocked;
  };
  assert.equal(await signInByPassword(), false);
  const proved = await member.client.post("/api/sessions/current/reauthenticate", { password: PASSWORD });
  assert.equal(proved.status, 200, proved.text);
  assert.deepEqual(await slotKinds(member), [
    "passkey 2",
    "password 2",
    "recovery 2",
    "session 2",
    "session 2",
  ]);
  assert.equal(await signInByPassword(), true);
});

test("after a replacement with a passkey, passkey and password together unlock where only the password is at hand first", async () => {
  const member = await app.member({ vault: "sealed" });
  const { passkey } = await addPasskey(app, member.client, { prf: "at-once" });
  const recoveryCode = await newKit(member);
  const proof = await proofOf(member, passkey);
  await member.client.post("/api/vault/rotation", { passkey: proof, recoveryCode });
  const client = app.client();
  await client.post("/api/sessions", { email: member.email, password: PASSWORD });
  assert.equal((await unlock(client, passkey)).code, "vault.new-password-required");
  assert.equal((await unlock(client, passkey, { newPassword: PASSWORD })).status, 200);
  assert.ok((await slotKinds(member)).includes("password 2"));
});

test("an account without a password seals its managed vault with a passkey, and no escrow stays", async () => {
  const member = await app.member();
  const { passkey } = await addPasskey(app, member.client, { prf: "at-once" });
  await forgetPassword(member);
  await reauthenticate(member.client, passkey);
  const recoveryCode = await newKit(member);
  const proof = await proofOf(member, passkey);
  const reply = await member.client.put("/api/vault", { mode: "sealed", passkey: proof, recoveryCode });
  assert.equal(reply.status, 200, reply.text);
  assert.deepEqual(await slotKinds(member), ["passkey 2", "recovery 2", "session 2"]);
});

test("an account without a password sets its first one, and seals its vault with that", async () => {
  const member = await app.member();
  await forgetPassword(member);
  const recoveryCode = await newKit(member);
  const first = "Lantern9!quarry-Moss";
  const before = { mode: "sealed", password: first, recoveryCode };
  assert.equal((await member.client.put("/api/vault", before)).code, "reauthentication.failed");
  assert.equal((await member.client.put("/api/password", { password: first })).status, 204);
  const reply = await member.client.put("/api/vault", before);
  assert.equal(reply.status, 200, reply.text);
  assert.deepEqual(await slotKinds(member), ["password 2", "recovery 2", "session 2"]);
});

test("a passkey that gives no PRF result, another person's, or another result than before replaces nothing", async () => {
  const member = await app.member({ vault: "sealed" });
  const stranger = await app.member({ vault: "sealed" });
  const plain = await addPasskey(app, member.client, { prf: "none" });
  const opening = await addPasskey(app, member.client, { prf: "at-once" });
  const foreign = await addPasskey(app, stranger.client, { prf: "at-once" });
  const recoveryCode = await newKit(member);
  const ask = async (passkey: object) =>
    (await member.client.post("/api/vault/rotation", { passkey, recoveryCode })).code;
  assert.equal(await ask(await proofOf(member, plain.passkey)), "passkey.opens-nothing");
  assert.equal(await ask(await proofOf(member, foreign.passkey)), "reauthentication.failed");
  const bent = {
    ...(await proofOf(member, opening.passkey)),
    prf: Buffer.alloc(32, 7).toString("base64url"),
  };
  assert.equal(await ask(bent), "reauthentication.failed");
  const good = await proofOf(member, opening.passkey);
  assert.equal(await ask(good), undefined);
  await rotationEnds(member);
  // Once only, as every answer of a passkey.
  assert.equal(await ask(good), "reauthentication.failed");
  assert.deepEqual(await slotKinds(member), ["passkey 2", "recovery 2", "session 2"]);
});

test("password and passkey together, or neither, are no proof", async () => {
  const member = await app.member({ vault: "sealed" });
  const { passkey } = await addPasskey(app, member.client, { prf: "at-once" });
  const recoveryCode = await newKit(member);
  const both = { password: PASSWORD, passkey: await proofOf(member, passkey), recoveryCode };
  assert.equal((await member.client.post("/api/vault/rotation", both)).code, "request.invalid");
  assert.equal((await member.client.post("/api/vault/rotation", { recoveryCode })).code, "request.invalid");
});

test("a wrong password or a wrong code in a rotation counts, and stands in the audit trail", async () => {
  const member = await app.member({ vault: "sealed" });
  const recoveryCode = await newKit(member);
  const ask = async (body: object) => (await member.client.post("/api/vault/rotation", body)).code;
  assert.equal(await ask({ password: PASSWORD, recoveryCode: member.recoveryCode }), "vault.kit-mismatch");
  for (let tries = 0; tries < 10; tries += 1) {
    assert.equal(await ask({ password: "Wrong7!harbour-Quilt", recoveryCode }), "reauthentication.failed");
  }
  assert.equal(await ask({ password: PASSWORD, recoveryCode }), "credentials.wait");
  const trail = await auditOf(member);
  assert.equal(trail.filter((action) => action === "session.proof-refused").length, 10);
  assert.equal(trail.filter((action) => action === "vault.kit-refused").length, 1);
});

test("where the instance insists on managed vaults nobody seals one", async () => {
  const insisting = await startMemoryApp({ env: { SAFELIGHT_VAULT: "managed" } });
  try {
    const member = await insisting.member();
    const recoveryCode = await newKit(member);
    const body = { mode: "sealed", password: PASSWORD, recoveryCode };
    assert.equal((await member.client.put("/api/vault", body)).code, "vault-mode.not-offered");
  } finally {
    await insisting.close();
  }
});

test("sealing re-seals older pictures in the same step when that is asked for", async () => {
  const member = await app.member();
  const image = await ownImage(member);
  const rowOf = () =>
    app.database.db.selectFrom("images").selectAll().where("id", "=", image.id).executeTakeFirstOrThrow();
  const former = await rowOf();
  app.advance(1000);
  const recoveryCode = await newKit(member);
  const body = { mode: "sealed", password: PASSWORD, recoveryCode, resealPictures: true };
  assert.equal((await member.client.put("/api/vault", body)).status, 200);
  for (let tries = 0; tries < 400 && (await rowOf()).blob_set === former.blob_set; tries += 1) {
    await member.client.get("/api/vault");
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  assert.notEqual((await rowOf()).blob_set, former.blob_set);
});
