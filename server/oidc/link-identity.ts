import type { AccountId } from "#contract/ids.ts";
import type { Origin, Unlocked } from "../access/caller.ts";
import { hasPassword } from "../accounts/has-password.ts";
import { deliverMails, mailAccount } from "../accounts/mail-account.ts";
import { renewToken } from "../accounts/session-life.ts";
import { recordAudit } from "../audit/record.ts";
import { AppError } from "../errors.ts";
import { ownsPasskey } from "../passkeys/owns-passkey.ts";
import type { Rooms } from "../rooms.ts";
import { holdAccount } from "../vault/hold-account.ts";
import {
  deleteIdentity,
  findIdentity,
  type IdentityRow,
  insertIdentity,
  listIdentities,
} from "./identity-store.ts";
import type { ProvedPerson, SignInProvider } from "./provider-client.ts";

// Which people at providers sign in to an account. Both ways the person is told by mail, and the session gets a
// new token.

/**
 * Links the person whom a provider named. Returns the session's new token.
 * @throws AppError identity.taken
 */
export async function linkIdentity(
  rooms: Rooms,
  caller: Unlocked,
  provider: SignInProvider,
  person: ProvedPerson,
  origin: Origin,
): Promise<string> {
  const { accountId, sessionId, vault } = caller;
  const { issuer, subject } = person;
  const { database } = rooms;
  try {
    const token = await database.db.transaction().execute(async (trx) => {
      const known = await findIdentity(trx, issuer, subject);
      if (known !== null && known.account_id !== accountId) throw new AppError("identity.taken");
      const renewed = await renewToken(trx, rooms, { accountId, sessionId }, vault);
      if (known !== null) return renewed;
      const id = rooms.newId();
      const now = rooms.clock();
      await insertIdentity(trx, {
        id,
        account_id: accountId,
        issuer,
        subject,
        provider: provider.id,
        created_at: now,
        used_at: null,
      });
      const { label } = provider;
      await mailAccount(trx, rooms, accountId, (mails, to) => mails.providerLinked(to, label, origin, now));
      await recordAudit(trx, rooms, { action: "account.provider-linked", accountId, subjectId: id });
      return renewed;
    });
    rooms.forgetting.forget(accountId);
    deliverMails(rooms);
    return token;
  } catch (error) {
    if (database.isUniqueViolation(error)) throw new AppError("identity.taken", { cause: error });
    throw error;
  }
}

/**
 * Unlinks an identity, unless nothing else would let its person in. Returns the session's new token.
 * @throws AppError not-found, identity.last
 */
export async function unlinkIdentity(
  rooms: Rooms,
  caller: Unlocked,
  id: string,
  origin: Origin,
): Promise<string> {
  const { accountId, sessionId, vault } = caller;
  const token = await rooms.database.db.transaction().execute(async (trx) => {
    // Of two that would together take the last two ways in, the second waits here and then counts anew.
    await holdAccount(trx, accountId);
    const hasPasskey = rooms.config.passkeys && (await ownsPasskey(trx, accountId));
    const rows = await listIdentities(trx, accountId);
    const row = rows.find((one) => one.id === id);
    if (row === undefined) throw new AppError("not-found");
    const isOther = hasPasskey || usableOf(rooms, rows).some((one) => one.id !== id);
    if (!isOther && !(await hasPassword(trx, accountId))) throw new AppError("identity.last");
    if (!(await deleteIdentity(trx, accountId, id))) throw new AppError("not-found");
    const renewed = await renewToken(trx, rooms, { accountId, sessionId }, vault);
    const now = rooms.clock();
    const label = labelOf(rooms, row);
    await mailAccount(trx, rooms, accountId, (mails, to) => mails.providerUnlinked(to, label, origin, now));
    await recordAudit(trx, rooms, { action: "account.provider-unlinked", accountId, subjectId: id });
    return renewed;
  });
  rooms.forgetting.forget(accountId);
  deliverMails(rooms);
  return token;
}

/** What the provider of an identity is called: by its settings, or by its name where it has none any more. */
export function labelOf(rooms: Rooms, row: IdentityRow): string {
  return rooms.config.signInProviders.find(({ id }) => id === row.provider)?.label ?? row.provider;
}

/** The identities that sign in: those of a provider that is still configured, at the same issuer. */
export function usableOf(rooms: Rooms, rows: readonly IdentityRow[]): readonly IdentityRow[] {
  return rows.filter(({ provider, issuer }) =>
    rooms.config.signInProviders.some(
      (one) => one.id === provider && new URL(one.issuer).href === new URL(issuer).href,
    ),
  );
}

/** The names of the providers that can vouch for the account's person. */
export async function findOwnProviders(
  rooms: Rooms,
  accountId: AccountId,
  db = rooms.database.db,
): Promise<readonly string[]> {
  if (rooms.config.signInProviders.length === 0) return [];
  const rows = usableOf(rooms, await listIdentities(db, accountId));
  return [...new Set(rows.map(({ provider }) => provider))];
}
