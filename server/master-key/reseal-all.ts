import type { AccountId } from "#contract/ids.ts";
import { recordAudit } from "../audit/record.ts";
import { DecryptionFailed } from "../crypto/decryption-failed.ts";
import { equalBytes } from "../crypto/digest.ts";
import {
  type InstanceSecretName,
  instanceSecretLabel,
  openInstanceSecret,
  sealInstanceSecret,
} from "../crypto/instance-secrets.ts";
import { fingerprint } from "../crypto/vault-keys.ts";
import type { InstanceSecrets } from "../database/schema.ts";
import { listInstanceSecrets, resealInstanceSecret } from "../instance/instance-store.ts";
import type { Office } from "../rooms.ts";
import { resealEscrowSlot } from "../vault/escrow-slot.ts";
import {
  type EscrowRow,
  type EscrowSealing,
  listEscrowSlots,
  resealKeyslot,
} from "../vault/keyslot-store.ts";
import { markLeakedVault } from "../vault/leaked-key-store.ts";

// Sealing what hangs on the master key under another version of it, in batches, beside servers that run: each row is
// opened, its key checked by its fingerprint, and replaced only if it is still the row that was opened.

const BATCH = 100;

export interface Resealed {
  readonly secrets: number;
  readonly slots: number;
  /** Accounts whose escrow slot does not open, or holds another key than the account's: left as they were. */
  readonly damaged: readonly AccountId[];
}

export interface Resealing {
  /** Told after each batch how many slots were looked at. */
  readonly onProgress?: (slots: number) => void;
  readonly batch?: number;
  /** The key that goes has leaked: every vault key that lies under it is marked to be replaced as well. */
  readonly leaked?: boolean;
}

/**
 * Seals everything that lies under an earlier version under this one. May be ended anywhere and called again.
 * @throws AppError keys.unavailable; DecryptionFailed when an instance secret does not open
 */
export async function resealAll(
  office: Office,
  version: number,
  { onProgress = () => undefined, batch = BATCH, leaked = false }: Resealing = {},
): Promise<Resealed> {
  const secrets = await resealSecrets(office, version);
  office.reached("master.secrets-resealed");
  const { db } = office.database;
  const damaged: AccountId[] = [];
  let slots = 0;
  let seen = 0;
  let after = "";
  for (;;) {
    const rows = await listEscrowSlots(db, { after, limit: batch, below: version });
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.id;
    const { sealed, failed } = await sealBatch(office, rows, version);
    damaged.push(...failed.map((slot) => slot.account_id));
    office.reached("master.batch-sealed");
    slots += await db.transaction().execute(async (trx) => {
      let written = 0;
      for (const [slot, anew] of sealed) {
        if (!(await resealKeyslot(trx, slot, anew))) continue;
        written += 1;
        if (leaked) await markLeakedVault(trx, slot.account_id, slot.epoch);
      }
      for (const { account_id: accountId, id: subjectId } of failed) {
        await recordAudit(trx, office, { action: "keys.slot-damaged", accountId, subjectId });
      }
      office.reached("master.batch-written");
      return written;
    });
    office.reached("master.batch-committed");
    seen += rows.length;
    onProgress(seen);
  }
  office.reached("master.slots-resealed");
  return { secrets, slots, damaged };
}

async function sealBatch(
  office: Office,
  rows: readonly EscrowRow[],
  version: number,
): Promise<{ sealed: (readonly [EscrowRow, EscrowSealing])[]; failed: EscrowRow[] }> {
  const sealed: (readonly [EscrowRow, EscrowSealing])[] = [];
  const failed: EscrowRow[] = [];
  for (const slot of rows) {
    try {
      const { vaultKey, sealed: anew } = await resealEscrowSlot(office, slot, version);
      if (holdsItsKey(slot, vaultKey)) sealed.push([slot, anew]);
      else failed.push(slot);
    } catch (error) {
      if (!(error instanceof DecryptionFailed)) throw error;
      failed.push(slot);
    }
  }
  return { sealed, failed };
}

/** Whether the key that a slot gave is the one that its account names. */
export function holdsItsKey(slot: EscrowRow, vaultKey: Uint8Array): boolean {
  if (slot.epoch !== slot.vault_epoch) return true;
  return slot.vault_fingerprint !== null && equalBytes(fingerprint(vaultKey), slot.vault_fingerprint);
}

/** @throws DecryptionFailed */
export async function openSecretRow(office: Pick<Office, "keys">, row: InstanceSecrets): Promise<Buffer> {
  const name = row.name as InstanceSecretName;
  const derived = await office.keys.derive(row.master_version, instanceSecretLabel(name, row.version));
  return openInstanceSecret(derived, name, row.version, row.sealed_secret);
}

async function resealSecrets(office: Office, version: number): Promise<number> {
  const { db } = office.database;
  let resealed = 0;
  for (const row of await listInstanceSecrets(db)) {
    if (row.master_version >= version) continue;
    const name = row.name as InstanceSecretName;
    const secret = await openSecretRow(office, row);
    const derived = await office.keys.derive(version, instanceSecretLabel(name, row.version));
    const anew = {
      master_version: version,
      sealed_secret: sealInstanceSecret(derived, name, row.version, secret),
    };
    // Opened once more before the old one goes, with what the provider gives at another time.
    await openSecretRow(office, { ...row, ...anew });
    if (await resealInstanceSecret(db, row, anew)) resealed += 1;
    office.reached("master.secret-sealed");
  }
  return resealed;
}
