import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { AccountId } from "#contract/ids.ts";
import { admitPerson } from "../../server/accounts/admit-person.ts";
import { enforceSessionLimits } from "../../server/accounts/session-life.ts";
import { newKey } from "../../server/crypto/random.ts";
import { eraseVault } from "../../server/vault/rotation-store.ts";
import { startAgainWhenDue } from "../../server/vault/start-again.ts";
import { enrol, finish, ticketFor } from "../factors/authenticator.ts";
import { type Member, type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";
import { ownImage } from "../support/refusal-rows.ts";

// A vault that starts again destroys pictures, so whatever opens it meanwhile must keep it.

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

const NEW_PASSWORD = "Meadow4!lantern-Crisp";
const VISIT = {
  origin: { address: "192.0.2.7", device: "test", language: "en" },
  sessionToken: null,
  browserToken: null,
} as const;
const WEEK = 7 * 86_400_000;

/** A sealed vault with a picture, which somebody who is signed in asked to start again. */
async function asked(): Promise<Member> {
  const member = await app.member({ vault: "sealed" });
  await ownImage(member);
  await askFor(member);
  return member;
}

async function askFor(member: Member): Promise<void> {
  await member.client.post("/api/vault/lock");
  const reply = await member.client.post("/api/vault/start-again");
  assert.equal(reply.status, 200, reply.text);
}

async function whenDue(): Promise<void> {
  app.advance(WEEK + 1);
  await startAgainWhenDue(app.rooms);
}

async function pictures(member: Member): Promise<number> {
  const query = app.database.db.selectFrom("images").select("id");
  return (await query.where("account_id", "=", member.accountId as AccountId).execute()).length;
}

test("signing in with the password opens the vault, and so keeps it", async () => {
  const member = await asked();
  const client = app.client();
  const reply = await client.post("/api/sessions", { email: member.email, password: PASSWORD });
  assert.equal((reply.body as { vault: { unlocked: boolean } }).vault.unlocked, true);
  await client.delete("/api/sessions/current");
  await whenDue();
  assert.equal(await pictures(member), 1);
});

test("so does signing in with password and code", async () => {
  const member = await app.member({ vault: "sealed" });
  await ownImage(member);
  const phone = await enrol(app, member.client);
  await askFor(member);
  app.advance(60_000);
  const client = app.client();
  const done = await finish(client, { ticket: await ticketFor(client, member), totp: phone.code() });
  assert.equal(done.status, 201, done.text);
  await client.delete("/api/sessions/current");
  await whenDue();
  assert.equal(await pictures(member), 1);
});

test("so does a new password that was set with the recovery code", async () => {
  const member = await asked();
  const reply = await app.client().post("/api/password/reset-with-code", {
    email: member.email,
    recoveryCode: member.recoveryCode,
    password: NEW_PASSWORD,
  });
  assert.equal(reply.status, 200, reply.text);
  await whenDue();
  assert.equal(await pictures(member), 1);
});

test("a vault that is open on another device when its day comes is not lost, and stays", async () => {
  const member = await app.member({ vault: "sealed" });
  await ownImage(member);
  const other = app.client();
  await other.post("/api/sessions", { email: member.email, password: PASSWORD });
  await askFor(member);
  for (let hours = 0; hours < 7 * 24; hours += 8) {
    app.advance(8 * 3_600_000);
    assert.equal((await other.get("/api/images")).status, 200);
    await enforceSessionLimits(app.rooms);
  }
  await startAgainWhenDue(app.rooms);
  assert.equal(await pictures(member), 1);
  assert.deepEqual(await app.database.db.selectFrom("start_agains").selectAll().execute(), []);
});

test("signing in without opening it does not keep it", async () => {
  const member = await asked();
  await app.client().post("/api/password/forgot", { email: member.email });
  await app.rooms.mail.deliverDue();
  const mail = app.mails.findLast(({ to, text }) => to === member.email && text.includes("/reset#"));
  const token = /#([\w-]+)/.exec(mail?.text ?? "")?.[1];
  await app.client().post("/api/password/reset", { token, password: NEW_PASSWORD });
  const reply = await app.client().post("/api/sessions", { email: member.email, password: NEW_PASSWORD });
  assert.equal((reply.body as { vault: { unlocked: boolean } }).vault.unlocked, false);
  await whenDue();
  assert.equal(await pictures(member), 0);
});

test("nor does a sign-in that opened it before its day, and comes in after: its key is of no use any more", async () => {
  const member = await asked();
  const accountId = member.accountId as AccountId;
  app.advance(WEEK + 1);
  const { reply } = await app.database.db.transaction().execute(async (trx) => {
    await eraseVault(trx, accountId);
    return await admitPerson(trx, app.rooms, accountId, VISIT, { epoch: 1, vaultKey: newKey() });
  });
  assert.equal(reply.vault.unlocked, false);
  const slots = app.database.db.selectFrom("keyslots").select("id").where("account_id", "=", accountId);
  assert.deepEqual(await slots.execute(), []);
  await startAgainWhenDue(app.rooms);
  assert.equal(await pictures(member), 0);
});

test("a server killed between keys and pictures: no new vault begins before the pictures are gone, and then one does", async () => {
  const member = await asked();
  app.advance(WEEK + 1);
  await app.database.db.transaction().execute((trx) => eraseVault(trx, member.accountId as AccountId));
  const client = app.client();
  const signIn = () => client.post("/api/sessions", { email: member.email, password: PASSWORD });
  const early = await signIn();
  assert.equal(early.code, "unavailable", early.text);
  await startAgainWhenDue(app.rooms);
  assert.equal(await pictures(member), 0);
  const reply = await signIn();
  assert.equal((reply.body as { vault: { unlocked: boolean } }).vault.unlocked, true, reply.text);
  assert.equal((await client.get("/api/images")).status, 200);
});
