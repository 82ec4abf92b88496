import type { Caller, SignedIn } from "../access/caller.ts";
import type { Admitted, Visit } from "../accounts/admit-person.ts";
import { tokenHash } from "../crypto/tokens.ts";
import { AppError } from "../errors.ts";
import type { FactorProof } from "../factors/take-factor.ts";
import type { Rooms } from "../rooms.ts";
import { linkIdentity } from "./link-identity.ts";
import { type Reauthenticated, reauthenticateByProvider } from "./reauthenticate-by-provider.ts";
import { type FactorAwaited, signInByProvider } from "./sign-in-by-provider.ts";
import { openAnswer, openBegun } from "./transaction.ts";
import { deleteTransaction, findAnswered } from "./transaction-store.ts";

export type Finished = { readonly returnTo: string | null } & (
  | { readonly did: "sign-in"; readonly outcome: Admitted | FactorAwaited }
  | { readonly did: "link"; readonly token: string; readonly label: string }
  | { readonly did: "reauthenticate"; readonly outcome: Reauthenticated }
);

/** A browser that is back from a provider, with the cookies of this site again. */
export interface Returned {
  readonly caller: Caller;
  readonly visit: Visit;
  readonly browserToken: string | null;
}

/**
 * Takes up what a provider answered, once: signs in, links, or re-authenticates, whichever the visit began for.
 * @throws AppError oidc.state-unknown when this browser waits for nothing; session.required when it began in
 * another session; what spoke against the answer; what the purpose's own rule refuses
 */
export async function finishAtProvider(
  rooms: Rooms,
  returned: Returned,
  proof: FactorProof,
): Promise<Finished> {
  const { db } = rooms.database;
  const { caller, visit, browserToken } = returned;
  if (browserToken === null) throw new AppError("oidc.state-unknown");
  const row = await findAnswered(db, tokenHash("oidc-browser", browserToken), rooms.clock());
  const provider = rooms.config.signInProviders.find(({ id }) => id === row?.provider);
  if (row === null || provider === undefined) throw new AppError("oidc.state-unknown");
  const answered = openAnswer(rooms, row);
  const { purpose, sessionId, invitation, returnTo } = openBegun(rooms, row);
  const take = async (): Promise<void> => {
    if (!(await deleteTransaction(db, row.id))) throw new AppError("oidc.state-unknown");
  };
  if ("problem" in answered) {
    await take();
    throw new AppError(answered.problem);
  }
  const { person } = answered;
  switch (purpose) {
    case "sign-in":
      await take();
      return {
        did: "sign-in",
        outcome: await signInByProvider(rooms, provider, person, invitation, visit),
        returnTo,
      };
    case "link": {
      await take();
      const owner = requireSession(caller, sessionId);
      if (owner.vault === null) throw new AppError("vault.locked");
      const token = await linkIdentity(
        rooms,
        { ...owner, vault: owner.vault },
        provider,
        person,
        visit.origin,
      );
      return { did: "link", token, label: provider.label, returnTo };
    }
    case "reauthenticate": {
      const owner = requireSession(caller, sessionId);
      const visited = { provider, person, transactionId: row.id };
      const outcome = await reauthenticateByProvider(rooms, owner, visited, proof);
      return { did: "reauthenticate", outcome, returnTo };
    }
  }
}

/** The session that the visit began in, and no other: not even another one of the same person. */
function requireSession(caller: Caller, sessionId: string | null): SignedIn {
  if (caller.kind === "visitor" || caller.sessionId !== sessionId) throw new AppError("session.required");
  return caller;
}
