import type { AccountId } from "#contract/ids.ts";
import type { Origin } from "../access/caller.ts";
import { recordAudit } from "../audit/record.ts";
import { tokenHash } from "../crypto/tokens.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { deletePendingOf, findAccountByEmail, insertAccount, takeMailedToken } from "./account-store.ts";
import { newAccount } from "./register-account.ts";

/** Somebody whom a sign-in provider vouches for. */
export interface ProvidedPerson {
  /** Confirmed by the provider. */
  readonly email: string;
  readonly displayName: string;
}

/**
 * Makes an account without a password, inside the caller's transaction, where registering would make one: the same
 * modes, domains and invitations hold. An address that has an account is never taken over.
 * @throws AppError oidc.account-exists, registration.closed, registration.invitation-required,
 * registration.domain-refused, invitation.invalid
 */
export async function createProvidedAccount(
  transaction: Rooms["database"]["db"],
  rooms: Rooms,
  person: ProvidedPerson,
  invitation: string | null,
  origin: Origin,
): Promise<AccountId> {
  const { config } = rooms;
  const now = rooms.clock();
  // The provider has just said that the mailbox is theirs, so this tells nobody else that there is an account.
  if ((await findAccountByEmail(transaction, person.email)) !== null) {
    throw new AppError("oidc.account-exists");
  }
  const isFirst = await admit(transaction, rooms, person.email, invitation);
  // Safe because newId makes ids of exactly this kind.
  const id = rooms.newId() as AccountId;
  await insertAccount(transaction, {
    ...newAccount(
      id,
      {
        email: person.email,
        display_name: person.displayName,
        vault_mode: config.vault === "sealed" ? "sealed" : "managed",
        language: origin.language,
      },
      now,
    ),
    administrator_at: isFirst ? now : null,
    email_confirmed_at: now,
  });
  await deletePendingOf(transaction, person.email);
  await recordAudit(transaction, rooms, {
    action: "account.created",
    accountId: id,
    personal: { address: origin.address },
  });
  return id;
}

/** Uses an invitation up, where there is one. Returns whether it was the first administrator's link. */
async function admit(
  transaction: Rooms["database"]["db"],
  rooms: Rooms,
  email: string,
  invitation: string | null,
): Promise<boolean> {
  const { registration, mailDomains } = rooms.config;
  if (invitation !== null) {
    const now = rooms.clock();
    const setup = await takeMailedToken(transaction, "setup", tokenHash("setup", invitation), now);
    if (setup !== null) return true;
    const taken = await takeMailedToken(transaction, "invitation", tokenHash("mail", invitation), now);
    if (taken === null) throw new AppError("invitation.invalid");
    return false;
  }
  if (registration === "closed") throw new AppError("registration.closed");
  if (registration === "invitation") throw new AppError("registration.invitation-required");
  const domain = email.slice(email.lastIndexOf("@") + 1);
  if (mailDomains !== null && !mailDomains.includes(domain)) {
    throw new AppError("registration.domain-refused");
  }
  return false;
}
