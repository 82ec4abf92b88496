import type { OidcPurpose } from "#contract/oidc.ts";
import type { ProblemCode } from "#contract/problems.ts";
import { openProviderSignIn, sealProviderSignIn } from "../crypto/provider-sign-in.ts";
import type { Rooms } from "../rooms.ts";
import type { ProvedPerson } from "./provider-client.ts";
import type { TransactionRow } from "./transaction-store.ts";

// What a visit to a provider remembers, sealed while it lasts: what was sent along, and what came of it.

export const TRANSACTION_MILLISECONDS = 600_000;

export interface Begun {
  readonly purpose: OidcPurpose;
  readonly nonce: string;
  readonly verifier: string;
  /** Whose session it began in, for anything but signing in. */
  readonly sessionId: string | null;
  readonly invitation: string | null;
  readonly returnTo: string | null;
}

export type Answered = { readonly person: ProvedPerson } | { readonly problem: ProblemCode };

export function sealBegun(rooms: Rooms, id: string, begun: Begun): Buffer {
  return sealProviderSignIn(rooms.secrets.credentialsKey, "oidc-begun", id, JSON.stringify(begun));
}

/** Throws DecryptionFailed for a row that is not what was written. */
export function openBegun(rooms: Rooms, row: TransactionRow): Begun {
  const { credentialsKey } = rooms.secrets;
  // Safe because only sealBegun writes what opens here.
  return JSON.parse(openProviderSignIn(credentialsKey, "oidc-begun", row.id, row.sealed_begun)) as Begun;
}

export function sealAnswer(rooms: Rooms, id: string, answered: Answered): Buffer {
  return sealProviderSignIn(rooms.secrets.credentialsKey, "oidc-answer", id, JSON.stringify(answered));
}

/** Throws DecryptionFailed for a row that is not what was written. */
export function openAnswer(rooms: Rooms, row: TransactionRow): Answered {
  if (row.sealed_answer === null) throw new Error("there is no answer yet");
  const { credentialsKey } = rooms.secrets;
  // Safe because only sealAnswer writes what opens here.
  return JSON.parse(openProviderSignIn(credentialsKey, "oidc-answer", row.id, row.sealed_answer)) as Answered;
}
