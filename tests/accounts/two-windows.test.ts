import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { AccountId } from "#contract/ids.ts";
import type { Unlocked } from "../../server/access/caller.ts";
import { callerFinder } from "../../server/accounts/find-caller.ts";
import { forgetFailures } from "../../server/accounts/limit-tries.ts";
import { makeManaged } from "../../server/vault/change-mode.ts";
import { confirmRecoveryKit, createRecoveryKit } from "../../server/vault/recovery-kit.ts";
import { type Member, type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";

// One person, two windows: what one of them began with an older vault key, or an older kit, takes nothing away.

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

const ORIGIN = { address: "127.0.0.1", device: "test", language: "en" } as const;

async function callerOf(member: Member): Promise<Unlocked> {
  const caller = await callerFinder(app.rooms)(member.client.cookies.get("safelight") ?? "", { safe: true });
  assert.ok(caller.kind === "signed-in" && caller.vault !== null);
  return { ...caller, vault: caller.vault };
}

async function newKit(member: Member): Promise<string> {
  return ((await member.client.post("/api/vault/recovery-kit")).body as { recoveryCode: string })
    .recoveryCode;
}

async function opensBy(member: Member, recoveryCode: string | null): Promise<boolean> {
  await member.client.post("/api/vault/lock");
  const reply = await member.client.post("/api/vault/unlock", { recoveryCode, newPassword: PASSWORD });
  if (reply.status !== 200) await member.client.post("/api/vault/unlock", { password: PASSWORD });
  return reply.status === 200;
}

async function slots(member: Member): Promise<string[]> {
  const query = app.database.db.selectFrom("keyslots").select(["kind", "epoch"]);
  const rows = await query.where("account_id", "=", member.accountId as AccountId).execute();
  return rows.map(({ kind, epoch }) => `${kind} ${epoch}`).toSorted();
}

test("nothing gets a slot of a vault key that was replaced meanwhile, and no sealed vault an escrow slot", async () => {
  const member = await app.member({ vault: "sealed" });
  const pending = await newKit(member);
  const stale = await callerOf(member);
  const typed = await newKit(member);
  const rotated = await member.client.post("/api/vault/rotation", {
    password: PASSWORD,
    recoveryCode: typed,
  });
  assert.equal(rotated.status, 200, rotated.text);
  const locked = { code: "vault.locked" };
  await assert.rejects(createRecoveryKit(app.rooms, stale), locked);
  await assert.rejects(makeManaged(app.rooms, stale, ORIGIN), locked);
  await assert.rejects(
    confirmRecoveryKit(app.rooms, stale, { recoveryCode: pending, rehearsal: false }, ORIGIN),
    {
      code: "vault.kit-mismatch",
    },
  );
  assert.deepEqual(await slots(member), ["password 2", "recovery 2", "session 2"]);
  assert.equal(await opensBy(member, typed), true);
});

test("a kit that another window replaces while it is typed back ends the old code only if it counts itself", async () => {
  const member = await app.member({ vault: "sealed" });
  const caller = await callerOf(member);
  const inForce = () =>
    app.database.db
      .selectFrom("keyslots")
      .select("id")
      .where("account_id", "=", member.accountId as AccountId)
      .where("kind", "=", "recovery")
      .where("confirmed_at", "is not", null)
      .execute();
  let code = member.recoveryCode;
  // The second window acts a little later in each round, so that it comes between any two steps of the first.
  for (let ticks = 0; ticks < 240; ticks += 2) {
    const pending = await createRecoveryKit(app.rooms, caller);
    const typing = confirmRecoveryKit(app.rooms, caller, { recoveryCode: pending, rehearsal: false }, ORIGIN);
    const typed = typing.then(
      () => "fulfilled",
      () => "rejected",
    );
    for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
    await createRecoveryKit(app.rooms, caller);
    if ((await typed) === "fulfilled") code = pending;
    assert.equal((await inForce()).length, 1, `after ${ticks} ticks: ${await typed}`);
    await forgetFailures(app.rooms, { what: "vault", account: `${caller.accountId}/kit`, browser: null });
  }
  assert.equal(await opensBy(member, code), true);
});
