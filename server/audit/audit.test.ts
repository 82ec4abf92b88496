import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { openTestDatabase } from "../../tests/support/test-database.ts";
import type { AuditRow } from "./audit-store.ts";
import { type AuditEntry, recordAudit } from "./record.ts";
import { verifyAudit } from "./verify-audit.ts";

const secrets = { auditKey: Buffer.alloc(32, 7) };

async function trail(t: TestContext) {
  const { database, drop } = await openTestDatabase();
  t.after(() => database.close().then(drop));
  let now = 1_700_000_000_000;
  const rooms = { database, secrets, clock: () => (now += 1000) };
  const record = (entry: AuditEntry) =>
    database.db.transaction().execute((transaction) => recordAudit(transaction, rooms, entry));
  return { rooms, db: database.db, record, verify: () => verifyAudit(rooms) };
}

async function trailOfFive(t: TestContext) {
  const made = await trail(t);
  for (const n of [1, 2, 3, 4, 5]) {
    await made.record({
      action: "session.started",
      accountId: `account${n % 2}`,
      subjectId: `subject${n}`,
      ...(n % 2 === 0 ? {} : { personal: { address: `192.0.2.${n}`, device: "Browser" } }),
    });
  }
  return made;
}

test("an empty trail and one of five records verify whole", async (t) => {
  const empty = await trail(t);
  assert.deepEqual(await empty.verify(), { records: 0, head: "00".repeat(32), fault: null });
  const { verify } = await trailOfFive(t);
  const verdict = await verify();
  assert.equal(verdict.records, 5);
  assert.equal(verdict.fault, null);
});

test("more records than one batch verify", async (t) => {
  const { db, rooms, verify } = await trail(t);
  await db.transaction().execute(async (transaction) => {
    for (let n = 0; n < 2001; n += 1) {
      await recordAudit(transaction, rooms, { action: "image.created", accountId: "a" });
    }
  });
  assert.deepEqual({ ...(await verify()), head: "" }, { records: 2001, head: "", fault: null });
});

test("a record of a transaction that is taken back leaves no trace and no gap", async (t) => {
  const { db, rooms, record, verify } = await trailOfFive(t);
  const failing = db.transaction().execute(async (transaction) => {
    await recordAudit(transaction, rooms, { action: "image.created", accountId: "a" });
    throw new Error("taken back");
  });
  await assert.rejects(failing, /taken back/);
  await record({ action: "image.created", accountId: "a" });
  const { records, fault } = await verify();
  assert.deepEqual([records, fault], [6, null]);
});

test("records that are written at once form one chain", async (t) => {
  const { record, verify } = await trail(t);
  await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      record({ action: "image.created", accountId: "a", subjectId: `${n}` }),
    ),
  );
  const { records, fault } = await verify();
  assert.deepEqual([records, fault], [20, null]);
});

test("a changed, moved or removed field of any record is found where it lies", async (t) => {
  const changes: Partial<AuditRow>[] = [
    { at: 1 },
    { action: "session.ended" },
    { account_id: "somebody" },
    { account_id: null },
    { subject_id: null },
    { personal_digest: Buffer.alloc(32) },
    { link: Buffer.alloc(32) },
  ];
  for (const change of changes) {
    const { db, verify } = await trailOfFive(t);
    await db.updateTable("audit_records").set(change).where("seq", "=", 3).execute();
    const { records, fault } = await verify();
    assert.deepEqual([records, fault], [2, { seq: 3, kind: "link" }], Object.keys(change).join());
  }
});

test("a changed personal value is found, and an erased one is not a fault", async (t) => {
  const { db, verify } = await trailOfFive(t);
  const third = () => db.updateTable("audit_records").where("seq", "=", 3);
  await third().set({ personal: '{"address":"198.51.100.1"}' }).execute();
  assert.deepEqual((await verify()).fault, { seq: 3, kind: "personal" });
  await third().set({ personal_salt: null }).execute();
  assert.deepEqual((await verify()).fault, { seq: 3, kind: "personal" });
  await third().set({ personal: null, personal_salt: null }).execute();
  assert.equal((await verify()).fault, null);
});

test("a removed record is found, be it the first, one between or the last", async (t) => {
  for (const [seq, kind] of [
    [1, "missing"],
    [3, "missing"],
    [5, "head"],
  ] as const) {
    const { db, verify } = await trailOfFive(t);
    await db.deleteFrom("audit_records").where("seq", "=", seq).execute();
    assert.deepEqual((await verify()).fault, { seq, kind });
  }
});

test("a trail emptied behind a head that remains is found", async (t) => {
  const { db, verify } = await trailOfFive(t);
  await db.deleteFrom("audit_records").execute();
  assert.deepEqual((await verify()).fault, { seq: 1, kind: "head" });
  await db.deleteFrom("audit_head").execute();
  assert.equal((await verify()).fault, null);
});

test("a trail without its head is found", async (t) => {
  const { db, verify } = await trailOfFive(t);
  await db.deleteFrom("audit_head").execute();
  assert.equal((await verify()).fault?.kind, "head");
});

test("a chain made under another key does not verify", async (t) => {
  const { rooms } = await trailOfFive(t);
  const verdict = await verifyAudit({ ...rooms, secrets: { auditKey: Buffer.alloc(32, 8) } });
  assert.deepEqual(verdict.fault, { seq: 1, kind: "link" });
});
