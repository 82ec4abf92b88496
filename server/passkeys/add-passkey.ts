import { type RegistrationResponseJSON, verifyRegistrationResponse } from "@simplewebauthn/server";
import { decodeAttestationObject } from "@simplewebauthn/server/helpers";
import { LIMITS } from "#contract/limits.ts";
import type { createPasskey } from "#contract/passkeys.ts";
import type { BodyOf } from "#contract/route.ts";
import type { Origin, Unlocked } from "../access/caller.ts";
import { deliverMails, mailAccount } from "../accounts/mail-account.ts";
import { markProvedByPasskey, renewToken } from "../accounts/session-life.ts";
import { recordAudit } from "../audit/record.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { regainPasskeySlot } from "../vault/passkey-slot.ts";
import { redeemChallenge } from "./challenges.ts";
import { ALGORITHMS } from "./passkey-options.ts";
import { insertPasskey, listPasskeysOf, type PasskeyRow, updatePasskeySlot } from "./passkey-store.ts";
import { requireRelyingParty } from "./relying-party.ts";
import { readChallenge } from "./verify-passkey.ts";

type NewPasskey = BodyOf<typeof createPasskey>;

/**
 * Adds a passkey; with a PRF result it gets a keyslot. The person is told by mail.
 * @returns its row, and the session's new token
 * @throws AppError passkey.off, passkey.not-added, passkey.too-many
 */
export async function addPasskey(
  rooms: Rooms,
  caller: Unlocked,
  asked: NewPasskey,
  origin: Origin,
): Promise<{ row: PasskeyRow; token: string }> {
  const { accountId, sessionId, vault } = caller;
  const made = await verifyNew(rooms, caller, asked);
  const now = rooms.clock();
  const row: PasskeyRow = {
    id: rooms.newId(),
    account_id: accountId,
    credential_id: made.id,
    public_key: made.publicKey,
    counter: made.counter,
    transports: (asked.credential.response.transports ?? []).join(" "),
    name: asked.name,
    keyslot_id: null,
    created_at: now,
    used_at: null,
  };
  const prf = asked.prf === undefined ? null : Buffer.from(asked.prf, "base64url");
  const added = await rooms.database.db.transaction().execute(async (trx) => {
    if (!(await insertPasskey(trx, row))) throw new AppError("passkey.not-added");
    if ((await listPasskeysOf(trx, accountId)).length > LIMITS.passkeysPerAccount) {
      throw new AppError("passkey.too-many");
    }
    const keyslotId = await regainPasskeySlot(trx, rooms, { accountId, keyslotId: null, prf }, vault);
    if (keyslotId !== null) await updatePasskeySlot(trx, row.id, keyslotId);
    const token = await renewToken(trx, rooms, { accountId, sessionId }, vault);
    // Making it took device and person, as using it does.
    await markProvedByPasskey(trx, rooms, token);
    await mailAccount(trx, rooms, accountId, (mails, to) => mails.passkeyAdded(to, row.name, origin, now));
    await recordAudit(trx, rooms, { action: "passkey.added", accountId, subjectId: row.id });
    return { row: { ...row, keyslot_id: keyslotId }, token };
  });
  rooms.forgetting.forget(accountId);
  deliverMails(rooms);
  return added;
}

async function verifyNew(rooms: Rooms, { accountId }: Unlocked, { credential }: NewPasskey) {
  const party = requireRelyingParty(rooms.config);
  const { id, rawId, type, response } = credential;
  const challenge = readChallenge(response.clientDataJSON);
  const use = { purpose: "registration", accountId } as const;
  if (challenge === null || !(await redeemChallenge(rooms, challenge, use)))
    throw new AppError("passkey.not-added");
  const answer: RegistrationResponseJSON = {
    id,
    rawId,
    type,
    response: { clientDataJSON: response.clientDataJSON, attestationObject: response.attestationObject },
    clientExtensionResults: {},
  };
  try {
    requireNoCertificate(response.attestationObject);
    const { registrationInfo } = await verifyRegistrationResponse({
      response: answer,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    if (registrationInfo?.credential.id === id) return registrationInfo.credential;
  } catch {
    // The library throws for whatever it does not like.
  }
  throw new AppError("passkey.not-added");
}

/**
 * None was asked for. To judge one, the library would fetch revocation lists from addresses that stand in the
 * certificate, which is to say from wherever the sender likes.
 */
function requireNoCertificate(attestationObject: string): void {
  const decoded = decodeAttestationObject(new Uint8Array(Buffer.from(attestationObject, "base64url")));
  const format = decoded.get("fmt");
  const isSelfMade = format === "packed" && decoded.get("attStmt").get("x5c") === undefined;
  if (format !== "none" && !isSelfMade) throw new Error("an attestation nobody asked for");
}
