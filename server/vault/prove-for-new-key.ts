import type { PasskeyProof } from "#contract/passkey-proof.ts";
import type { Origin, Unlocked } from "../access/caller.ts";
import { checkPassword } from "../accounts/check-password.ts";
import { forgetFailures, type Guessed, requireNoWait } from "../accounts/limit-tries.ts";
import { refuseGuess } from "../accounts/refuse-guess.ts";
import { AppError } from "../errors.ts";
import { type UsedPasskey, verifyPasskey } from "../passkeys/verify-passkey.ts";
import type { Rooms } from "../rooms.ts";
import { findKeyslot } from "./keyslot-store.ts";
import { openPasskeySlot } from "./passkey-slot.ts";
import type { HashedPassword } from "./password-slot.ts";

/** What a person proves themselves with before their vault key is replaced: one of the two. */
export interface NewKeyProof {
  readonly password?: string | undefined;
  readonly passkey?: PasskeyProof | undefined;
}

/** What was proved, and gets a keyslot of the new key: the only one of its kind. */
export type ProvedForNewKey =
  | { readonly by: "password"; readonly hashed: HashedPassword }
  | { readonly by: "passkey"; readonly used: UsedPasskey };

/**
 * A secret of the person's own, given just now, that can open the vault that is to come. Wrong ones count, and stand
 * in the audit trail.
 * @throws AppError reauthentication.failed, passkey.opens-nothing, passkey.off, credentials.wait
 */
export async function proveForNewKey(
  rooms: Rooms,
  caller: Unlocked,
  proof: NewKeyProof,
  origin: Origin,
): Promise<ProvedForNewKey> {
  const { accountId } = caller;
  const guessed: Guessed = { what: "vault", account: accountId, browser: null };
  await requireNoWait(rooms, guessed);
  const proved = await prove(rooms, caller, proof);
  if (proved === null) {
    const personal = { by: proof.passkey === undefined ? "password" : "passkey", for: "vault key" };
    await refuseGuess(rooms, caller, guessed, origin, { action: "session.proof-refused", personal });
    throw new AppError("reauthentication.failed");
  }
  await forgetFailures(rooms, guessed);
  return proved;
}

async function prove(
  rooms: Rooms,
  { accountId }: Unlocked,
  { password, passkey }: NewKeyProof,
): Promise<ProvedForNewKey | null> {
  if (passkey === undefined) {
    const hashed = await checkPassword(rooms, accountId, password ?? "");
    return hashed === null ? null : { by: "password", hashed };
  }
  const used = await verifyPasskey(rooms, passkey, { purpose: "reauthentication", accountId });
  if (used === null) return null;
  if (used.prf === null) throw new AppError("passkey.opens-nothing");
  const { db } = rooms.database;
  // One that opens the vault now must do so with this very result, or its person would be locked out of the next.
  const hasSlot = used.keyslotId !== null && (await findKeyslot(db, used.keyslotId)) !== null;
  if (hasSlot && (await openPasskeySlot(db, used)) === null) return null;
  return { by: "passkey", used };
}
