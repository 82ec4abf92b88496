import type { VaultState } from "#contract/accounts.ts";
import { LIMITS } from "#contract/limits.ts";
import type { SignedIn } from "../access/caller.ts";
import { renewAfterProof } from "../accounts/session-life.ts";
import { recordAudit } from "../audit/record.ts";
import { AppError } from "../errors.ts";
import { proveFactor } from "../factors/prove-factor.ts";
import type { FactorProof } from "../factors/take-factor.ts";
import type { Rooms } from "../rooms.ts";
import { openByEscrow } from "../vault/open-by-escrow.ts";
import { findIdentity, recordIdentityUse } from "./identity-store.ts";
import type { ProvedPerson, SignInProvider } from "./provider-client.ts";
import { isTwoFactors } from "./sign-in-by-provider.ts";
import { deleteTransaction } from "./transaction-store.ts";

export interface Reauthenticated {
  readonly token: string;
  /** In milliseconds. */
  readonly until: number;
  readonly vault: VaultState;
}

/**
 * Takes a provider's word, given a moment ago, in place of the password; and where the vault is locked and managed,
 * opens it. A code that is missing or wrong leaves the visit as it was, to be finished with another one.
 * @throws AppError oidc.other-person, oidc.state-unknown, factor.required, factor.wrong, credentials.wait,
 * keys.unavailable
 */
export async function reauthenticateByProvider(
  rooms: Rooms,
  caller: SignedIn,
  visited: {
    readonly provider: SignInProvider;
    readonly person: ProvedPerson;
    readonly transactionId: string;
  },
  proof: FactorProof,
): Promise<Reauthenticated> {
  const { provider, person, transactionId } = visited;
  const { accountId, sessionId } = caller;
  const { db } = rooms.database;
  const identity = await findIdentity(db, person.issuer, person.subject);
  if (identity === null || identity.account_id !== accountId) throw new AppError("oidc.other-person");
  if (!isTwoFactors(provider, person)) await proveFactor(rooms, caller, proof);
  const vault = caller.vault ?? (await openByEscrow(rooms, accountId));
  const now = rooms.clock();
  const token = await db.transaction().execute(async (trx) => {
    if (!(await deleteTransaction(trx, transactionId))) throw new AppError("oidc.state-unknown");
    await recordIdentityUse(trx, identity.id, now);
    const renewed = await renewAfterProof(trx, rooms, { accountId, sessionId }, vault);
    if (caller.vault === null && vault !== null) {
      await recordAudit(trx, rooms, { action: "vault.unlocked", accountId, subjectId: sessionId });
    }
    const personal = { by: `provider ${provider.id}` };
    await recordAudit(trx, rooms, { action: "session.proved", accountId, subjectId: sessionId, personal });
    return renewed;
  });
  rooms.forgetting.forget(accountId);
  return {
    token,
    until: now + LIMITS.reauthenticationSeconds * 1000,
    vault: { mode: caller.vaultMode, unlocked: vault !== null, kitConfirmed: caller.kitConfirmed },
  };
}
