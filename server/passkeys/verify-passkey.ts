import { type AuthenticationResponseJSON, verifyAuthenticationResponse } from "@simplewebauthn/server";
import { decodeClientDataJSON } from "@simplewebauthn/server/helpers";
import type { Assertion, PasskeyProof } from "#contract/passkey-proof.ts";
import type { Rooms } from "../rooms.ts";
import type { PasskeyAnswer } from "../vault/passkey-slot.ts";
import { type ChallengeUse, redeemChallenge } from "./challenges.ts";
import { findLivePasskey, type PasskeyRow, recordPasskeyUse } from "./passkey-store.ts";
import { requireRelyingParty } from "./relying-party.ts";

/** A passkey that has just shown itself and its person. */
export interface UsedPasskey extends PasskeyAnswer {
  readonly id: string;
}

/**
 * The passkey behind an answer to one of our challenges; null whatever is wrong with it. The challenge is used up
 * either way, and the answer cannot be given twice.
 * @throws AppError passkey.off
 */
export async function verifyPasskey(
  rooms: Rooms,
  { credential, prf }: PasskeyProof,
  use: ChallengeUse,
): Promise<UsedPasskey | null> {
  requireRelyingParty(rooms.config);
  const { db } = rooms.database;
  const challenge = readChallenge(credential.response.clientDataJSON);
  if (challenge === null || !(await redeemChallenge(rooms, challenge, use))) return null;
  const row = await findLivePasskey(db, credential.id);
  if (row === null || !isOwners(row, credential, use)) return null;
  const counter = await verifiedCounter(rooms, row, credential, challenge);
  if (counter === null) return null;
  if (!(await recordPasskeyUse(db, row.id, counter, rooms.clock()))) return null;
  return {
    id: row.id,
    accountId: row.account_id,
    keyslotId: row.keyslot_id,
    prf: prf === undefined ? null : Buffer.from(prf, "base64url"),
  };
}

/** The challenge that client data answers; null when it is nonsense, or comes out of a frame on another site. */
export function readChallenge(clientDataJSON: string): string | null {
  try {
    const { challenge, crossOrigin } = decodeClientDataJSON(clientDataJSON);
    return typeof challenge === "string" && crossOrigin !== true ? challenge : null;
  } catch {
    return null;
  }
}

/** A passkey that was not asked for by name must say whose it is, and none may say somebody else. */
function isOwners(row: PasskeyRow, { response }: Assertion, use: ChallengeUse): boolean {
  if (use.accountId !== null && use.accountId !== row.account_id) return false;
  if (response.userHandle === undefined) return use.accountId !== null;
  return Buffer.from(response.userHandle, "base64url").toString("utf8") === row.account_id;
}

async function verifiedCounter(
  rooms: Rooms,
  row: PasskeyRow,
  credential: Assertion,
  challenge: string,
): Promise<number | null> {
  const party = requireRelyingParty(rooms.config);
  const { id, rawId, type, response } = credential;
  const { userHandle, ...signed } = response;
  const answer: AuthenticationResponseJSON = {
    id,
    rawId,
    type,
    response: { ...signed, ...(userHandle === undefined ? {} : { userHandle }) },
    clientExtensionResults: {},
  };
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: answer,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      credential: { id: row.credential_id, publicKey: new Uint8Array(row.public_key), counter: row.counter },
    });
    return verified ? authenticationInfo.newCounter : null;
  } catch {
    // The library throws for whatever it does not like, a counter that went back included.
    return null;
  }
}
