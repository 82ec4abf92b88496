import type { AccountId } from "#contract/ids.ts";
import type { Origin, SignedIn } from "../access/caller.ts";
import { admitTry } from "../accounts/limit-tries.ts";
import { deliverMails, mailAccount } from "../accounts/mail-account.ts";
import { endAllSessions } from "../accounts/session-life.ts";
import { recordAudit } from "../audit/record.ts";
import { newToken, tokenHash } from "../crypto/tokens.ts";
import { AppError } from "../errors.ts";
import { destroyEverything } from "../images/destroy-everything.ts";
import type { Rooms } from "../rooms.ts";
import { findVault } from "./keyslot-store.ts";
import {
  deleteStartAgain,
  deleteStartAgainByToken,
  eraseVault,
  findStartAgain,
  holdVault,
  insertStartAgain,
  isOpenInSomeSession,
  listStartAgains,
  recordReminded,
} from "./rotation-store.ts";

// A sealed vault whose every key is lost. It was asked for once, is mailed twice, can be cancelled, and after
// seven days the old slots and pictures are destroyed and a new vault begins at the next sign-in.

const DAY = 86_400_000;
const WAIT = 7 * DAY;
const REMIND_AFTER = 5 * DAY;

/** When the vault starts again; null when that was not asked for. */
export async function startAgainAt(rooms: Rooms, accountId: AccountId): Promise<string | null> {
  const row = await findStartAgain(rooms.database.db, accountId);
  return row === null ? null : new Date(row.asked_at + WAIT).toISOString();
}

/** @throws AppError vault.start-again-refused for a vault that is open or managed, or that was never made */
export async function askToStartAgain(rooms: Rooms, caller: SignedIn, origin: Origin): Promise<string> {
  const { accountId } = caller;
  if (caller.vaultMode !== "sealed" || caller.vault !== null) throw new AppError("vault.start-again-refused");
  const token = newToken();
  const askedAt = await rooms.database.db.transaction().execute(async (trx) => {
    const asked = await findStartAgain(trx, accountId);
    if (asked !== null) return asked.asked_at;
    if ((await findVault(trx, accountId))?.vault_epoch === 0) throw new AppError("vault.start-again-refused");
    const now = rooms.clock();
    await insertStartAgain(trx, {
      account_id: accountId,
      token_hash: tokenHash("mail", token),
      asked_at: now,
      reminded_at: null,
    });
    await mailAccount(trx, rooms, accountId, (mails, to) =>
      mails.startAgainAsked(to, token, now + WAIT, origin, now),
    );
    await recordAudit(trx, rooms, { action: "vault.start-again-asked", accountId });
    return now;
  });
  deliverMails(rooms);
  return new Date(askedAt + WAIT).toISOString();
}

/** @throws AppError link.invalid */
export async function cancelStartAgain(rooms: Rooms, token: string, origin: Origin): Promise<void> {
  const tried = await admitTry(rooms, "link", origin.address);
  await rooms.database.db.transaction().execute(async (trx) => {
    const accountId = await deleteStartAgainByToken(trx, tokenHash("mail", token));
    if (accountId === null) throw new AppError("link.invalid");
    await recordAudit(trx, rooms, { action: "vault.start-again-cancelled", accountId });
  });
  await tried.refund();
}

/** An unlocked vault is not lost: whatever waited for it ends. Within the transaction of the unlocking. */
export async function keepVault(db: Rooms["database"]["db"], accountId: AccountId): Promise<void> {
  await deleteStartAgain(db, accountId);
}

/** The job: second mails after five days, new beginnings after seven. */
export async function startAgainWhenDue(rooms: Rooms): Promise<void> {
  const { db } = rooms.database;
  const now = rooms.clock();
  for (const row of await listStartAgains(db, now - REMIND_AFTER)) {
    const { account_id: accountId } = row;
    if (now - row.asked_at >= WAIT) await startAgain(rooms, accountId);
    else if (row.reminded_at === null) await remind(rooms, accountId, row.asked_at + WAIT);
  }
  deliverMails(rooms);
}

async function remind(rooms: Rooms, accountId: AccountId, startsAt: number): Promise<void> {
  const token = newToken();
  await rooms.database.db.transaction().execute(async (trx) => {
    await recordReminded(trx, accountId, tokenHash("mail", token), rooms.clock());
    await mailAccount(trx, rooms, accountId, (mails, to) => mails.startAgainSoon(to, token, startsAt));
  });
}

async function startAgain(rooms: Rooms, accountId: AccountId): Promise<void> {
  const isLost = await rooms.database.db.transaction().execute(async (trx) => {
    const held = await holdVault(trx, accountId);
    // Kept since the wishes were listed.
    if ((await findStartAgain(trx, accountId)) === null) return false;
    // Erased before, by a server that was killed then: no new vault is made until the pictures are gone as well.
    if (held === null || held.vault_epoch === 0) return true;
    // Open on some device of the person's: not every key is lost.
    if (await isOpenInSomeSession(trx, accountId, held.vault_epoch)) {
      await deleteStartAgain(trx, accountId);
      await recordAudit(trx, rooms, { action: "vault.start-again-cancelled", accountId });
      return false;
    }
    // The slots go first: from here on nothing of the old vault can be opened by anybody.
    await eraseVault(trx, accountId);
    await endAllSessions(trx, accountId, null);
    await recordAudit(trx, rooms, { action: "vault.started-again", accountId });
    return true;
  });
  if (!isLost) return;
  rooms.forgetting.forget(accountId);
  await destroyEverything(rooms, accountId);
  await deleteStartAgain(rooms.database.db, accountId);
}
