import { tokenHash } from "../crypto/tokens.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { findIdentity } from "./identity-store.ts";
import type { ProvedPerson, ProviderClient } from "./provider-client.ts";
import { type Begun, openBegun, sealAnswer } from "./transaction.ts";
import { type TransactionRow, takeState, updateAnswer } from "./transaction-store.ts";

/** The parameters that a provider sends the browser back with. */
export interface BroughtBack {
  readonly state?: string | undefined;
  readonly code?: string | undefined;
  readonly iss?: string | undefined;
  readonly error?: string | undefined;
}

/**
 * Judges what a browser brings back from a provider, and keeps what it proves for the page that takes it up. Nobody
 * is signed in here: the session's cookie does not come along on the way from another site.
 * @throws AppError oidc.state-unknown for a state that this browser was not given, or that was used; and whatever
 * speaks against the answer
 */
export async function takeAnswer(
  rooms: Rooms,
  client: ProviderClient,
  brought: BroughtBack,
  browserToken: string | null,
): Promise<void> {
  const { db } = rooms.database;
  if (brought.state === undefined || browserToken === null) throw new AppError("oidc.state-unknown");
  const asked = {
    stateHash: tokenHash("oidc-state", brought.state),
    browserHash: tokenHash("oidc-browser", browserToken),
    provider: client.provider.id,
  };
  const row = await takeState(db, asked, rooms.clock());
  if (row === null) throw new AppError("oidc.state-unknown");
  try {
    const person = await prove(rooms, client, brought, row, openBegun(rooms, row), brought.state);
    await updateAnswer(db, row.id, sealAnswer(rooms, row.id, { person }));
  } catch (error) {
    if (error instanceof AppError) {
      await updateAnswer(db, row.id, sealAnswer(rooms, row.id, { problem: error.code }));
    }
    throw error;
  }
}

async function prove(
  rooms: Rooms,
  client: ProviderClient,
  brought: BroughtBack,
  row: TransactionRow,
  begun: Begun,
  state: string,
): Promise<ProvedPerson> {
  const answer = new URLSearchParams();
  for (const name of ["state", "code", "iss", "error"] as const) {
    const value = brought[name];
    if (value !== undefined) answer.set(name, value);
  }
  const { nonce, verifier, purpose } = begun;
  return await client.prove(
    answer,
    { state, nonce, verifier },
    {
      freshSince: purpose === "reauthenticate" ? row.created_at : null,
      // Only a new account needs an address.
      wantsEmail: async (issuer, subject) =>
        purpose === "sign-in" && (await findIdentity(rooms.database.db, issuer, subject)) === null,
    },
  );
}
