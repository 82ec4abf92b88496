import type { Kysely, Selectable } from "kysely";
import type { AccountId, SessionId } from "#contract/ids.ts";
import type { KnownBrowsers, Schema, Sessions, SessionTokens } from "../database/schema.ts";

// The SQL of sessions, their tokens, and browsers that have signed in before.

type Db = Kysely<Schema>;

export type SessionRow = Selectable<Sessions>;

export async function insertSession(db: Db, row: Sessions): Promise<void> {
  await db.insertInto("sessions").values(row).execute();
  await db
    .updateTable("accounts")
    .set({ seen_at: row.created_at })
    .where("id", "=", row.account_id)
    .execute();
}

export async function insertSessionToken(db: Db, row: SessionTokens): Promise<void> {
  await db.insertInto("session_tokens").values(row).execute();
}

/** A token with its session, account and slot, in one query. */
export async function findSessionByToken(db: Db, tokenHash: Uint8Array) {
  const row = await db
    .selectFrom("session_tokens as t")
    .innerJoin("sessions as s", "s.id", "t.session_id")
    .innerJoin("accounts as a", "a.id", "s.account_id")
    .leftJoin("keyslots as k", "k.id", "t.keyslot_id")
    .leftJoin("password_verifiers as v", "v.account_id", "s.account_id")
    .where("t.token_hash", "=", tokenHash)
    .select([
      "t.session_id",
      "t.used_at as token_used_at",
      "t.superseded_at",
      "s.account_id",
      "s.created_at",
      "s.used_at",
      "s.reauthenticated_at",
      "s.passkey_at",
      "s.provider_factor_at",
      "v.needs_factor_at",
      "a.disabled_at",
      "a.administrator_at",
      "a.vault_mode",
      "a.vault_epoch",
      "a.kit_confirmed_at",
      "a.index_key_epoch",
      "a.sealed_index_key",
      "k.id as slot_id",
      "k.epoch as slot_epoch",
      "k.sealed_key as slot_sealed_key",
    ])
    .executeTakeFirst();
  return row ?? null;
}

export async function recordTokenUse(db: Db, tokenHash: Uint8Array, now: number): Promise<void> {
  await db.updateTable("session_tokens").set({ used_at: now }).where("token_hash", "=", tokenHash).execute();
}

export async function recordSessionUse(db: Db, id: SessionId, now: number): Promise<void> {
  await db.updateTable("sessions").set({ used_at: now }).where("id", "=", id).execute();
  const owner = db.selectFrom("sessions").select("account_id").where("id", "=", id);
  await db.updateTable("accounts").set({ seen_at: now }).where("id", "=", owner).execute();
}

export async function recordReauthentication(db: Db, id: SessionId, now: number): Promise<void> {
  await db
    .updateTable("sessions")
    .set({ reauthenticated_at: now, used_at: now })
    .where("id", "=", id)
    .execute();
}

/** Writes down what a provider's word was worth to the session that has just begun with that token. */
export async function updateProof(
  db: Db,
  tokenHash: Uint8Array,
  proof: Pick<SessionRow, "reauthenticated_at" | "provider_factor_at">,
): Promise<void> {
  const session = db.selectFrom("session_tokens").select("session_id").where("token_hash", "=", tokenHash);
  await db.updateTable("sessions").set(proof).where("id", "=", session).execute();
}

export async function recordPasskeyProof(db: Db, tokenHash: Uint8Array, now: number): Promise<void> {
  const session = db.selectFrom("session_tokens").select("session_id").where("token_hash", "=", tokenHash);
  await db.updateTable("sessions").set({ passkey_at: now }).where("id", "=", session).execute();
}

export async function supersedeTokens(db: Db, id: SessionId, now: number): Promise<void> {
  await db
    .updateTable("session_tokens")
    .set({ superseded_at: now })
    .where("session_id", "=", id)
    .where("superseded_at", "is", null)
    .execute();
}

function slotsOf(db: Db, sessionIds: readonly SessionId[]) {
  return db
    .selectFrom("session_tokens")
    .select("keyslot_id")
    .where("session_id", "in", sessionIds)
    .where("keyslot_id", "is not", null)
    .$narrowType<{ keyslot_id: string }>();
}

/** Deletes the superseded tokens of a session, their slots first. */
export async function deleteSupersededTokens(db: Db, id: SessionId): Promise<void> {
  const slots = slotsOf(db, [id]).where("superseded_at", "is not", null);
  await db.deleteFrom("keyslots").where("id", "in", slots).execute();
  await db
    .deleteFrom("session_tokens")
    .where("session_id", "=", id)
    .where("superseded_at", "is not", null)
    .execute();
}

/** Deletes the slots of sessions, which locks them. */
export async function deleteSessionSlots(db: Db, ids: readonly SessionId[]): Promise<void> {
  if (ids.length === 0) return;
  await db.deleteFrom("keyslots").where("id", "in", slotsOf(db, ids)).execute();
}

/** Ends sessions: their slots, then tokens and rows. */
export async function deleteSessions(db: Db, ids: readonly SessionId[]): Promise<void> {
  if (ids.length === 0) return;
  await deleteSessionSlots(db, ids);
  await db.deleteFrom("session_tokens").where("session_id", "in", ids).execute();
  await db.deleteFrom("sessions").where("id", "in", ids).execute();
}

/** Ends every session of an account, however many, but for one that may stay. */
export async function deleteSessionsOf(
  db: Db,
  accountId: AccountId,
  except: SessionId | null,
): Promise<void> {
  const ended = db
    .selectFrom("sessions")
    .select("id")
    .where("account_id", "=", accountId)
    .$if(except !== null, (query) => query.where("id", "!=", except!));
  const slots = db
    .selectFrom("session_tokens")
    .select("keyslot_id")
    .where("session_id", "in", ended)
    .where("keyslot_id", "is not", null)
    .$narrowType<{ keyslot_id: string }>();
  await db.deleteFrom("keyslots").where("id", "in", slots).execute();
  await db
    .deleteFrom("sessions")
    .where("account_id", "=", accountId)
    .$if(except !== null, (query) => query.where("id", "!=", except!))
    .execute();
}

export async function listSessionsOf(db: Db, accountId: AccountId): Promise<SessionRow[]> {
  return await db
    .selectFrom("sessions")
    .selectAll()
    .where("account_id", "=", accountId)
    .orderBy("used_at", "desc")
    .limit(200)
    .execute();
}

/** Sessions past their idle or absolute limit, a bounded number at a time. */
export function listExpiredSessions(
  db: Db,
  limits: { createdBefore: number; usedBefore: number },
): Promise<Pick<SessionRow, "id" | "account_id">[]> {
  return db
    .selectFrom("sessions")
    .select(["id", "account_id"])
    .where((eb) =>
      eb.or([eb("created_at", "<=", limits.createdBefore), eb("used_at", "<=", limits.usedBefore)]),
    )
    .limit(500)
    .execute();
}

/** Unlocked sessions that were last used before then. */
export function listIdleUnlockedSessions(
  db: Db,
  usedBefore: number,
): Promise<Pick<SessionRow, "id" | "account_id">[]> {
  return db
    .selectFrom("sessions as s")
    .innerJoin("session_tokens as t", "t.session_id", "s.id")
    .select(["s.id", "s.account_id"])
    .distinct()
    .where("t.keyslot_id", "is not", null)
    .where("s.used_at", "<=", usedBefore)
    .limit(500)
    .execute();
}

/** Sessions that still hold tokens superseded before then. */
export async function listStaleSupersededSessions(db: Db, supersededBefore: number): Promise<SessionId[]> {
  const rows = await db
    .selectFrom("session_tokens")
    .select("session_id")
    .where("superseded_at", "<=", supersededBefore)
    .orderBy("superseded_at")
    .limit(500)
    .execute();
  // Made distinct here: for the sake of that a database would read the whole table by its sessions.
  return [...new Set(rows.map((row) => row.session_id))];
}

export async function insertKnownBrowser(db: Db, row: KnownBrowsers): Promise<void> {
  await db.insertInto("known_browsers").values(row).execute();
}

export async function isKnownBrowser(db: Db, tokenHash: Uint8Array, accountId: AccountId): Promise<boolean> {
  const row = await db
    .selectFrom("known_browsers")
    .select("token_hash")
    .where("token_hash", "=", tokenHash)
    .where("account_id", "=", accountId)
    .executeTakeFirst();
  return row !== undefined;
}

export async function hasKnownBrowsers(db: Db, accountId: AccountId): Promise<boolean> {
  const query = db.selectFrom("known_browsers").select("token_hash").where("account_id", "=", accountId);
  return (await query.limit(1).executeTakeFirst()) !== undefined;
}

/** Keeps the browsers used latest. */
export async function trimKnownBrowsers(db: Db, accountId: AccountId, keep: number): Promise<void> {
  const newest = db
    .selectFrom("known_browsers")
    .select("token_hash")
    .where("account_id", "=", accountId)
    .orderBy("used_at", "desc")
    .limit(keep);
  await db
    .deleteFrom("known_browsers")
    .where("account_id", "=", accountId)
    .where("token_hash", "not in", newest)
    .execute();
}
