import type { Kysely } from "kysely";
import type { AccountId, SessionId } from "#contract/ids.ts";
import type { Origin } from "../access/caller.ts";
import { recordAudit } from "../audit/record.ts";
import { newToken, tokenHash } from "../crypto/tokens.ts";
import type { Schema } from "../database/schema.ts";
import type { Rooms } from "../rooms.ts";
import type { OpenedVault } from "../vault/open-at-sign-in.ts";
import { writeSessionSlot } from "../vault/session-slot.ts";
import {
  deleteSessionSlots,
  deleteSessions,
  deleteSessionsOf,
  deleteSupersededTokens,
  findSessionByToken,
  insertSession,
  insertSessionToken,
  listExpiredSessions,
  listIdleUnlockedSessions,
  listStaleSupersededSessions,
  recordPasskeyProof,
  recordReauthentication,
  supersedeTokens,
  updateProof,
} from "./session-store.ts";

// The life of a session: it starts, gets new tokens, locks, ends. The token exists only in the cookie.

type Db = Kysely<Schema>;

/** How long a replaced token still answers safe requests: a gallery has thirty in flight. */
export const SUPERSEDED_MILLISECONDS = 30_000;

async function writeToken(
  db: Db,
  rooms: Rooms,
  owner: { accountId: AccountId; sessionId: SessionId },
  vault: { epoch: number; vaultKey: Uint8Array } | null,
): Promise<string> {
  const token = newToken();
  const now = rooms.clock();
  const { accountId } = owner;
  const slotId =
    vault === null
      ? null
      : await writeSessionSlot(db, rooms, { accountId, epoch: vault.epoch }, token, vault.vaultKey);
  await insertSessionToken(db, {
    token_hash: tokenHash("session", token),
    session_id: owner.sessionId,
    keyslot_id: slotId,
    created_at: now,
    used_at: null,
    superseded_at: null,
  });
  return token;
}

/** Starts a session, inside the caller's transaction; unlocked when the vault was opened. Returns its token. */
export async function startSession(
  transaction: Db,
  rooms: Rooms,
  accountId: AccountId,
  origin: Origin,
  vault: OpenedVault | null,
): Promise<string> {
  // Safe because newId makes ids of exactly this kind.
  const sessionId = rooms.newId() as SessionId;
  const now = rooms.clock();
  await insertSession(transaction, {
    id: sessionId,
    account_id: accountId,
    created_at: now,
    used_at: now,
    reauthenticated_at: now,
    device: origin.device,
    address: origin.address,
    passkey_at: null,
    provider_factor_at: null,
  });
  const token = await writeToken(transaction, rooms, { accountId, sessionId }, vault);
  const personal = { address: origin.address, device: origin.device };
  await recordAudit(transaction, rooms, {
    action: "session.created",
    accountId,
    subjectId: sessionId,
    personal,
  });
  return token;
}

/** Writes down what a provider's word was worth to the session that has just begun; instants in milliseconds. */
export async function recordProof(
  db: Db,
  token: string,
  proof: { readonly reauthenticatedAt: number | null; readonly providerFactorAt: number | null },
): Promise<void> {
  await updateProof(db, tokenHash("session", token), {
    reauthenticated_at: proof.reauthenticatedAt,
    provider_factor_at: proof.providerFactorAt,
  });
}

/** Gives a session a new token; the former answers until the new one is first used. */
export async function renewToken(
  db: Db,
  rooms: Rooms,
  session: { accountId: AccountId; sessionId: SessionId },
  vault: { epoch: number; vaultKey: Uint8Array } | null,
): Promise<string> {
  await supersedeTokens(db, session.sessionId, rooms.clock());
  return await writeToken(db, rooms, session, vault);
}

/** Remembers that the person has just proved who they are, and gives the session a new token. */
export async function renewAfterProof(
  db: Db,
  rooms: Rooms,
  session: { accountId: AccountId; sessionId: SessionId },
  vault: { epoch: number; vaultKey: Uint8Array } | null,
): Promise<string> {
  await recordReauthentication(db, session.sessionId, rooms.clock());
  return await renewToken(db, rooms, session, vault);
}

/** Remembers that a passkey, which is as good as two factors, has proved who holds the session of this token. */
export async function markProvedByPasskey(db: Db, rooms: Rooms, token: string): Promise<void> {
  await recordPasskeyProof(db, tokenHash("session", token), rooms.clock());
}

/** Ends the session that a browser had before it signed in anew: it would be out of everybody's sight. */
export async function endFormerSession(rooms: Rooms, token: string | null): Promise<void> {
  if (token === null) return;
  const former = await findSessionByToken(rooms.database.db, tokenHash("session", token));
  if (former !== null) await endSessions(rooms, former.account_id, [former.session_id]);
}

/** Locks the vault in one session: its slots are deleted, and open keys leave memory. */
export async function lockSession(rooms: Rooms, accountId: AccountId, sessionId: SessionId): Promise<void> {
  await rooms.database.db.transaction().execute(async (trx) => {
    await deleteSessionSlots(trx, [sessionId]);
    await recordAudit(trx, rooms, { action: "vault.locked", accountId, subjectId: sessionId });
  });
  rooms.events.publish({ kind: "vault.locked", accountId, id: sessionId });
  rooms.forgetting.forget(accountId);
}

/** Ends sessions of one account. */
export async function endSessions(
  rooms: Rooms,
  accountId: AccountId,
  sessionIds: readonly SessionId[],
): Promise<void> {
  if (sessionIds.length === 0) return;
  await rooms.database.db.transaction().execute(async (trx) => {
    await deleteSessions(trx, sessionIds);
    for (const subjectId of sessionIds) {
      await recordAudit(trx, rooms, { action: "session.ended", accountId, subjectId });
    }
  });
  for (const id of sessionIds) rooms.events.publish({ kind: "session.ended", accountId, id });
  rooms.forgetting.forget(accountId);
}

/** Ends every session of an account within the caller's transaction, but for one that may stay. */
export async function endAllSessions(db: Db, accountId: AccountId, except: SessionId | null): Promise<void> {
  await deleteSessionsOf(db, accountId, except);
}

/** The job of each minute: idle and absolute limits, idle locks, replaced tokens. */
export async function enforceSessionLimits(rooms: Rooms): Promise<void> {
  const { config } = rooms;
  const { db } = rooms.database;
  const now = rooms.clock();
  const expired = await listExpiredSessions(db, {
    createdBefore: now - config.sessionLifetimeSeconds * 1000,
    usedBefore: now - config.sessionIdleSeconds * 1000,
  });
  for (const session of expired) await endSessions(rooms, session.account_id, [session.id]);
  if (config.lockAfterSeconds !== null) {
    for (const session of await listIdleUnlockedSessions(db, now - config.lockAfterSeconds * 1000)) {
      await lockSession(rooms, session.account_id, session.id);
    }
  }
  for (const id of await listStaleSupersededSessions(db, now - SUPERSEDED_MILLISECONDS)) {
    await db.transaction().execute((trx) => deleteSupersededTokens(trx, id));
  }
}
