import { DecryptionFailed } from "../crypto/decryption-failed.ts";
import { equalBytes } from "../crypto/digest.ts";
import { masterFingerprint, masterFingerprintLabel } from "../crypto/master-fingerprint.ts";
import { listInstanceSecrets } from "../instance/instance-store.ts";
import { KeyVersionMissing } from "../keys/provider.ts";
import type { Office } from "../rooms.ts";
import { openEscrowSlot } from "../vault/escrow-slot.ts";
import { listEscrowSlots } from "../vault/keyslot-store.ts";
import { holdsItsKey, openSecretRow } from "./reseal-all.ts";

const BATCH = 100;

export interface MasterCheck {
  readonly secrets: number;
  readonly slots: number;
  /** Accounts whose escrow slot does not open, or holds another key than the account's. */
  readonly damagedSlots: readonly string[];
  /** Names of instance secrets that do not open. */
  readonly damagedSecrets: readonly string[];
}

/**
 * Opens everything that lies under the master key, and no picture: each instance secret, and each escrow slot, whose
 * vault key is compared with its fingerprint and forgotten.
 * @param without a version that is not asked for, as if it were gone already
 * @throws AppError keys.unavailable
 */
export async function checkMasterKey(
  office: Office,
  { without = null, onProgress }: { without?: number | null; onProgress?: (slots: number) => void } = {},
): Promise<MasterCheck> {
  const { db } = office.database;
  const damagedSlots: string[] = [];
  const damagedSecrets: string[] = [];
  const rows = await listInstanceSecrets(db);
  for (const row of rows) {
    if (row.master_version === without || !(await opens(() => openSecretRow(office, row)))) {
      damagedSecrets.push(row.name);
    }
  }
  let slots = 0;
  let after = "";
  for (;;) {
    const batch = await listEscrowSlots(db, { after, limit: BATCH });
    for (const slot of batch) {
      const isGood = async (): Promise<void> => {
        const vaultKey = await openEscrowSlot(office, slot);
        if (!holdsItsKey(slot, vaultKey)) throw new DecryptionFailed();
      };
      if (slot.master_version === without || !(await opens(isGood))) damagedSlots.push(slot.account_id);
    }
    slots += batch.length;
    onProgress?.(slots);
    const last = batch.at(-1);
    if (last === undefined) break;
    after = last.id;
  }
  return { secrets: rows.length, slots, damagedSlots, damagedSecrets };
}

async function opens(open: () => Promise<unknown>): Promise<boolean> {
  try {
    await open();
    return true;
  } catch (error) {
    if (error instanceof DecryptionFailed) return false;
    throw error;
  }
}

export type Held = "same" | "another" | "missing" | "away";

/** Whether the provider holds, as this version, the key that the database knows by its fingerprint. */
export async function compareFingerprint(
  keys: Pick<Office["keys"], "derive">,
  row: { readonly version: number; readonly fingerprint: Uint8Array },
): Promise<Held> {
  try {
    const derived = await keys.derive(row.version, masterFingerprintLabel);
    return equalBytes(masterFingerprint(derived), row.fingerprint) ? "same" : "another";
  } catch (error) {
    return error instanceof KeyVersionMissing ? "missing" : "away";
  }
}
