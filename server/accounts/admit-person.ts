import type { SignedInReply } from "#contract/accounts.ts";
import type { AccountId } from "#contract/ids.ts";
import type { Origin } from "../access/caller.ts";
import { newToken, tokenHash } from "../crypto/tokens.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import type { OpenedVault } from "../vault/open-at-sign-in.ts";
import { keepVault } from "../vault/start-again.ts";
import { findAccount } from "./account-store.ts";
import { mailAccount } from "./mail-account.ts";
import { presentAccount, presentVault } from "./present-account.ts";
import { startSession } from "./session-life.ts";
import { hasKnownBrowsers, insertKnownBrowser, isKnownBrowser, trimKnownBrowsers } from "./session-store.ts";

// How every sign-in ends, whatever it was proved with: a session, the mark of a known browser, and the answer.

type Db = Rooms["database"]["db"];

const BROWSERS_KEPT = 20;

/** A browser at the door: where it is, and what it brought along. */
export interface Visit {
  readonly origin: Origin;
  readonly sessionToken: string | null;
  readonly browserToken: string | null;
}

export interface Admitted {
  readonly reply: SignedInReply;
  readonly sessionToken: string;
  /** A new mark for this browser, when it had none of this account. */
  readonly browserToken: string | null;
}

/**
 * Lets the person in, inside the caller's transaction; unlocked when the vault was opened. A browser that is new to
 * an account that had others before is told of by mail.
 * @throws AppError credentials.wrong when the account was disabled meanwhile
 */
export async function admitPerson(
  transaction: Db,
  rooms: Rooms,
  accountId: AccountId,
  visit: Visit,
  opened: OpenedVault | null,
): Promise<Admitted> {
  const account = await findAccount(transaction, accountId);
  if (account === null || account.disabled_at !== null) throw new AppError("credentials.wrong");
  // Replaced or erased since it was opened: its key opens nothing any more, and keeps nothing.
  const vault = opened?.epoch === account.vault_epoch ? opened : null;
  const known = await knownBrowserOf(transaction, accountId, visit.browserToken);
  if (known === null && (await hasKnownBrowsers(transaction, accountId))) {
    const now = rooms.clock();
    await mailAccount(transaction, rooms, accountId, (mails, to) => mails.newDevice(to, visit.origin, now));
  }
  // What opens is not lost.
  if (vault !== null) await keepVault(transaction, accountId);
  const browserToken = known === null ? await rememberBrowser(transaction, rooms, accountId) : null;
  const sessionToken = await startSession(transaction, rooms, accountId, visit.origin, vault);
  const reply = {
    state: "signed-in" as const,
    account: presentAccount(account),
    vault: presentVault(account, vault !== null),
  };
  return { reply, sessionToken, browserToken };
}

/** The hash of the browser's mark, when this account has signed in with it before; else null. */
export async function knownBrowserOf(
  db: Db,
  accountId: AccountId,
  browserToken: string | null,
): Promise<Uint8Array | null> {
  if (browserToken === null) return null;
  const hash = tokenHash("browser", browserToken);
  return (await isKnownBrowser(db, hash, accountId)) ? hash : null;
}

async function rememberBrowser(transaction: Db, rooms: Rooms, accountId: AccountId): Promise<string> {
  const token = newToken();
  const now = rooms.clock();
  await insertKnownBrowser(transaction, {
    token_hash: tokenHash("browser", token),
    account_id: accountId,
    created_at: now,
    used_at: now,
  });
  await trimKnownBrowsers(transaction, accountId, BROWSERS_KEPT);
  return token;
}
