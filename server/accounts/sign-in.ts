import type { Origin } from "../access/caller.ts";
import { recordAudit } from "../audit/record.ts";
import { newToken, tokenHash } from "../crypto/tokens.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { openAtSignIn } from "../vault/open-at-sign-in.ts";
import { accountMails } from "./account-mails.ts";
import { type AccountRow, findAccount, findAccountByEmail } from "./account-store.ts";
import { checkPassword } from "./check-password.ts";
import { admitTry, forgetFailures, type Guessed, recordFailure, requireNoWait } from "./limit-tries.ts";
import { startSession } from "./session-life.ts";
import { insertKnownBrowser, isKnownBrowser, trimKnownBrowsers } from "./session-store.ts";

// Sign-in by password. Unknown and known addresses answer alike, in words, status and cost.

const BROWSERS_KEPT = 20;

export interface SignedInNow {
  readonly account: AccountRow;
  readonly unlocked: boolean;
  readonly sessionToken: string;
  /** A new mark for this browser, when it had none of this account. */
  readonly browserToken: string | null;
}

/** @throws AppError credentials.wrong, credentials.wait, unavailable, keys.unavailable */
export async function signIn(
  rooms: Rooms,
  credentials: { email: string; password: string },
  origin: Origin,
  presentedBrowser: string | null,
): Promise<SignedInNow> {
  const { db } = rooms.database;
  const tried = await admitTry(rooms, "sign-in", origin.address);
  const found = await findAccountByEmail(db, credentials.email);
  const browserHash = tokenHash("browser", presentedBrowser);
  const known = found !== null && (await isKnownBrowser(db, browserHash, found.id));
  const guessed: Guessed = {
    what: "password",
    account: credentials.email,
    browser: known ? browserHash : null,
  };
  await requireNoWait(rooms, guessed);
  const hashed = await checkPassword(rooms, found?.id ?? null, credentials.password);
  if (hashed === null || found === null || found.disabled_at !== null) {
    await refuse(rooms, found, guessed, origin);
    throw new AppError("credentials.wrong");
  }
  await forgetFailures(rooms, guessed);
  await tried.refund();
  const vault = await openAtSignIn(rooms, found.id, hashed);
  const sessionToken = await startSession(rooms, found.id, origin, vault);
  const browserToken = known ? null : await rememberBrowser(rooms, found);
  // Read again: the first sign-in has just made the vault.
  const account = (await findAccount(db, found.id)) ?? found;
  return { account, unlocked: vault !== null, sessionToken, browserToken };
}

async function refuse(
  rooms: Rooms,
  account: AccountRow | null,
  guessed: Guessed,
  origin: Origin,
): Promise<void> {
  const pauseBegan = await recordFailure(rooms, guessed);
  await rooms.database.db.transaction().execute(async (trx) => {
    if (pauseBegan && account !== null) {
      const mail = accountMails(rooms.config.origin).tooManyTries(account.email, rooms.clock());
      await rooms.mail.enqueue(trx, mail);
    }
    await recordAudit(trx, rooms, {
      action: "session.refused",
      accountId: account?.id ?? null,
      personal: { address: origin.address, device: origin.device },
    });
  });
  if (pauseBegan) void rooms.mail.deliverDue().catch(() => undefined);
}

async function rememberBrowser(rooms: Rooms, account: AccountRow): Promise<string> {
  const token = newToken();
  const now = rooms.clock();
  await rooms.database.db.transaction().execute(async (trx) => {
    await insertKnownBrowser(trx, {
      token_hash: tokenHash("browser", token),
      account_id: account.id,
      created_at: now,
      used_at: now,
    });
    await trimKnownBrowsers(trx, account.id, BROWSERS_KEPT);
  });
  return token;
}
