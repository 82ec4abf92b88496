import type { OidcPurpose } from "#contract/oidc.ts";
import type { Caller } from "../access/caller.ts";
import { refusalAtDoor } from "../access/may.ts";
import { admitTry } from "../accounts/limit-tries.ts";
import { newToken, tokenHash } from "../crypto/tokens.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import type { ProviderClient } from "./provider-client.ts";
import { sealBegun, TRANSACTION_MILLISECONDS } from "./transaction.ts";
import { insertTransaction } from "./transaction-store.ts";

export interface Wanted {
  readonly purpose: OidcPurpose;
  readonly invitation?: string | undefined;
  readonly returnTo?: string | undefined;
}

/** What each purpose asks of the caller, in the door's own terms. */
const RULES = {
  "sign-in": { access: "anyone" },
  link: { access: "unlocked", reauthenticated: true },
  reauthenticate: { access: "signed-in", beforeEnrolment: true },
} as const;

/**
 * Begins a visit to a provider.
 * @returns where to send the browser, and the token of its cookie
 * @throws AppError oidc.unavailable, credentials.wait; what the door says to a caller who may not do this
 */
export async function beginAtProvider(
  rooms: Rooms,
  client: ProviderClient,
  caller: Caller,
  wanted: Wanted,
  address: string,
): Promise<{ url: string; browserToken: string }> {
  const now = rooms.clock();
  const refusal = refusalAtDoor(RULES[wanted.purpose], caller, now);
  if (refusal !== null) throw new AppError(refusal);
  await admitTry(rooms, "provider", address);
  const expected = { state: newToken(), nonce: newToken(), verifier: newToken() };
  const url = await client.authorizationUrl(expected, wanted.purpose === "reauthenticate");
  const browserToken = newToken();
  const id = rooms.newId();
  await insertTransaction(rooms.database.db, {
    id,
    state_hash: tokenHash("oidc-state", expected.state),
    browser_hash: tokenHash("oidc-browser", browserToken),
    provider: client.provider.id,
    sealed_begun: sealBegun(rooms, id, {
      purpose: wanted.purpose,
      nonce: expected.nonce,
      verifier: expected.verifier,
      sessionId: wanted.purpose === "sign-in" || caller.kind === "visitor" ? null : caller.sessionId,
      invitation: wanted.invitation ?? null,
      returnTo: wanted.returnTo ?? null,
    }),
    answered_at: null,
    sealed_answer: null,
    created_at: now,
    expires_at: now + TRANSACTION_MILLISECONDS,
  });
  return { url, browserToken };
}
