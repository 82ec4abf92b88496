import type { Origin, Unlocked } from "../access/caller.ts";
import { deliverMails, mailAccount } from "../accounts/mail-account.ts";
import { findOwnProofs } from "../accounts/own-proofs.ts";
import { requireLongPassword } from "../accounts/require-long-password.ts";
import { renewToken } from "../accounts/session-life.ts";
import { recordAudit } from "../audit/record.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { holdAccount } from "../vault/hold-account.ts";
import { deletePasskeySlot } from "../vault/passkey-slot.ts";
import {
  deletePasskey,
  findPasskeyOf,
  listPasskeysOf,
  type PasskeyRow,
  updatePasskeyName,
} from "./passkey-store.ts";

/** @throws AppError not-found */
export async function renamePasskey(
  rooms: Rooms,
  { accountId }: Unlocked,
  id: string,
  name: string,
): Promise<PasskeyRow> {
  return await rooms.database.db.transaction().execute(async (trx) => {
    const row = await findPasskeyOf(trx, accountId, id);
    if (row === null) throw new AppError("not-found");
    await updatePasskeyName(trx, id, name);
    await recordAudit(trx, rooms, { action: "passkey.renamed", accountId, subjectId: id });
    return { ...row, name };
  });
}

/**
 * Removes a passkey, its slot first. The person is told by mail. Returns the session's new token.
 * @throws AppError not-found, identity.last, factor.password-too-short
 */
export async function removePasskey(
  rooms: Rooms,
  caller: Unlocked,
  id: string,
  origin: Origin,
): Promise<string> {
  const { accountId, sessionId, vault } = caller;
  const token = await rooms.database.db.transaction().execute(async (trx) => {
    // Of two that would together take the last two ways in, the second waits here and then counts anew.
    await holdAccount(trx, accountId);
    const { password, providers } = await findOwnProofs(rooms, accountId, trx);
    const row = await findPasskeyOf(trx, accountId, id);
    if (row === null) throw new AppError("not-found");
    // Somebody whom a provider brought, and who unlinked it since, has nothing else.
    const isOther = password || providers.length > 0 || (await listPasskeysOf(trx, accountId)).length > 1;
    if (!isOther) throw new AppError("identity.last");
    if (row.keyslot_id !== null) await deletePasskeySlot(trx, row.keyslot_id);
    await deletePasskey(trx, id);
    await requireLongPassword(trx, rooms, accountId);
    const renewed = await renewToken(trx, rooms, { accountId, sessionId }, vault);
    const now = rooms.clock();
    await mailAccount(trx, rooms, accountId, (mails, to) => mails.passkeyRemoved(to, row.name, origin, now));
    await recordAudit(trx, rooms, { action: "passkey.removed", accountId, subjectId: id });
    return renewed;
  });
  rooms.forgetting.forget(accountId);
  deliverMails(rooms);
  return token;
}
