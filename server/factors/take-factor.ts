import type { AccountId } from "#contract/ids.ts";
import { mailAccount } from "../accounts/mail-account.ts";
import { backupCodeHash, openTotpSecret, parseBackupCode } from "../crypto/credentials.ts";
import type { Rooms } from "../rooms.ts";
import { countBackupCodes, findTotp, recordTotpStep, takeBackupCode } from "./factor-store.ts";
import { totpStepOf } from "./totp.ts";

type Db = Rooms["database"]["db"];

/** A code as the person gave it: one of the two. */
export interface FactorProof {
  readonly totp?: string | undefined;
  readonly backupCode?: string | undefined;
}

/**
 * Uses a code up inside the caller's transaction, and says whether it was good. It never is a second time.
 * Counting the tries is the caller's duty.
 */
export async function takeFactor(
  transaction: Db,
  rooms: Rooms,
  accountId: AccountId,
  proof: FactorProof,
): Promise<boolean> {
  if (proof.totp !== undefined) return await takeTotp(transaction, rooms, accountId, proof.totp);
  if (proof.backupCode === undefined) return false;
  const letters = parseBackupCode(proof.backupCode);
  if (letters === null) return false;
  const hash = backupCodeHash(rooms.secrets.credentialsKey, accountId, letters);
  if (!(await takeBackupCode(transaction, accountId, hash))) return false;
  const left = await countBackupCodes(transaction, accountId);
  const now = rooms.clock();
  await mailAccount(transaction, rooms, accountId, (mails, to) => mails.backupCodeUsed(to, left, now));
  return true;
}

/** An hour: servers of one instance differ by less. */
const CLOCK_ERROR_STEPS = 120;

async function takeTotp(transaction: Db, rooms: Rooms, accountId: AccountId, code: string): Promise<boolean> {
  const row = await findTotp(transaction, accountId);
  if (row === null) return false;
  const place = { accountId, totpId: row.id };
  const secret = openTotpSecret(rooms.secrets.credentialsKey, place, row.sealed_secret);
  const step = totpStepOf(secret, code, rooms.clock());
  return step !== null && (await recordTotpStep(transaction, row.id, step, step + CLOCK_ERROR_STEPS));
}
