import type { SessionId } from "#contract/ids.ts";
import { SCOPES, type Scope } from "#contract/route.ts";
import type { Caller, SignedIn } from "../access/caller.ts";
import { tokenHash } from "../crypto/tokens.ts";
import { AppError } from "../errors.ts";
import { findFactors } from "../factors/find-factors.ts";
import type { Rooms } from "../rooms.ts";
import { openApiTokenSlot } from "../vault/api-token-slot.ts";
import { findTokenBearer, recordApiTokenUse } from "./token-store.ts";
import { tokenSecret } from "./token-text.ts";

// From an API token to the caller. As with sessions, opened keys stay in memory for a minute without use, and
// leave at once when the account is forgotten.

const VISITOR: Caller = { kind: "visitor" };
const KEPT_MILLISECONDS = 60_000;
const MAX_KEPT = 1000;
const USE_WRITTEN_EVERY = 60_000;
const WINDOW = 60_000;
/** What one token may ask of one server process in a minute. */
const REQUESTS_PER_WINDOW = 1200;

interface Kept {
  readonly caller: SignedIn;
  readonly tokenId: string;
  readonly expiresAt: number;
  usedAt: number;
  useWrittenAt: number;
  windowStart: number;
  requests: number;
}

function scopesOf(text: string): readonly Scope[] {
  const held = text.split(" ");
  return SCOPES.filter((scope) => held.includes(scope));
}

/**
 * Tells who holds an API token: a visitor for one that is unknown, expired, revoked, or whose account is disabled.
 * The function it gives throws AppError rate.limited for one that asks too much.
 */
export function tokenCallerFinder(rooms: Rooms): (token: string) => Promise<Caller> {
  const { clock, config } = rooms;
  const { db } = rooms.database;
  const kept = new Map<string, Kept>();
  // Counts forgettings, so that a look-up that was under way meanwhile is not kept.
  let forgotten = 0;

  rooms.forgetting.listen((accountId) => {
    forgotten += 1;
    for (const [key, entry] of kept) {
      if (accountId === null || entry.caller.accountId === accountId) kept.delete(key);
    }
  });

  setInterval(() => {
    const now = clock();
    for (const [key, entry] of kept) if (now - entry.usedAt >= KEPT_MILLISECONDS) kept.delete(key);
  }, KEPT_MILLISECONDS / 4).unref();

  async function load(token: string, hash: Uint8Array, now: number): Promise<Kept | null> {
    const row = await findTokenBearer(db, hash, now);
    if (row === null || row.slot_epoch !== row.vault_epoch || row.sealed_index_key === null) return null;
    const vault = openApiTokenSlot(
      row.account_id,
      token,
      { id: row.slot_id, epoch: row.slot_epoch, sealedKey: row.slot_sealed_key },
      { epoch: row.index_key_epoch, sealedKey: row.sealed_index_key },
    );
    if (vault === null) return null;
    return {
      caller: {
        kind: "signed-in",
        accountId: row.account_id,
        // An administrator's token is nobody's administrator, and it never counts as the person having been asked.
        administrator: false,
        // A token does not stand in for the factor that its person has to add.
        mustEnrol: config.requireFactor && (await findFactors(rooms, row.account_id)).length === 0,
        reauthenticatedAt: null,
        // Safe because ids of tokens and of sessions are made alike and never looked up in each other's table.
        sessionId: row.id as SessionId,
        scopes: scopesOf(row.scopes),
        tokenHash: hash,
        vaultMode: row.vault_mode,
        kitConfirmed: row.kit_confirmed_at !== null,
        vault,
      },
      tokenId: row.id,
      expiresAt: row.expires_at,
      usedAt: now,
      useWrittenAt: row.used_at ?? 0,
      windowStart: now,
      requests: 0,
    };
  }

  async function findKept(token: string, now: number): Promise<Kept | null> {
    const hash = tokenHash("token", token);
    const key = hash.toString("base64");
    const known = rooms.forgetting.isHeard() ? kept.get(key) : undefined;
    if (known !== undefined) return known;
    const before = forgotten;
    const loaded = await load(token, hash, now);
    if (loaded === null || forgotten !== before) return loaded;
    if (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value!);
    kept.set(key, loaded);
    return loaded;
  }

  function countRequest(entry: Kept, now: number): void {
    if (now - entry.windowStart >= WINDOW) {
      entry.windowStart = now;
      entry.requests = 0;
    }
    entry.requests += 1;
    if (entry.requests > REQUESTS_PER_WINDOW) {
      throw new AppError("rate.limited", { retryAfterSeconds: (entry.windowStart + WINDOW - now) / 1000 });
    }
  }

  return async (text) => {
    const token = tokenSecret(text);
    if (token === null) return VISITOR;
    const now = clock();
    const entry = await findKept(token, now);
    if (entry === null || now >= entry.expiresAt) return VISITOR;
    countRequest(entry, now);
    entry.usedAt = now;
    if (now - entry.useWrittenAt >= USE_WRITTEN_EVERY) {
      entry.useWrittenAt = now;
      await recordApiTokenUse(db, entry.tokenId, now);
    }
    return entry.caller;
  };
}
