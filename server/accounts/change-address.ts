import type { AccountId } from "#contract/ids.ts";
import { LIMITS } from "#contract/limits.ts";
import type { Origin, Unlocked } from "../access/caller.ts";
import { recordAudit } from "../audit/record.ts";
import { newToken, tokenHash } from "../crypto/tokens.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { accountMails } from "./account-mails.ts";
import { findAccount, findAccountByEmail } from "./account-store.ts";
import {
  type AddressChangeRow,
  deleteAddressChange,
  findAddressChange,
  putAddressChange,
  recordAddressConfirmed,
  takeAddressChange,
} from "./address-change-store.ts";
import { applyAddressChange } from "./apply-address-change.ts";
import { admitTry } from "./limit-tries.ts";
import { deliverMails } from "./mail-account.ts";

// Another address: asked for with the password given lately, confirmed where it leads, told to where mails went
// until then. Whoever has the mailbox of a managed vault's account can open it, so there the old address has a day
// to say no.

const DAY = 86_400_000;
const CONFIRM_MILLISECONDS = 2 * DAY;

/**
 * Asks for another address. Nobody can tell from the answer whether somebody else has it.
 * @returns the earliest time it changes, once confirmed
 */
export async function askForAddress(
  rooms: Rooms,
  caller: Unlocked,
  email: string,
  origin: Origin,
): Promise<number> {
  const { accountId } = caller;
  await admitTry(rooms, "mail", origin.address);
  const confirmToken = newToken();
  const cancelToken = newToken();
  const effectiveAt = await rooms.database.db.transaction().execute(async (trx) => {
    const now = rooms.clock();
    const account = await findAccount(trx, accountId);
    if (account === null) throw new AppError("session.required");
    const isDelayed = account.vault_mode === "managed";
    const change: AddressChangeRow = {
      account_id: accountId,
      email,
      confirm_hash: tokenHash("mail", confirmToken),
      cancel_hash: tokenHash("mail", cancelToken),
      created_at: now,
      effective_at: isDelayed ? now + LIMITS.addressDelayHours * 3_600_000 : now,
      expires_at: now + CONFIRM_MILLISECONDS,
      confirmed_at: null,
    };
    await putAddressChange(trx, change);
    const mails = accountMails(rooms.config.origin, account.language);
    const holder = await findAccountByEmail(trx, email);
    await rooms.mail.enqueue(
      trx,
      holder === null
        ? mails.confirmNewAddress(email, confirmToken, origin, now)
        : accountMails(rooms.config.origin, holder.language).newAddressTaken(email, origin, now),
    );
    const asked = { to: email, delayed: isDelayed };
    await rooms.mail.enqueue(trx, mails.addressChangeAsked(account.email, cancelToken, asked, origin, now));
    await recordAudit(trx, rooms, {
      action: "account.address-asked",
      accountId,
      personal: { address: origin.address, email },
    });
    return change.effective_at;
  });
  deliverMails(rooms);
  return effectiveAt;
}

/**
 * Confirms the new address; where no delay is left it changes at once.
 * @throws AppError link.invalid, also where somebody else has taken the address meanwhile
 */
export async function confirmAddress(
  rooms: Rooms,
  token: string,
  origin: Origin,
): Promise<{ email: string; effectiveAt: number }> {
  const tried = await admitTry(rooms, "link", origin.address);
  const change = await rooms.database.db.transaction().execute(async (trx) => {
    const now = rooms.clock();
    const confirmed = await recordAddressConfirmed(trx, tokenHash("mail", token), now);
    if (confirmed === null) throw new AppError("link.invalid");
    if ((await findAccountByEmail(trx, confirmed.email)) !== null) throw new AppError("link.invalid");
    await recordAudit(trx, rooms, {
      action: "account.address-confirmed",
      accountId: confirmed.account_id,
      personal: { address: origin.address },
    });
    return confirmed;
  });
  if (change.effective_at <= rooms.clock()) await applyAddressChange(rooms, change);
  await tried.refund();
  return { email: change.email, effectiveAt: change.effective_at };
}

/** The change that waits; null when none does. */
export async function findPendingAddress(
  rooms: Rooms,
  accountId: AccountId,
): Promise<AddressChangeRow | null> {
  return await findAddressChange(rooms.database.db, accountId, rooms.clock());
}

/** A change as its owner sees it. */
export function presentAddressChange(row: AddressChangeRow | null) {
  if (row === null) return null;
  return {
    email: row.email,
    confirmed: row.confirmed_at !== null,
    effectiveAt: new Date(row.effective_at).toISOString(),
    expiresAt: new Date(row.expires_at).toISOString(),
  };
}

/** Stays with the present address; nothing happens where no change waits. */
export async function cancelAddressChange(rooms: Rooms, accountId: AccountId): Promise<void> {
  await rooms.database.db.transaction().execute(async (trx) => {
    if (!(await deleteAddressChange(trx, accountId))) return;
    await recordAudit(trx, rooms, { action: "account.address-kept", accountId });
  });
}

/**
 * Stays with the present address, by the link that was mailed there.
 * @returns the address that stays
 * @throws AppError link.invalid
 */
export async function keepAddress(rooms: Rooms, token: string, origin: Origin): Promise<string> {
  const tried = await admitTry(rooms, "link", origin.address);
  const email = await rooms.database.db.transaction().execute(async (trx) => {
    const taken = await takeAddressChange(trx, tokenHash("mail", token), rooms.clock());
    const account = taken === null ? null : await findAccount(trx, taken.account_id);
    if (account === null) throw new AppError("link.invalid");
    await rooms.mail.enqueue(
      trx,
      accountMails(rooms.config.origin, account.language).addressKept(account.email),
    );
    await recordAudit(trx, rooms, {
      action: "account.address-kept",
      accountId: account.id,
      personal: { address: origin.address },
    });
    return account.email;
  });
  await tried.refund();
  deliverMails(rooms);
  return email;
}
