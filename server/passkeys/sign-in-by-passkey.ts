import type { PasskeyProof } from "#contract/passkey-proof.ts";
import { type Admitted, admitPerson, type Visit } from "../accounts/admit-person.ts";
import { admitTry } from "../accounts/limit-tries.ts";
import { deliverMails } from "../accounts/mail-account.ts";
import { endFormerSession } from "../accounts/session-life.ts";
import { recordAudit } from "../audit/record.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { holdAccount } from "../vault/hold-account.ts";
import { openByPasskey } from "../vault/passkey-slot.ts";
import { notePasskeyUse } from "./note-passkey-use.ts";
import { findPasskeyOf } from "./passkey-store.ts";
import { verifyPasskey } from "./verify-passkey.ts";

// Sign-in by passkey: device and person at once, so no second factor is asked for. Nothing here can be guessed,
// so no account is made to wait; only addresses are.

/**
 * @throws AppError passkey.refused whatever is wrong with it, passkey.off, credentials.wait, keys.unavailable
 */
export async function signInByPasskey(rooms: Rooms, proof: PasskeyProof, visit: Visit): Promise<Admitted> {
  const { db } = rooms.database;
  const tried = await admitTry(rooms, "sign-in", visit.origin.address);
  const used = await verifyPasskey(rooms, proof, { purpose: "sign-in", accountId: null });
  if (used === null) {
    await recordRefusal(rooms, visit);
    throw new AppError("passkey.refused");
  }
  const { accountId } = used;
  const vault = await openByPasskey(rooms, used);
  const admitted = await db.transaction().execute(async (trx) => {
    await holdAccount(trx, accountId);
    // Removed since it showed itself.
    if ((await findPasskeyOf(trx, accountId, used.id)) === null) throw new AppError("passkey.refused");
    const entered = await admitPerson(trx, rooms, accountId, visit, vault);
    await notePasskeyUse(trx, rooms, used, { token: entered.sessionToken, vault });
    return entered;
  });
  await tried.refund();
  await endFormerSession(rooms, visit.sessionToken);
  deliverMails(rooms);
  return admitted;
}

/** Nobody's own: an answer that does not hold does not say whose it is either. */
async function recordRefusal(rooms: Rooms, { origin }: Visit): Promise<void> {
  await rooms.database.db.transaction().execute((trx) =>
    recordAudit(trx, rooms, {
      action: "session.refused",
      accountId: null,
      personal: { address: origin.address, device: origin.device },
    }),
  );
}
