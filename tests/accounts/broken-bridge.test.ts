import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { AccountId } from "#contract/ids.ts";
import { callerFinder } from "../../server/accounts/find-caller.ts";
import { rotateVault } from "../../server/vault/rotate-vault.ts";
import { type Member, type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";
import { ownImage } from "../support/refusal-rows.ts";

// The way from the present vault key to the former one, damaged on its disk before anything has crossed it.

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

interface Facts {
  readonly epoch: number;
  readonly rotationLeft: number | null;
  readonly damagedLeft: number | null;
}

async function newKit(member: Member): Promise<string> {
  return ((await member.client.post("/api/vault/recovery-kit")).body as { recoveryCode: string })
    .recoveryCode;
}

/** Replaces the vault key, as a server does that is killed before it has sealed anything anew. */
async function rotateAndStop(member: Member): Promise<void> {
  const caller = await callerFinder(app.rooms)(member.client.cookies.get("safelight") ?? "", { safe: true });
  assert.ok(caller.kind === "signed-in" && caller.vault !== null);
  const rotated = await rotateVault(
    app.rooms,
    { ...caller, vault: caller.vault },
    { password: PASSWORD, recoveryCode: await newKit(member), mode: "managed", resealPictures: false },
    { address: "127.0.0.1", device: "test", language: "en" },
  );
  member.client.cookies.set("safelight", rotated.token);
}

async function settledFacts(member: Member): Promise<Facts> {
  for (let tries = 0; tries < 200; tries += 1) {
    const facts = (await member.client.get("/api/vault")).body as Facts;
    if (facts.rotationLeft === null) return facts;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("re-sealing does not end");
}

const bridgeOf = (member: Member) =>
  app.database.db
    .selectFrom("bridges")
    .selectAll()
    .where("account_id", "=", member.accountId as AccountId)
    .executeTakeFirst();

const putBridge = (member: Member, sealed_key: Uint8Array) =>
  app.database.db
    .updateTable("bridges")
    .set({ sealed_key })
    .where("account_id", "=", member.accountId as AccountId)
    .execute();

const recorded = async (member: Member): Promise<number> => {
  const query = app.database.db
    .selectFrom("audit_records")
    .select("seq")
    .where("account_id", "=", member.accountId)
    .where("action", "=", "vault.bridge-damaged");
  return (await query.execute()).length;
};

test("a bridge that fails its check ends the rotation: the person is told, goes on, and gets all back when it is put back", async () => {
  const member = await app.member();
  const old = await ownImage(member);
  await rotateAndStop(member);
  const good = (await bridgeOf(member))?.sealed_key;
  assert.ok(good);
  await putBridge(
    member,
    Buffer.from(good).map((byte, at) => (at === 40 ? byte ^ 1 : byte)),
  );
  const facts = await settledFacts(member);
  assert.deepEqual([facts.epoch, facts.damagedLeft], [2, 1]);
  assert.equal(await recorded(member), 1);
  assert.equal((await member.client.get(`/api/images/${old.id}`)).code, "image.damaged");
  // What comes from now on has nothing to do with it.
  const fresh = await ownImage(member);
  assert.equal((await member.client.get(`/api/images/${fresh.id}`)).status, 200);
  // As a backup gives the row back: the next replacement takes everything along.
  await putBridge(member, good);
  app.rooms.forgetting.forget(member.accountId as AccountId);
  assert.equal((await member.client.get(`/api/images/${old.id}`)).status, 200);
  const reply = await member.client.post("/api/vault/rotation", {
    password: PASSWORD,
    recoveryCode: await newKit(member),
  });
  assert.equal(reply.status, 200, reply.text);
  const after = await settledFacts(member);
  assert.deepEqual([after.epoch, after.damagedLeft], [3, null]);
  assert.equal((await member.client.get(`/api/images/${old.id}`)).status, 200);
  assert.equal(await bridgeOf(member), undefined);
});

test("one that never comes back keeps nobody from replacing the key again", async () => {
  const member = await app.member();
  await ownImage(member);
  await rotateAndStop(member);
  await putBridge(member, Buffer.alloc(60, 7));
  assert.equal((await settledFacts(member)).damagedLeft, 1);
  const reply = await member.client.post("/api/vault/rotation", {
    password: PASSWORD,
    recoveryCode: await newKit(member),
  });
  assert.equal(reply.status, 200, reply.text);
  const facts = await settledFacts(member);
  assert.deepEqual([facts.epoch, facts.damagedLeft], [3, null]);
});

test("one that leads to nothing any more goes unnoticed", async () => {
  const member = await app.member();
  await rotateAndStop(member);
  await putBridge(member, Buffer.alloc(60, 7));
  assert.equal((await settledFacts(member)).damagedLeft, null);
  assert.equal(await bridgeOf(member), undefined);
  assert.equal(await recorded(member), 0);
});
