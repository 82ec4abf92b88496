import { reauthenticate } from "#contract/accounts.ts";
import type { PasskeyProof } from "#contract/passkey-proof.ts";
import { type Passkey, proofOptions } from "#contract/passkeys.ts";
import { call } from "../../api/call.ts";
import { answerChallenge } from "./ceremony.ts";

/** Proves with one of the person's passkeys who they are. @throws CeremonyFault, ProblemError */
export async function askForPasskey(
  purpose: "reauthentication" | "unlock",
  only?: Passkey,
): Promise<PasskeyProof> {
  const options = await call(proofOptions, { body: { purpose } });
  const allowCredentials = options.allowCredentials?.filter(
    ({ id }) => only === undefined || id === only.credentialId,
  );
  return await answerChallenge({ ...options, allowCredentials });
}

/**
 * Uses a passkey once while the vault is open, so that it can open it from then on. False when the device offers
 * nothing to open a vault with.
 * @throws CeremonyFault, ProblemError
 */
export async function letPasskeyOpen(passkey: Passkey): Promise<boolean> {
  const proof = await askForPasskey("reauthentication", passkey);
  await call(reauthenticate, { body: { passkey: proof } });
  return proof.prf !== undefined;
}
