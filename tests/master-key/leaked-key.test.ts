import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { AccountId, ImageId } from "#contract/ids.ts";
import { verifyAudit } from "../../server/audit/verify-audit.ts";
import { ifItOpens } from "../../server/crypto/decryption-failed.ts";
import { unwrapBridge, unwrapDataKey } from "../../server/crypto/vault-keys.ts";
import { CANARY_ACCOUNT } from "../../server/database/canary-account.ts";
import { openFileKeys } from "../../server/keys/file.ts";
import type { KeyProvider } from "../../server/keys/provider.ts";
import { describeMasterKey } from "../../server/master-key/describe-master-key.ts";
import { replaceLeakedKeys, rotateLeakedMasterKey } from "../../server/master-key/replace-leaked-keys.ts";
import type { Office } from "../../server/rooms.ts";
import { openEscrowSlot } from "../../server/vault/escrow-slot.ts";
import { checkCanary, makeCanary } from "../../server/verification/canary.ts";
import { type Member, type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";
import { ownImage } from "../support/refusal-rows.ts";
import { until } from "../support/until.ts";

// Somebody has read the master key, and a copy of the database with it.

let app: MemoryApp;
let keys: KeyProvider;
let office: Office;
before(async () => {
  app = await startMemoryApp();
  keys = await openFileKeys(app.keyFolder, { create: false });
  office = { ...app.rooms, keys };
  await makeCanary(app.rooms);
});
after(async () => {
  await keys.close();
  await app.close();
});

const rowsOf = (table: "keyslots" | "bridges" | "sealed_keys", { accountId }: Member) =>
  app.database.db
    .selectFrom(table)
    .selectAll()
    .where("account_id", "=", accountId as AccountId)
    .execute();

async function slotKinds(member: Member): Promise<string[]> {
  const rows = (await rowsOf("keyslots", member)) as { kind: string; epoch: number }[];
  return rows.map(({ kind, epoch }) => `${kind} ${epoch}`).toSorted();
}

/** What whoever has the database of now and the leaked version of the master key makes of it. */
async function keyOfThief(member: Member): Promise<Buffer> {
  const [slot] = await app.database.db
    .selectFrom("keyslots")
    .selectAll()
    .where("account_id", "=", member.accountId as AccountId)
    .where("kind", "=", "escrow")
    .execute();
  return await openEscrowSlot(office, slot!);
}

async function thiefOpens(member: Member, vaultKey: Buffer, imageId: string): Promise<boolean> {
  const accountId = member.accountId as AccountId;
  const bridges = (await rowsOf("bridges", member)) as { sealed_key: Uint8Array; epoch: number }[];
  const dataKeys = (await rowsOf("sealed_keys", member)) as {
    image_id: ImageId;
    sealed_key: Uint8Array;
    epoch: number;
  }[];
  const row = dataKeys.find(({ image_id }) => image_id === imageId)!;
  const crossed = bridges.map((bridge) =>
    ifItOpens(() => unwrapBridge(vaultKey, bridge.sealed_key, { accountId, epoch: bridge.epoch })),
  );
  return [vaultKey, ...crossed].some(
    (key) =>
      key !== null &&
      ifItOpens(() =>
        unwrapDataKey(key, row.sealed_key, { accountId, imageId: imageId as ImageId, epoch: row.epoch }),
      ) !== null,
  );
}

async function signIn(member: Member) {
  const client = app.client();
  const reply = await client.post("/api/sessions", { email: member.email, password: PASSWORD });
  assert.equal(reply.status, 201, reply.text);
  return { client, vault: (reply.body as { vault: { unlocked: boolean; kitConfirmed: boolean } }).vault };
}

async function rotateAfterLeak() {
  const rotation = await rotateLeakedMasterKey(office, () => undefined);
  return { rotation, vaults: await replaceLeakedKeys(office) };
}

test("with the leaked key and an older copy nothing opens that is written now, and its owner goes on", async () => {
  const member = await app.member();
  const { id } = await ownImage(member);
  const original = `/api/images/${id}/renditions/original`;
  const { bytes } = await member.client.get(original);
  const sealed = await app.member({ vault: "sealed" });
  const sealedKinds = await slotKinds(sealed);
  const stolen = await keyOfThief(member);
  assert.ok(await thiefOpens(member, stolen, id));

  const { rotation, vaults } = await rotateAfterLeak();
  assert.equal(rotation?.version, 2);
  assert.deepEqual([vaults.damaged, vaults.left], [[], 0]);
  assert.ok(!(await thiefOpens(member, stolen, id)));
  assert.ok(!(await keyOfThief(member)).equals(stolen));
  assert.deepEqual(await slotKinds(member), ["escrow 2"]);
  assert.deepEqual(await rowsOf("bridges", member), []);
  assert.equal((await member.client.get(original)).status, 401, "the session has ended");
  assert.equal((await sealed.client.get("/api/images")).status, 200);
  assert.deepEqual(await slotKinds(sealed), sealedKinds);

  const { client, vault } = await signIn(member);
  assert.deepEqual([vault.unlocked, vault.kitConfirmed], [true, false]);
  assert.deepEqual((await client.get(original)).bytes, bytes);
  assert.deepEqual(await slotKinds(member), ["escrow 2", "password 2", "session 2"]);
  const letters = app.mails.filter(({ to }) => to === member.email).map(({ text }) => text);
  assert.equal(letters.filter((text) => text.includes("the server's own key")).length, 1);

  // Its older pictures get new keys and bytes as soon as it comes by.
  const before = await renditionsOf(id);
  await until(async () => {
    const facts = (await client.get("/api/vault")).body as { resealLeft: number | null };
    return facts.resealLeft === null;
  });
  assert.notDeepEqual(await renditionsOf(id), before);
  assert.deepEqual((await client.get(original)).bytes, bytes);
  assert.equal((await verifyAudit(app.rooms)).fault, null);
});

async function renditionsOf(imageId: string) {
  const image = await app.database.db
    .selectFrom("images")
    .selectAll()
    .where("id", "=", imageId as ImageId)
    .executeTakeFirstOrThrow();
  return image.blob_set;
}

test("what its owner had begun to replace is finished first, and a key replaced since is not replaced again", async () => {
  const [slow, quick] = [await app.member(), await app.member()];
  const { id } = await ownImage(slow);
  await ownImage(quick);
  await rotateLeakedMasterKey(office, () => undefined);
  assert.ok((await describeMasterKey(office)).leakedVaults >= 2);
  const kit = (await quick.client.post("/api/vault/recovery-kit")).body as { recoveryCode: string };
  const asked = { password: PASSWORD, recoveryCode: kit.recoveryCode, resealPictures: false };
  const reply = await quick.client.post("/api/vault/rotation", asked);
  assert.equal(reply.status, 200, reply.text);
  const own = await keyOfThief(quick);
  await replaceLeakedKeys(office);
  assert.ok((await keyOfThief(quick)).equals(own));
  assert.equal((await quick.client.get("/api/images")).status, 200);
  assert.deepEqual(await slotKinds(slow), ["escrow 2"]);
  assert.equal((await describeMasterKey(office)).leakedVaults, 0);
  assert.ok(await thiefOpens(slow, await keyOfThief(slow), id));
});

test("a vault whose slot is damaged keeps its mark and its own ways in, and keeps nobody from the next rotation", async () => {
  const member = await app.member();
  await app.database.db
    .updateTable("keyslots")
    .set({ sealed_key: Buffer.alloc(60, 7) })
    .where("account_id", "=", member.accountId as AccountId)
    .where("kind", "=", "escrow")
    .execute();
  const first = await rotateAfterLeak();
  assert.deepEqual(first.vaults.damaged, [member.accountId]);
  assert.equal(first.vaults.left, 1);
  const { client } = await signIn(member);
  assert.equal((await client.get("/api/images")).status, 200);
  const second = await rotateAfterLeak();
  assert.equal(second.rotation?.version, first.rotation!.version + 1);
  assert.deepEqual(second.vaults.damaged, [member.accountId]);
  assert.equal((await describeMasterKey(office)).leakedVaults, 1);
});

test("a vault that was made under the leaked key while the new one was written down is not forgotten", async () => {
  const member = await app.member();
  const stolen = await keyOfThief(member);
  const ended = new Error("ended");
  const reached: Office["reached"] = (point) => {
    if (point === "leak.recorded") throw ended;
  };
  await assert.rejects(
    rotateLeakedMasterKey({ ...office, reached }, () => undefined),
    (error) => error === ended,
  );
  // Its first sign-in had read the version before, and was committed just after the marks.
  const unmarked = app.database.db.updateTable("accounts").set({ leaked_epoch: null });
  await unmarked.where("id", "=", member.accountId as AccountId).execute();
  await rotateAfterLeak();
  assert.ok(!(await keyOfThief(member)).equals(stolen));
});

test("the canary has got another key like everybody, and nobody was written to", async () => {
  assert.equal(await checkCanary(app.rooms), "opens");
  const canary = await app.database.db
    .selectFrom("accounts")
    .select(["vault_epoch", "reseal_before", "leaked_epoch"])
    .where("id", "=", CANARY_ACCOUNT)
    .executeTakeFirstOrThrow();
  assert.ok(canary.vault_epoch > 1);
  assert.deepEqual([canary.reseal_before, canary.leaked_epoch], [null, null]);
  assert.ok(app.mails.every(({ to }) => to.includes("@")));
});
