import type { PasskeyProof } from "#contract/passkey-proof.ts";
import { type Admitted, admitPerson, type Visit } from "../accounts/admit-person.ts";
import { deliverMails, mailAccount } from "../accounts/mail-account.ts";
import { endFormerSession } from "../accounts/session-life.ts";
import { AppError } from "../errors.ts";
import { notePasskeyUse } from "../passkeys/note-passkey-use.ts";
import { verifyPasskey } from "../passkeys/verify-passkey.ts";
import type { Rooms } from "../rooms.ts";
import { holdAccount } from "../vault/hold-account.ts";
import { openByPasskey } from "../vault/passkey-slot.ts";
import { type FactorProof, takeFactor } from "./take-factor.ts";
import { deleteRecovery } from "./ticket-store.ts";
import { redeemTicket } from "./tickets.ts";
import { tryTicket } from "./try-ticket.ts";

/**
 * Finishes a sign-in with a second factor: a code, or a passkey of the same account. Code, ticket and session are one transaction: of two at once with
 * the same code or the same ticket exactly one gets in.
 * @throws AppError ticket.invalid, factor.wrong, credentials.wait
 */
export async function finishSignIn(
  rooms: Rooms,
  asked: { ticket: string; passkey?: PasskeyProof | undefined } & FactorProof,
  visit: Visit,
): Promise<Admitted> {
  const attempt = await tryTicket(rooms, asked.ticket, visit);
  const { accountId } = attempt;
  const used =
    asked.passkey === undefined
      ? null
      : await verifyPasskey(rooms, asked.passkey, { purpose: "sign-in", accountId: null });
  if (used !== null && used.accountId !== accountId) return await attempt.refuse("factor.wrong");
  const behindPasskey = used === null ? null : await openByPasskey(rooms, used);
  const admitted = await rooms.database.db.transaction().execute(async (trx) => {
    await holdAccount(trx, accountId);
    if (used === null && !(await takeFactor(trx, rooms, accountId, asked))) return null;
    const redeemed = await redeemTicket(trx, asked.ticket);
    if (redeemed === null) throw new AppError("ticket.invalid");
    // Whoever has the authenticator did not lose it.
    if (used === null && (await deleteRecovery(trx, accountId))) {
      const now = rooms.clock();
      await mailAccount(trx, rooms, accountId, (mails, to) =>
        mails.factorRecoveryCancelled(to, visit.origin, now),
      );
    }
    const vault = redeemed.vault ?? behindPasskey;
    const entered = await admitPerson(trx, rooms, accountId, visit, vault);
    if (used !== null) await notePasskeyUse(trx, rooms, used, { token: entered.sessionToken, vault });
    return entered;
  });
  if (admitted === null) return await attempt.refuse("factor.wrong");
  await attempt.succeed();
  await endFormerSession(rooms, visit.sessionToken);
  deliverMails(rooms);
  return admitted;
}
