import { recordAudit } from "../audit/record.ts";
import type { Rooms } from "../rooms.ts";
import { accountMails } from "./account-mails.ts";
import { deleteMailedTokensOf, deletePendingOf, findAccount, updateEmail } from "./account-store.ts";
import {
  type AddressChangeRow,
  deleteAddressChange,
  deleteExpiredAddressChanges,
  listDueAddressChanges,
} from "./address-change-store.ts";
import { deliverMails } from "./mail-account.ts";

const BATCH = 100;

/**
 * Changes the address. Links that were mailed to the old one to get in are worth nothing from then on. Where
 * somebody else has the new address by now, the old one stays.
 */
export async function applyAddressChange(rooms: Rooms, change: AddressChangeRow): Promise<void> {
  const { account_id: accountId, email } = change;
  const { database } = rooms;
  try {
    await database.db.transaction().execute(async (trx) => {
      const now = rooms.clock();
      // Gone when it was cancelled or applied a moment ago.
      if (!(await deleteAddressChange(trx, accountId))) return;
      const account = await findAccount(trx, accountId);
      if (account === null) return;
      await updateEmail(trx, accountId, email, now);
      await deleteMailedTokensOf(trx, accountId, "reset");
      await deletePendingOf(trx, email);
      const mails = accountMails(rooms.config.origin, account.language);
      await rooms.mail.enqueue(trx, mails.addressChanged(account.email, email));
      await recordAudit(trx, rooms, { action: "account.address-changed", accountId });
    });
  } catch (error) {
    if (!database.isUniqueViolation(error)) throw error;
    await deleteAddressChange(database.db, accountId);
  }
  deliverMails(rooms);
}

/** The job: addresses whose day is over change, and what nobody confirmed goes. */
export async function applyDueAddressChanges(rooms: Rooms): Promise<void> {
  const { db } = rooms.database;
  for (const change of await listDueAddressChanges(db, rooms.clock(), BATCH)) {
    await applyAddressChange(rooms, change);
  }
  await deleteExpiredAddressChanges(db, rooms.clock());
}
