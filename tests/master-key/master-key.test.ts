import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { AccountId } from "#contract/ids.ts";
import { verifyAudit } from "../../server/audit/verify-audit.ts";
import { newKey } from "../../server/crypto/random.ts";
import { AppError } from "../../server/errors.ts";
import { openFileKeys } from "../../server/keys/file.ts";
import type { KeyProvider } from "../../server/keys/provider.ts";
import { describeMasterKey } from "../../server/master-key/describe-master-key.ts";
import { retireMasterKey } from "../../server/master-key/retire-master-key.ts";
import { rotateMasterKey } from "../../server/master-key/rotate-master-key.ts";
import type { Office } from "../../server/rooms.ts";
import { insertEscrowSlot, newEscrowSlot } from "../../server/vault/escrow-slot.ts";
import { openByEscrow } from "../../server/vault/open-by-escrow.ts";
import { linkToken, type Member, type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { ownImage } from "../support/refusal-rows.ts";

// The master key is replaced by a process with a key provider of its own, as the command line is, beside an
// application that goes on serving.

const NEW_PASSWORD = "Indigo4?meadow-Lantern";
let app: MemoryApp;
let keys: KeyProvider;
let office: Office;
before(async () => {
  app = await startMemoryApp();
  keys = await openFileKeys(app.keyFolder, { create: false });
  office = { ...app.rooms, keys };
});
after(async () => {
  await keys.close();
  await app.close();
});

const slotsOf = (accountId: string) =>
  app.database.db
    .selectFrom("keyslots")
    .selectAll()
    .where("account_id", "=", accountId as AccountId)
    .where("kind", "=", "escrow")
    .execute();

async function current(): Promise<number> {
  const { versions } = await describeMasterKey(office);
  return versions.find(({ state }) => state === "current")?.version ?? 0;
}

async function actions(): Promise<string[]> {
  const rows = await app.database.db.selectFrom("audit_records").select("action").orderBy("seq").execute();
  return rows.map(({ action }) => action).filter((action) => action.startsWith("keys."));
}

/** Forgets every secret of the person's own: only the master key opens the vault then. */
async function signInAfterReset(member: Member) {
  await app.client().post("/api/password/forgot", { email: member.email });
  await app.rooms.mail.deliverDue();
  const token = linkToken(app.mails.findLast((mail) => mail.to === member.email));
  await app.client().post("/api/password/reset", { token, password: NEW_PASSWORD });
  const client = app.client();
  const reply = await client.post("/api/sessions", { email: member.email, password: NEW_PASSWORD });
  assert.equal(reply.status, 201, reply.text);
  return client;
}

test("a rotation seals vaults and secrets under a new version; the server that runs takes it up by itself", async () => {
  const member = await app.member();
  const sealed = await app.member({ vault: "sealed" });
  const image = await ownImage(member);
  const from = await current();
  const rotated = await rotateMasterKey(office, { batch: 1 });
  assert.deepEqual([rotated.version, rotated.completed, rotated.damaged], [from + 1, true, []]);
  assert.deepEqual([rotated.secrets, rotated.slots > 0], [6, true]);
  const { versions, isRotating } = await describeMasterKey(app.rooms);
  assert.equal(isRotating, false);
  assert.deepEqual(versions.map(({ state, secrets, held }) => [state, secrets, held]).slice(-2), [
    ["former", 0, "same"],
    ["current", 6, "same"],
  ]);
  assert.deepEqual(await slotsOf(sealed.accountId), []);
  const made = await app.member();
  assert.deepEqual(
    (await slotsOf(made.accountId)).map(({ master_version }) => master_version),
    [from + 1],
  );
  const client = await signInAfterReset(member);
  assert.equal((await client.get(`/api/images/${image.id}/renditions/original`)).status, 200);
  assert.equal((await app.client().get("/readyz")).status, 200);
});

test("what is sealed anew is the same vault key under other bytes", async () => {
  const { accountId } = await app.member();
  const [was] = await slotsOf(accountId);
  const vault = await openByEscrow(app.rooms, accountId as AccountId);
  await rotateMasterKey(office);
  const [now] = await slotsOf(accountId);
  assert.equal(now?.id, was?.id);
  assert.notDeepEqual(now?.sealed_key, was?.sealed_key);
  assert.notDeepEqual(now?.salt, was?.salt);
  assert.deepEqual(await openByEscrow(app.rooms, accountId as AccountId), vault);
});

test("vaults that are made while everything is sealed anew lose nothing, and the old key goes all the same", async () => {
  const from = await current();
  let isDone = false;
  const joining: Member[] = [];
  const join = async (): Promise<void> => {
    // No more than one address may register in an hour, with those of the other tests.
    while (joining.length < 3 || (!isDone && joining.length < 8)) joining.push(await app.member());
  };
  const [rotated] = await Promise.all([
    rotateMasterKey(office, { batch: 1 }).finally(() => {
      isDone = true;
    }),
    join(),
  ]);
  assert.equal(rotated.version, from + 1);
  const retired = await retireMasterKey(office, from);
  assert.equal(retired.state, "retired");
  for (const { accountId } of joining) assert.ok(await openByEscrow(app.rooms, accountId as AccountId));
});

test("an old version goes only when nothing names it, and its key is kept aside", async () => {
  const from = await current();
  assert.equal((await retireMasterKey(office, from)).state, "current");
  assert.equal((await retireMasterKey(office, 999)).state, "unknown");
  const late = await app.member();
  const [slot] = await slotsOf(late.accountId);
  await rotateMasterKey(office);
  // As if it had been written after everything was sealed anew, and damaged so that it stays.
  await app.database.db
    .updateTable("keyslots")
    .set({ master_version: from, sealed_key: Buffer.alloc(60) })
    .where("id", "=", slot!.id)
    .execute();
  const refused = await retireMasterKey(office, from);
  assert.deepEqual(refused.state === "named" && refused.named, { secrets: 0, slots: 1 });
  assert.ok(keys.versions().includes(from));
  assert.ok((await actions()).includes("keys.slot-damaged"));
  // Whoever replaces the vault key gets another slot.
  const kit = await late.client.post("/api/vault/recovery-kit");
  const { recoveryCode } = kit.body as { recoveryCode: string };
  const replaced = await late.client.post("/api/vault/rotation", { password: late.password, recoveryCode });
  assert.equal(replaced.status, 200, replaced.text);
  const retired = await retireMasterKey(office, from);
  assert.equal(retired.state, "retired");
  assert.ok(!keys.versions().includes(from));
  assert.equal((await retireMasterKey(office, from)).state, "retired");
});

test("a damaged vault anywhere keeps the old key, although nothing names it", async () => {
  const from = await current();
  const member = await app.member();
  await rotateMasterKey(office);
  const [slot] = await slotsOf(member.accountId);
  const spoil = (sealed_key: Uint8Array) =>
    app.database.db.updateTable("keyslots").set({ sealed_key }).where("id", "=", slot!.id).execute();
  await spoil(Buffer.alloc(60, 1));
  const refused = await retireMasterKey(office, from);
  assert.deepEqual(refused.state === "damaged" && refused.check.damagedSlots, [member.accountId]);
  await spoil(slot!.sealed_key);
  assert.equal((await retireMasterKey(office, from)).state, "retired");
});

test("a slot that does not open keeps its version, and keeps nobody from making another after a leak", async () => {
  const from = await current();
  const member = await app.member();
  const [slot] = await slotsOf(member.accountId);
  const spoil = (sealed_key: Uint8Array) =>
    app.database.db.updateTable("keyslots").set({ sealed_key }).where("id", "=", slot!.id).execute();
  await spoil(Buffer.alloc(60, 2));
  for (const version of [from + 1, from + 2]) {
    const rotated = await rotateMasterKey(office);
    assert.deepEqual([rotated.version, rotated.goneOnWith, rotated.completed], [version, false, true]);
    assert.deepEqual(rotated.damaged, [member.accountId]);
  }
  assert.equal((await describeMasterKey(office)).isRotating, false);
  assert.equal((await retireMasterKey(office, from)).state, "named");
  await spoil(slot!.sealed_key);
  for (const version of [from, from + 1])
    assert.equal((await retireMasterKey(office, version)).state, "retired");
});

test("a slot sealed before its version was retired is not written after it", async () => {
  const { accountId } = await app.member();
  const from = await current();
  const slot = await newEscrowSlot(app.rooms, { accountId: accountId as AccountId, epoch: 9 }, newKey());
  await rotateMasterKey(office);
  assert.equal((await retireMasterKey(office, from)).state, "retired");
  await assert.rejects(
    app.database.db.transaction().execute((trx) => insertEscrowSlot(trx, slot)),
    (error) => error instanceof AppError && error.code === "keys.unavailable",
  );
  assert.equal((await slotsOf(accountId)).length, 1);
});

test("a key that is not the one it was is told by its fingerprint", async () => {
  const { db } = app.database;
  const version = await current();
  const row = await db
    .selectFrom("master_versions")
    .select("fingerprint")
    .where("version", "=", version)
    .executeTakeFirstOrThrow();
  const set = (fingerprint: Uint8Array) =>
    db.updateTable("master_versions").set({ fingerprint }).where("version", "=", version).execute();
  await set(Buffer.alloc(16));
  assert.equal((await describeMasterKey(office)).versions.at(-1)?.held, "another");
  await set(row.fingerprint);
  assert.equal((await describeMasterKey(office)).versions.at(-1)?.held, "same");
});

test("what happened to the master key stands in the trail, which holds", async () => {
  const names = new Set(await actions());
  for (const name of ["keys.version-added", "keys.resealed", "keys.retired"])
    assert.ok(names.has(name), name);
  assert.equal((await verifyAudit(app.rooms)).fault, null);
});
