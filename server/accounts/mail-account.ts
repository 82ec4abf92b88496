import type { AccountId } from "#contract/ids.ts";
import { AppError } from "../errors.ts";
import type { MailMessage } from "../mail/mail.ts";
import type { Rooms } from "../rooms.ts";
import { type AccountMails, accountMails } from "./account-mails.ts";
import { findAccount } from "./account-store.ts";

/** Puts a mail to the person of an account into the outbox, inside the caller's transaction. */
export async function mailAccount(
  transaction: Rooms["database"]["db"],
  rooms: Pick<Rooms, "config" | "mail">,
  accountId: AccountId,
  write: (mails: AccountMails, address: string) => MailMessage,
): Promise<void> {
  const account = await findAccount(transaction, accountId);
  if (account === null) return;
  const mails = accountMails(rooms.config.origin, account.language);
  await rooms.mail.enqueue(transaction, write(mails, account.email));
}

/** The address of an account. */
export async function addressOf(rooms: Rooms, accountId: AccountId): Promise<string> {
  const account = await findAccount(rooms.database.db, accountId);
  if (account === null) throw new AppError("session.required");
  return account.email;
}

/** Sends what has just been committed; what cannot leave now leaves later. */
export function deliverMails(rooms: Pick<Rooms, "mail">): void {
  void rooms.mail.deliverDue().catch(() => undefined);
}
