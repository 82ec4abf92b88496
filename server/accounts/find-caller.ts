import type { AccountId } from "#contract/ids.ts";
import type { Caller, SignedIn } from "../access/caller.ts";
import { tokenHash, tokenMark } from "../crypto/tokens.ts";
import { hasFactor } from "../factors/find-factors.ts";
import type { Rooms } from "../rooms.ts";
import { openSessionSlot } from "../vault/session-slot.ts";
import { SUPERSEDED_MILLISECONDS } from "./session-life.ts";
import {
  deleteSupersededTokens,
  findSessionByToken,
  recordSessionUse,
  recordTokenUse,
} from "./session-store.ts";

// From the presented token to the caller. Opened keys stay in memory for a minute without use, found by a
// hash of the token, and leave at once when the account is forgotten.

const VISITOR: Caller = { kind: "visitor" };
const KEPT_MILLISECONDS = 60_000;
const MAX_KEPT = 1000;
/** How exactly the last use of a session is written down. */
const USE_WRITTEN_EVERY = 60_000;

interface Kept {
  readonly caller: SignedIn;
  readonly createdAt: number;
  readonly supersededAt: number | null;
  usedAt: number;
  useWrittenAt: number;
}

export interface CallerFinder {
  /** Tells who holds a token. Callers of superseded tokens may only read, and only for a moment. */
  (token: string, request: { safe: boolean; unattended?: boolean }): Promise<Caller>;
  /**
   * The same, where memory alone tells and nothing is to be written down: a session in use, within all its limits.
   * Null otherwise, which says nothing about the token.
   */
  readonly known: (token: string) => SignedIn | null;
}

export function callerFinder(rooms: Rooms): CallerFinder {
  const { config, clock } = rooms;
  const { db } = rooms.database;
  const kept = new Map<string, Kept>();
  // Counts forgettings, so that a look-up that was under way meanwhile is not kept.
  let forgotten = 0;

  rooms.forgetting.listen((accountId: AccountId | null) => {
    forgotten += 1;
    for (const [key, entry] of kept) {
      if (accountId === null || entry.caller.accountId === accountId) kept.delete(key);
    }
  });

  const isOver = (entry: Kept, now: number): boolean =>
    now - entry.createdAt >= config.sessionLifetimeSeconds * 1000 ||
    now - entry.usedAt >= config.sessionIdleSeconds * 1000;

  const mustLock = (entry: Kept, now: number): boolean =>
    config.lockAfterSeconds !== null && now - entry.usedAt >= config.lockAfterSeconds * 1000;

  // What a clock wrote that was ahead is written anew as well.
  const mustWriteUse = (entry: Kept, now: number): boolean =>
    Math.abs(now - entry.useWrittenAt) >= USE_WRITTEN_EVERY;

  const load = async (token: string, hash: Uint8Array, now: number): Promise<Kept | null> => {
    const row = await findSessionByToken(db, hash);
    if (row === null || row.disabled_at !== null) return null;
    const accountId = row.account_id;
    const index = { epoch: row.index_key_epoch, sealedKey: row.sealed_index_key };
    const vault =
      row.slot_id !== null &&
      row.slot_epoch === row.vault_epoch &&
      row.slot_sealed_key !== null &&
      index.sealedKey !== null
        ? openSessionSlot(
            accountId,
            token,
            { id: row.slot_id, epoch: row.slot_epoch, sealedKey: row.slot_sealed_key },
            { epoch: index.epoch, sealedKey: index.sealedKey },
          )
        : null;
    if (row.token_used_at === null && row.superseded_at === null) {
      await db.transaction().execute(async (trx) => {
        await recordTokenUse(trx, hash, now);
        await deleteSupersededTokens(trx, row.session_id);
      });
      for (const [key, entry] of kept) if (entry.caller.sessionId === row.session_id) kept.delete(key);
    }
    return {
      caller: {
        kind: "signed-in",
        accountId,
        administrator: row.administrator_at !== null,
        sessionId: row.session_id,
        scopes: null,
        tokenHash: hash,
        reauthenticatedAt: row.reauthenticated_at,
        vaultMode: row.vault_mode,
        kitConfirmed: row.kit_confirmed_at !== null,
        mustEnrol:
          (config.requireFactor || (config.passwordPolicy === "nist" && row.needs_factor_at !== null)) &&
          row.provider_factor_at === null &&
          row.passkey_at === null &&
          !(await hasFactor(db, accountId)),
        vault,
      },
      createdAt: row.created_at,
      supersededAt: row.superseded_at,
      usedAt: row.used_at,
      useWrittenAt: row.used_at,
    };
  };

  const keep = (key: string, entry: Kept): void => {
    if (kept.size >= MAX_KEPT) {
      const oldest = kept.keys().next().value;
      if (oldest !== undefined) kept.delete(oldest);
    }
    kept.set(key, entry);
  };

  const sweep = setInterval(() => {
    const now = clock();
    for (const [key, entry] of kept) if (now - entry.usedAt >= KEPT_MILLISECONDS) kept.delete(key);
  }, KEPT_MILLISECONDS / 4);
  sweep.unref();

  const find = async (token: string, request: { safe: boolean; unattended?: boolean }): Promise<Caller> => {
    const key = tokenMark(token);
    const now = clock();
    let entry = rooms.forgetting.isHeard() ? kept.get(key) : undefined;
    if (entry === undefined) {
      const before = forgotten;
      const loaded = await load(token, tokenHash("session", token), now);
      if (loaded === null) return VISITOR;
      entry = loaded;
      if (forgotten === before && entry.supersededAt === null) keep(key, entry);
    }
    if (isOver(entry, now)) {
      kept.delete(key);
      return VISITOR;
    }
    if (entry.supersededAt !== null) {
      if (!request.safe || now - entry.supersededAt >= SUPERSEDED_MILLISECONDS) return VISITOR;
      return entry.caller;
    }
    if (mustLock(entry, now)) {
      // The job deletes the slot within the minute; until then nothing is opened with it either.
      return { ...entry.caller, vault: null };
    }
    if (request.unattended === true) return entry.caller;
    entry.usedAt = now;
    if (mustWriteUse(entry, now)) {
      entry.useWrittenAt = now;
      await recordSessionUse(db, entry.caller.sessionId, now);
    }
    return entry.caller;
  };

  const known = (token: string): SignedIn | null => {
    const entry = rooms.forgetting.isHeard() ? kept.get(tokenMark(token)) : undefined;
    if (entry === undefined || entry.supersededAt !== null) return null;
    const now = clock();
    if (isOver(entry, now) || mustLock(entry, now) || mustWriteUse(entry, now)) return null;
    entry.usedAt = now;
    return entry.caller;
  };

  return Object.assign(find, { known });
}
