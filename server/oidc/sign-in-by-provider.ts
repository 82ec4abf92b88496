import type { AccountId } from "#contract/ids.ts";
import { LIMITS } from "#contract/limits.ts";
import { type Admitted, admitPerson, type Visit } from "../accounts/admit-person.ts";
import { createProvidedAccount } from "../accounts/create-provided-account.ts";
import { deliverMails } from "../accounts/mail-account.ts";
import { endFormerSession, recordProof } from "../accounts/session-life.ts";
import { AppError } from "../errors.ts";
import { type FactorKind, findFactors } from "../factors/find-factors.ts";
import { issueTicket } from "../factors/tickets.ts";
import type { Rooms } from "../rooms.ts";
import { openByEscrow } from "../vault/open-by-escrow.ts";
import { findIdentity, insertIdentity, recordIdentityUse } from "./identity-store.ts";
import type { ProvedPerson, SignInProvider } from "./provider-client.ts";

export interface FactorAwaited {
  readonly ticket: string;
  readonly factors: readonly FactorKind[];
}

/**
 * Signs in whom a provider named: by issuer and subject alone. A stranger gets an account where registering is open
 * to them. The provider's word is one factor, unless it says by its acr that it asked for two.
 * @throws AppError oidc.email-unverified, oidc.account-exists, account.disabled, keys.unavailable; what speaks
 * against a registration
 */
export async function signInByProvider(
  rooms: Rooms,
  provider: SignInProvider,
  person: ProvedPerson,
  invitation: string | null,
  visit: Visit,
): Promise<Admitted | FactorAwaited> {
  const { db } = rooms.database;
  const accountId = await findOrCreate(rooms, provider, person, invitation, visit);
  const vault = await openByEscrow(rooms, accountId);
  const provesTwo = isTwoFactors(provider, person);
  const factors = provesTwo ? [] : await findFactors(rooms, accountId);
  if (factors.length > 0) {
    const ticket = await db.transaction().execute((trx) => issueTicket(trx, rooms, accountId, vault));
    return { ticket, factors };
  }
  const admitted = await db.transaction().execute(async (trx) => {
    const signedIn = await admitPerson(trx, rooms, accountId, visit, vault);
    await recordProof(trx, signedIn.sessionToken, {
      reauthenticatedAt: recentProof(person, rooms.clock()),
      providerFactorAt: provesTwo ? rooms.clock() : null,
    });
    return signedIn;
  });
  await endFormerSession(rooms, visit.sessionToken);
  deliverMails(rooms);
  return admitted;
}

/** Whether the provider says that the person gave a second factor there. */
export function isTwoFactors(provider: SignInProvider, person: ProvedPerson): boolean {
  return provider.acr !== null && person.acr === provider.acr;
}

/** When the person really signed in there, if that was a moment ago: an old session there proves nothing fresh. */
function recentProof({ authTime }: ProvedPerson, now: number): number | null {
  if (authTime === null) return null;
  const at = Math.min(authTime * 1000, now);
  return now - at < LIMITS.reauthenticationSeconds * 1000 ? at : null;
}

async function findOrCreate(
  rooms: Rooms,
  provider: SignInProvider,
  person: ProvedPerson,
  invitation: string | null,
  visit: Visit,
): Promise<AccountId> {
  const { db } = rooms.database;
  const { issuer, subject } = person;
  const known = await findIdentity(db, issuer, subject);
  if (known !== null) {
    if (known.disabled_at !== null) throw new AppError("account.disabled");
    await recordIdentityUse(db, known.id, rooms.clock());
    return known.account_id;
  }
  const { email, displayName } = person;
  if (email === null) throw new AppError("oidc.email-unverified");
  try {
    return await db.transaction().execute(async (trx) => {
      const wanted = { email, displayName };
      const accountId = await createProvidedAccount(trx, rooms, wanted, invitation, visit.origin);
      const now = rooms.clock();
      await insertIdentity(trx, {
        id: rooms.newId(),
        account_id: accountId,
        issuer,
        subject,
        provider: provider.id,
        created_at: now,
        used_at: now,
      });
      return accountId;
    });
  } catch (error) {
    if (!rooms.database.isUniqueViolation(error)) throw error;
    // Somebody was faster: the same person in another tab, or another one with the same address.
    const meanwhile = await findIdentity(db, issuer, subject);
    if (meanwhile === null) throw new AppError("oidc.account-exists", { cause: error });
    return meanwhile.account_id;
  }
}
