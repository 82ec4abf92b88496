import { LIMITS } from "#contract/limits.ts";
import type { CreationOptions, RequestOptions } from "#contract/passkeys.ts";
import type { Origin, SignedIn, Unlocked } from "../access/caller.ts";
import { admitTry } from "../accounts/limit-tries.ts";
import { getOwnAccount } from "../accounts/own-account.ts";
import { passkeyPrfSalt } from "../crypto/keyslots.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { CHALLENGE_MILLISECONDS, type ChallengeUse, newChallenge } from "./challenges.ts";
import { listPasskeysOf, type PasskeyRow } from "./passkey-store.ts";
import { requireRelyingParty } from "./relying-party.ts";

// What a browser is asked for: a discoverable passkey that verifies its person, and what its PRF makes of our salt.

const PARTY_NAME = "Safelight";
/** EdDSA, ES256, RS256: between them every authenticator there is. */
export const ALGORITHMS = [-8, -7, -257];

function extensions(): RequestOptions["extensions"] {
  return { prf: { eval: { first: passkeyPrfSalt().toString("base64url") } } };
}

function descriptorOf(row: PasskeyRow) {
  const transports = row.transports.split(" ").filter((transport) => transport !== "");
  return { id: row.credential_id, type: "public-key" as const, transports };
}

/** @throws AppError passkey.off, passkey.too-many */
export async function creationOptions(rooms: Rooms, caller: Unlocked): Promise<CreationOptions> {
  const { accountId } = caller;
  const party = requireRelyingParty(rooms.config);
  const present = await listPasskeysOf(rooms.database.db, accountId);
  if (present.length >= LIMITS.passkeysPerAccount) throw new AppError("passkey.too-many");
  const { email, displayName } = await getOwnAccount(rooms, accountId);
  return {
    challenge: await newChallenge(rooms, { purpose: "registration", accountId }),
    rp: { id: party.id, name: PARTY_NAME },
    user: {
      // An id says nothing about the person, and finds the account when the passkey comes back.
      id: Buffer.from(accountId).toString("base64url"),
      name: email,
      displayName: displayName === "" ? email : displayName,
    },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key" as const, alg })),
    timeout: CHALLENGE_MILLISECONDS,
    attestation: "none",
    excludeCredentials: present.map(descriptorOf),
    authenticatorSelection: {
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    },
    extensions: extensions(),
  };
}

/** @throws AppError passkey.off, credentials.wait */
export async function signInOptions(rooms: Rooms, origin: Origin): Promise<RequestOptions> {
  await admitTry(rooms, "challenge", origin.address);
  return await requestOptions(rooms, { purpose: "sign-in", accountId: null });
}

/** @throws AppError passkey.off, passkey.absent */
export async function proofOptions(
  rooms: Rooms,
  { accountId }: SignedIn,
  purpose: "reauthentication" | "unlock",
): Promise<RequestOptions> {
  const present = await listPasskeysOf(rooms.database.db, accountId);
  if (present.length === 0) throw new AppError("passkey.absent");
  const options = await requestOptions(rooms, { purpose, accountId });
  return { ...options, allowCredentials: present.map(descriptorOf) };
}

async function requestOptions(rooms: Rooms, use: ChallengeUse): Promise<RequestOptions> {
  const { id } = requireRelyingParty(rooms.config);
  return {
    challenge: await newChallenge(rooms, use),
    rpId: id,
    timeout: CHALLENGE_MILLISECONDS,
    userVerification: "required",
    extensions: extensions(),
  };
}
