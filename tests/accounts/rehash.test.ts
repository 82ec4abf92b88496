import assert from "node:assert/strict";
import { test } from "node:test";
import type { AccountId } from "#contract/ids.ts";
import { checkPassword } from "../../server/accounts/check-password.ts";
import { instanceSecretLabel, sealInstanceSecret } from "../../server/crypto/instance-secrets.ts";
import { ARGON2 } from "../../server/crypto/password-hash.ts";
import { newKey } from "../../server/crypto/random.ts";
import { recordInstanceSecret } from "../../server/instance/instance-store.ts";
import { replacePasswordSlots } from "../../server/vault/open-at-sign-in.ts";
import type { ApiClient } from "../support/api-client.ts";
import { type Member, type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";

// A right password is hashed anew when parameters or the pepper have risen since: a server of before, and one of
// after on the same database.

const WEAK = { memory: 1024, passes: 1, parallelism: 1, tagLength: 64 } as const;
const RISEN = { 1: WEAK, 2: ARGON2[1] };

async function acrossUpgrade(
  go: (before: MemoryApp, upgrade: () => Promise<MemoryApp>) => Promise<void>,
): Promise<void> {
  const before = await startMemoryApp({ hashVersions: { 1: WEAK } });
  const after: MemoryApp[] = [];
  try {
    await go(before, async () => {
      const shared = { database: before.database, blobs: before.blobs, keyFolder: before.keyFolder };
      const app = await startMemoryApp({ hashVersions: RISEN, shared });
      after.push(app);
      return app;
    });
  } finally {
    for (const app of [...after, before]) await app.close();
  }
}

async function versionsOf({ database }: MemoryApp, { accountId }: Member) {
  const verifier = await database.db
    .selectFrom("password_verifiers")
    .selectAll()
    .where("account_id", "=", accountId as AccountId)
    .executeTakeFirstOrThrow();
  const slots = await database.db
    .selectFrom("keyslots")
    .selectAll()
    .where("account_id", "=", accountId as AccountId)
    .where("kind", "=", "password")
    .execute();
  return {
    verifier,
    slots,
    hash: [verifier.hash_version, ...slots.map((slot) => slot.hash_version)],
    pepper: [verifier.pepper_version, ...slots.map((slot) => slot.pepper_version)],
    isOneRun: slots.every((slot) => Buffer.compare(slot.salt ?? Buffer.alloc(0), verifier.salt) === 0),
  };
}

async function opensOnlyWith(app: MemoryApp, { email }: Member, password: string): Promise<void> {
  const client = app.client();
  assert.equal((await client.post("/api/sessions", { email, password })).status, 201);
  assert.equal((await client.get("/api/images")).status, 200);
  const wrong = await app.client().post("/api/sessions", { email, password: `${password}!` });
  assert.equal(wrong.code, "credentials.wrong");
}

/** The member's browser, speaking to the server of after. */
function sameBrowser(app: MemoryApp, { cookies }: ApiClient): ApiClient {
  const client = app.client();
  for (const [name, value] of cookies) client.cookies.set(name, value);
  return client;
}

const ways: Record<string, (app: MemoryApp, member: Member) => Promise<unknown>> = {
  "signing in": (app, { email }) => app.client().post("/api/sessions", { email, password: PASSWORD }),
  unlocking: async (app, { client }) => {
    const here = sameBrowser(app, client);
    await here.post("/api/vault/lock");
    assert.equal((await here.post("/api/vault/unlock", { password: PASSWORD })).status, 200);
  },
  "proving oneself anew, while the vault is locked": async (app, { client }) => {
    const here = sameBrowser(app, client);
    await here.post("/api/vault/lock");
    const proved = await here.post("/api/sessions/current/reauthenticate", { password: PASSWORD });
    assert.equal(proved.status, 200, proved.text);
  },
};

for (const [way, go] of Object.entries(ways)) {
  test(`${way} with a password of older parameters writes verifier and keyslot anew, and both still open`, async () => {
    await acrossUpgrade(async (before, upgrade) => {
      const member = await before.member({ vault: "sealed" });
      const former = await versionsOf(before, member);
      assert.deepEqual(former.hash, [1, 1]);
      const after = await upgrade();
      // A wrong password changes nothing.
      await after.client().post("/api/sessions", { email: member.email, password: "Wrong9!harbour-Quilt" });
      assert.deepEqual((await versionsOf(after, member)).hash, [1, 1]);
      await go(after, member);
      const now = await versionsOf(after, member);
      assert.deepEqual(now.hash, [2, 2]);
      assert.ok(now.isOneRun);
      assert.notDeepEqual(now.verifier.salt, former.verifier.salt);
      assert.notDeepEqual(now.verifier.verifier, former.verifier.verifier);
      assert.equal(now.verifier.created_at, former.verifier.created_at);
      await opensOnlyWith(after, member, PASSWORD);
      assert.deepEqual(await versionsOf(after, member), now);
    });
  });
}

test("a new pepper is taken up in the same way", async () => {
  await acrossUpgrade(async (before, upgrade) => {
    const member = await before.member({ vault: "sealed" });
    const { keys, database } = before.rooms;
    const derived = await keys.derive(keys.currentVersion, instanceSecretLabel("pepper", 2));
    await recordInstanceSecret(database.db, {
      name: "pepper",
      version: 2,
      master_version: keys.currentVersion,
      sealed_secret: sealInstanceSecret(derived, "pepper", 2, newKey()),
      created_at: Date.now(),
    });
    const after = await upgrade();
    assert.deepEqual((await versionsOf(after, member)).pepper, [1, 1]);
    await opensOnlyWith(after, member, PASSWORD);
    assert.deepEqual((await versionsOf(after, member)).pepper, [2, 2]);
    await opensOnlyWith(after, member, PASSWORD);
  });
});

test("of many right passwords at once one is written, and every session has the vault open", async () => {
  await acrossUpgrade(async (before, upgrade) => {
    const member = await before.member({ vault: "sealed" });
    const after = await upgrade();
    const clients = [1, 2, 3, 4].map(() => after.client());
    const { email } = member;
    const replies = await Promise.all(
      clients.map((client) => client.post("/api/sessions", { email, password: PASSWORD })),
    );
    assert.deepEqual(
      replies.map(({ status }) => status),
      [201, 201, 201, 201],
    );
    for (const client of clients) assert.equal((await client.get("/api/images")).status, 200);
    const now = await versionsOf(after, member);
    assert.deepEqual(now.hash, [2, 2]);
    assert.ok(now.isOneRun);
  });
});

test("the slot of a former password keeps its own parameters, and still opens what was sealed", async () => {
  await acrossUpgrade(async (before, upgrade) => {
    const member = await before.member({ vault: "sealed" });
    const { email } = member;
    const { rooms } = before;
    await before.client().post("/api/password/forgot", { email });
    await rooms.mail.deliverDue();
    const text = before.mails.findLast((mail) => mail.to === email)?.text ?? "";
    const token = /#([\w-]+)/.exec(text)?.[1];
    const password = "Lantern9!quarry-Moss";
    assert.equal((await before.client().post("/api/password/reset", { token, password })).status, 200);
    const after = await upgrade();
    const client = after.client();
    assert.equal((await client.post("/api/sessions", { email, password })).status, 201);
    assert.deepEqual((await versionsOf(after, member)).hash, [2, 1]);
    const unlocked = await client.post("/api/vault/unlock", { password: PASSWORD, newPassword: password });
    assert.equal(unlocked.status, 200, unlocked.text);
    assert.deepEqual((await versionsOf(after, member)).hash, [2, 2]);
    await opensOnlyWith(after, member, password);
  });
});

test("no slot is written for a password, or a vault key, that is no longer the account's", async () => {
  await acrossUpgrade(async (before, upgrade) => {
    const member = await before.member({ vault: "sealed" });
    const accountId = member.accountId as AccountId;
    const stale = await checkPassword(before.rooms, accountId, PASSWORD);
    assert.ok(stale);
    const after = await upgrade();
    const present = await checkPassword(after.rooms, accountId, PASSWORD);
    assert.ok(present);
    const now = await versionsOf(after, member);
    const key = newKey();
    assert.equal(await replacePasswordSlots(after.rooms, { accountId, epoch: 1 }, stale, key), false);
    assert.equal(await replacePasswordSlots(after.rooms, { accountId, epoch: 2 }, present, key), false);
    assert.deepEqual(await versionsOf(after, member), now);
    await opensOnlyWith(after, member, PASSWORD);
  });
});
