import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { AccountReceipt } from "#contract/my-data.ts";
import { destroyAccountKeys } from "../../server/accounts/leave.ts";
import { verifyAudit } from "../../server/audit/verify-audit.ts";
import { deleteDueAccounts } from "../../server/my-data/delete-account.ts";
import { firstAdministrator } from "../support/administrator.ts";
import { linkToken, type Member, type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";
import { photograph } from "../support/photographs.ts";
import { onPostgres } from "../support/test-database.ts";

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

const DAY = 86_400_000;

async function lastMailTo(email: string, from = app) {
  await from.rooms.mail.deliverDue();
  return from.mails.findLast((mail) => mail.to === email);
}

const signIn = (member: Member, from = app) =>
  from.client().post("/api/sessions", { email: member.email, password: PASSWORD });

/** Tables that still name the account, by any of their columns. */
async function tracesOf(accountId: string): Promise<string[]> {
  const traces: string[] = [];
  const { db } = app.database;
  for (const table of await db.introspection.getTables()) {
    // Safe because the introspection has just named the table.
    const rows = await db
      .selectFrom(table.name as "accounts")
      .selectAll()
      .execute();
    if (rows.some((row) => Object.values(row).includes(accountId))) traces.push(table.name);
  }
  return traces;
}

async function blobKeys(): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of app.blobs.list()) keys.push(key);
  return keys;
}

async function upload(member: Member, number: number): Promise<string> {
  const { bytes } = await photograph(number, { longSide: 800 });
  const reply = await member.client.upload(bytes);
  assert.equal(reply.status, 201, reply.text);
  return (reply.body as { image: { id: string } }).image.id;
}

test("deleted at once, an account leaves nothing but its records in the trail, without what was personal", async () => {
  const member = await app.member();
  const kept = await upload(member, 0);
  const trashed = await upload(member, 1);
  await member.client.delete(`/api/images/${trashed}`);
  await member.client.post("/api/tokens", { name: "x", scopes: ["images:read"], expiresInDays: 1 });
  await member.client.put("/api/email", { email: "elsewhere@example.org" });
  const before = await blobKeys();
  assert.ok(before.length >= 4);

  const deleted = await member.client.delete("/api/account", { now: true });
  assert.equal(deleted.status, 200, deleted.text);
  const receipt = deleted.body as AccountReceipt;
  assert.equal(receipt.accountId, member.accountId);
  assert.deepEqual([...receipt.imageIds].toSorted(), [kept, trashed].toSorted());
  // PostgreSQL erases within the hour (server/database/postgres-database.test.ts).
  assert.equal(receipt.databaseErasedAt === null, onPostgres);
  assert.match(deleted.headers.get("clear-site-data") ?? "", /storage/);

  assert.deepEqual(await tracesOf(member.accountId), ["audit_records"]);
  assert.deepEqual(await blobKeys(), []);
  const { db } = app.database;
  const records = db.selectFrom("audit_records").select(["action", "personal"]);
  const own = await records.where("account_id", "=", member.accountId).execute();
  assert.ok(own.some((row) => row.action === "account.deleted"));
  assert.ok(own.every((row) => row.personal === null));
  assert.equal((await verifyAudit(app.rooms)).fault, null);
  assert.equal((await signIn(member)).code, "credentials.wrong");
  assert.equal((await member.client.get("/api/account")).code, "session.required");
  assert.match((await lastMailTo(member.email))?.subject ?? "", /is deleted/);
  // The address is free again.
  await app.member({ email: member.email });
});

test("without more ado an account is deleted after a week, and not before", async () => {
  const own = await startMemoryApp();
  try {
    const member = await own.member();
    const asked = await member.client.delete("/api/account");
    assert.equal(asked.status, 202, asked.text);
    const at = Date.parse((asked.body as { deletionAt: string }).deletionAt);
    assert.ok(Math.abs(at - own.rooms.clock() - 7 * DAY) < 60_000);
    const account = await member.client.get("/api/account");
    assert.equal((account.body as { deletionAt: string }).deletionAt, new Date(at).toISOString());
    own.advance(7 * DAY - 60_000);
    await deleteDueAccounts(own.rooms);
    assert.equal((await signIn(member, own)).status, 201);
    own.advance(120_000);
    await deleteDueAccounts(own.rooms);
    assert.equal((await signIn(member, own)).code, "credentials.wrong");
    assert.deepEqual(await own.database.db.selectFrom("accounts").select("id").execute(), []);
  } finally {
    await own.close();
  }
});

test("who thinks otherwise keeps the account: in the settings", async () => {
  const member = await app.member();
  assert.equal((await member.client.delete("/api/account/deletion")).code, "account.not-leaving");
  await member.client.delete("/api/account", {});
  const kept = await member.client.delete("/api/account/deletion");
  assert.equal((kept.body as { deletionAt: string | null }).deletionAt, null);
  assert.match((await lastMailTo(member.email))?.subject ?? "", /stays/);
});

test("who thinks otherwise keeps the account: by the mailed link, once", async () => {
  const member = await app.member();
  await member.client.delete("/api/account");
  const token = linkToken(await lastMailTo(member.email));
  const replies = await Promise.all([1, 2].map(() => app.client().post("/api/account/keep", { token })));
  assert.deepEqual(replies.map((reply) => reply.code ?? "kept").toSorted(), ["kept", "link.invalid"]);
  const account = await member.client.get("/api/account");
  assert.equal((account.body as { deletionAt: string | null }).deletionAt, null);
  // A link of one purpose serves no other.
  await member.client.delete("/api/account");
  const again = linkToken(await lastMailTo(member.email));
  const reset = { token: again, password: "Meadow4!lantern-Crisp" };
  assert.equal((await app.client().post("/api/password/reset", reset)).code, "link.invalid");
});

test("deleting needs the password given lately, and an open vault", async () => {
  const member = await app.member();
  const own = await startMemoryApp();
  try {
    const other = await own.member();
    own.advance(16 * 60_000);
    for (const body of [undefined, { now: true }]) {
      assert.equal((await other.client.delete("/api/account", body)).code, "reauthentication.required");
    }
  } finally {
    await own.close();
  }
  await member.client.post("/api/vault/lock");
  assert.equal((await member.client.delete("/api/account", { now: true })).code, "vault.locked");
});

test("the last administrator stays, now and in a week; of two who leave at once one is refused", async () => {
  const own = await startMemoryApp();
  try {
    const first = await firstAdministrator(own);
    for (const body of [undefined, { now: true }]) {
      assert.equal((await first.client.delete("/api/account", body)).code, "administrator.last");
    }
    const second = await own.member();
    await first.client.patch(`/api/admin/accounts/${second.accountId}`, { administrator: true });
    await second.client.post("/api/sessions", { email: second.email, password: PASSWORD });
    const replies = await Promise.all(
      [first, second].map((who, at) => who.client.delete("/api/account", at === 0 ? { now: true } : {})),
    );
    assert.equal(replies.filter((reply) => reply.code === "administrator.last").length, 1);
    const left = own.database.db
      .selectFrom("accounts")
      .select("id")
      .where("administrator_at", "is not", null)
      .where("deletion_at", "is", null);
    assert.equal((await left.execute()).length, 1);
  } finally {
    await own.close();
  }
});

test("a deletion that was cut short after the keys is finished by the job", async () => {
  const member = await app.member();
  await upload(member, 2);

  await destroyAccountKeys(app.rooms, member.accountId as never);
  const slots = app.database.db.selectFrom("keyslots").select("id");
  assert.deepEqual(await slots.where("account_id", "=", member.accountId as never).execute(), []);
  assert.equal((await signIn(member)).code, "credentials.wrong");
  await deleteDueAccounts(app.rooms);
  assert.deepEqual(await tracesOf(member.accountId), ["audit_records"]);
});
