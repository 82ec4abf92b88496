import type { AccountId } from "#contract/ids.ts";
import type { VaultMode } from "#contract/instance.ts";
import type { Origin } from "../access/caller.ts";
import { recordAudit } from "../audit/record.ts";
import { AppError } from "../errors.ts";
import { asksForFactor } from "../factors/find-factors.ts";
import type { Rooms } from "../rooms.ts";
import { holdAccount } from "../vault/hold-account.ts";
import { replacePasswordSlots } from "../vault/open-at-sign-in.ts";
import { openByRecoveryCode } from "../vault/recovery-kit.ts";
import { keepVault } from "../vault/start-again.ts";
import { accountMails } from "./account-mails.ts";
import { findAccountByEmail, putVerifier } from "./account-store.ts";
import { hashPassword, verifierRow } from "./check-password.ts";
import { endAccess } from "./end-access.ts";
import { needsFactor, requireGoodPassword } from "./judge-password.ts";
import { admitTry } from "./limit-tries.ts";
import { deliverMails } from "./mail-account.ts";

/**
 * Sets a new password with address and recovery code, without the mailbox. The code opens the vault, so the new
 * password opens it too, sealed or not. All sessions end, the person is told; a second factor is still asked for at
 * the next sign-in. An unknown address, a wrong code and a disabled account answer alike and cost the same. The code
 * has 256 bits: nobody guesses it, so there is no wait that somebody could lay on the account.
 * @throws AppError recovery.failed, password.refused, credentials.wait
 */
export async function resetWithCode(
  rooms: Rooms,
  asked: { readonly email: string; readonly recoveryCode: string; readonly password: string },
  origin: Origin,
): Promise<{ email: string; vault: VaultMode }> {
  const { db } = rooms.database;
  const { passwordPolicy } = rooms.config;
  const tried = await admitTry(rooms, "recovery", origin.address);
  // By the address alone, and at its mildest: what the account calls itself, and whether it has a second factor, is
  // nobody's business before the code is right.
  const stranger = { email: asked.email, displayName: "", hasFactor: true };
  requireGoodPassword(passwordPolicy, asked.password, stranger);
  const hashed = await hashPassword(rooms, asked.password);
  const found = await findAccountByEmail(db, asked.email);
  // Safe because newId makes ids of exactly this kind; nobody has this one.
  const id = found?.id ?? (rooms.newId() as AccountId);
  const opened = await openByRecoveryCode(rooms, id, asked.recoveryCode);
  if (found === null || opened === null || found.disabled_at !== null) throw new AppError("recovery.failed");
  requireGoodPassword(passwordPolicy, asked.password, {
    email: found.email,
    displayName: found.display_name,
    hasFactor: await asksForFactor(rooms, found.id),
  });
  await db.transaction().execute(async (trx) => {
    const now = rooms.clock();
    const held = await holdAccount(trx, found.id);
    if (held?.vault_epoch !== opened.epoch || held.disabled_at !== null)
      throw new AppError("recovery.failed");
    await putVerifier(trx, verifierRow(rooms, found.id, hashed, needsFactor(passwordPolicy, asked.password)));
    await endAccess(trx, found.id);
    // What opens is not lost.
    await keepVault(trx, found.id);
    const owner = { accountId: found.id, epoch: opened.epoch };
    await replacePasswordSlots(rooms, owner, hashed, opened.vaultKey, trx);
    const mails = accountMails(rooms.config.origin, found.language);
    await rooms.mail.enqueue(trx, mails.passwordWasResetByCode(found.email, origin, now));
    await recordAudit(trx, rooms, {
      action: "password.reset-with-code",
      accountId: found.id,
      personal: { address: origin.address },
    });
  });
  rooms.forgetting.forget(found.id);
  await tried.refund();
  deliverMails(rooms);
  return { email: found.email, vault: found.vault_mode };
}
