import type { Kysely, Selectable } from "kysely";
import type { AccountId } from "#contract/ids.ts";
import type { ChallengePurpose, Passkeys, Schema, WebauthnChallenges } from "../database/schema.ts";

// The SQL of passkeys and of the challenges that wait for their answers.

type Db = Kysely<Schema>;

export type PasskeyRow = Selectable<Passkeys>;

/** False when a passkey of that credential is there already, whoever's it is. */
export async function insertPasskey(db: Db, row: Passkeys): Promise<boolean> {
  const result = await db
    .insertInto("passkeys")
    .values(row)
    .onConflict((conflict) => conflict.column("credential_id").doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Newest first. */
export function listPasskeysOf(db: Db, accountId: AccountId): Promise<PasskeyRow[]> {
  return db
    .selectFrom("passkeys")
    .selectAll()
    .where("account_id", "=", accountId)
    .orderBy("created_at", "desc")
    .orderBy("id")
    .limit(100)
    .execute();
}

export async function hasPasskeys(db: Db, accountId: AccountId): Promise<boolean> {
  const query = db.selectFrom("passkeys").select("id").where("account_id", "=", accountId).limit(1);
  return (await query.executeTakeFirst()) !== undefined;
}

export async function findPasskeyOf(db: Db, accountId: AccountId, id: string): Promise<PasskeyRow | null> {
  const query = db
    .selectFrom("passkeys")
    .selectAll()
    .where("account_id", "=", accountId)
    .where("id", "=", id);
  return (await query.executeTakeFirst()) ?? null;
}

/** The passkey of an account that may sign in. */
export async function findLivePasskey(db: Db, credentialId: string): Promise<PasskeyRow | null> {
  const row = await db
    .selectFrom("passkeys as p")
    .innerJoin("accounts as a", "a.id", "p.account_id")
    .selectAll("p")
    .where("p.credential_id", "=", credentialId)
    .where("a.disabled_at", "is", null)
    .executeTakeFirst();
  return row ?? null;
}

/** Moves the counter on; false when another answer with the same count, or a higher one, was faster. */
export async function recordPasskeyUse(db: Db, id: string, counter: number, now: number): Promise<boolean> {
  const result = await db
    .updateTable("passkeys")
    .set({ counter, used_at: now })
    .where("id", "=", id)
    // An authenticator that does not count says 0 for ever.
    .where("counter", counter === 0 ? "=" : "<", counter)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function updatePasskeyName(db: Db, id: string, name: string): Promise<void> {
  await db.updateTable("passkeys").set({ name }).where("id", "=", id).execute();
}

/** False when the passkey is gone meanwhile. */
export async function updatePasskeySlot(db: Db, id: string, keyslotId: string): Promise<boolean> {
  const query = db.updateTable("passkeys").set({ keyslot_id: keyslotId }).where("id", "=", id);
  return (await query.executeTakeFirst()).numUpdatedRows === 1n;
}

export async function deletePasskey(db: Db, id: string): Promise<void> {
  await db.deleteFrom("passkeys").where("id", "=", id).execute();
}

export async function insertChallenge(db: Db, row: WebauthnChallenges): Promise<void> {
  await db.insertInto("webauthn_challenges").values(row).execute();
}

/** Takes a challenge out; false when there was none for that purpose and account, or it was too old. */
export async function takeChallenge(
  db: Db,
  challenge: { hash: Uint8Array; purpose: ChallengePurpose; accountId: AccountId | null },
  now: number,
): Promise<boolean> {
  const result = await db
    .deleteFrom("webauthn_challenges")
    .where("hash", "=", challenge.hash)
    .where("purpose", "=", challenge.purpose)
    .where("account_id", challenge.accountId === null ? "is" : "=", challenge.accountId)
    .where("expires_at", ">", now)
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}

export async function deleteExpiredChallenges(db: Db, now: number): Promise<void> {
  await db.deleteFrom("webauthn_challenges").where("expires_at", "<=", now).execute();
}

/** Keeps the newest of an account (null: of everybody who has not said who they are). */
export async function trimChallenges(db: Db, accountId: AccountId | null, kept: number): Promise<void> {
  const surplus = await db
    .selectFrom("webauthn_challenges")
    .select("hash")
    .where("account_id", accountId === null ? "is" : "=", accountId)
    .orderBy("expires_at", "desc")
    .offset(kept)
    .limit(100)
    .execute();
  if (surplus.length === 0) return;
  const hashes = surplus.map((row) => row.hash);
  await db.deleteFrom("webauthn_challenges").where("hash", "in", hashes).execute();
}
