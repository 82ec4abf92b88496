import type { AccountId } from "#contract/ids.ts";
import { deliverMails, mailAccount } from "../accounts/mail-account.ts";
import { recordAudit } from "../audit/record.ts";
import { DecryptionFailed, ifItOpens } from "../crypto/decryption-failed.ts";
import { equalBytes } from "../crypto/digest.ts";
import { newKey } from "../crypto/random.ts";
import { fingerprint, unwrapIndexKey } from "../crypto/vault-keys.ts";
import { CANARY_ACCOUNT } from "../database/canary-account.ts";
import type { EpochKey } from "../images/reseal-data-keys.ts";
import type { Office } from "../rooms.ts";
import { beginEpoch, type NextEpoch } from "./begin-epoch.ts";
import { newEscrowSlot, openEscrowSlot } from "./escrow-slot.ts";
import { findVault, listKeyslots } from "./keyslot-store.ts";
import { clearLeakedEpoch, findLeakedEpoch } from "./leaked-key-store.ts";
import { resealKeys } from "./reseal-vault.ts";

// Replacing the vault key of a managed vault without its owner, after a leak of the master key. The server knows no
// password, recovery code or passkey, so the new key gets the escrow slot alone; password and passkeys regain theirs
// at the next sign-in, and the recovery code has to be made anew. Pictures get new bytes once the owner comes by.

/** What became of a marked vault. */
export type LeakOutcome =
  /** It has another key now, and nothing that opens lies under the former one. */
  | "replaced"
  /** Its owner replaced the key, or sealed the vault, or it is gone. */
  | "replaced before"
  /** Its escrow slot or its index key does not open: nothing can be replaced here. */
  | "damaged";

/**
 * Replaces the key of a vault that is marked, or goes on with one that a killed process began with. Sessions and API
 * tokens of the account end, as with any new vault key. What another was faster with keeps its mark.
 * @throws AppError keys.unavailable
 */
export async function replaceLeakedKey(office: Office, accountId: AccountId): Promise<LeakOutcome> {
  const { db } = office.database;
  const leaked = await findLeakedEpoch(db, accountId);
  const vault = await findVault(db, accountId);
  if (leaked === null || vault === null) return "replaced before";
  if (vault.vault_mode === "sealed") {
    // Sealing replaces the key, and what that leaves to do only the owner can.
    await clearLeakedEpoch(db, accountId, leaked);
    return "replaced before";
  }
  const opened = await openMarked(office, accountId, vault);
  if (opened === null) return "damaged";
  // What an earlier replacement left comes first: an account has one bridge at a time.
  await resealKeys(office, accountId, opened);
  if (vault.vault_epoch === leaked) {
    const indexKey = openIndexKey(accountId, vault, opened);
    if (indexKey === null) {
      // Nobody opens this vault as it is, so the mark would stay for good.
      await clearLeakedEpoch(db, accountId, leaked);
      return "damaged";
    }
    const next = await writeNextEpoch(office, accountId, opened, indexKey);
    if (next === null) return "replaced before";
    await resealKeys(office, accountId, next);
  }
  await clearLeakedEpoch(db, accountId, leaked);
  office.reached("leak.vault-settled");
  return vault.vault_epoch === leaked ? "replaced" : "replaced before";
}

type Vault = NonNullable<Awaited<ReturnType<typeof findVault>>>;

/** By the escrow slot of the present epoch; null where there is none that holds the key of the account. */
async function openMarked(office: Office, accountId: AccountId, vault: Vault): Promise<EpochKey | null> {
  const slots = await listKeyslots(office.database.db, accountId, "escrow");
  const slot = slots.find(({ epoch }) => epoch === vault.vault_epoch);
  if (slot === undefined || vault.vault_fingerprint === null) return null;
  try {
    const vaultKey = await openEscrowSlot(office, slot);
    if (!equalBytes(fingerprint(vaultKey), vault.vault_fingerprint)) return null;
    return { epoch: slot.epoch, vaultKey };
  } catch (error) {
    if (error instanceof DecryptionFailed) return null;
    throw error;
  }
}

function openIndexKey(accountId: AccountId, vault: Vault, { vaultKey }: EpochKey): Uint8Array | null {
  const { sealed_index_key: sealed, index_key_epoch: epoch } = vault;
  return sealed && ifItOpens(() => unwrapIndexKey(vaultKey, sealed, { accountId, epoch }));
}

/** Null when another was faster. */
async function writeNextEpoch(
  office: Office,
  accountId: AccountId,
  former: EpochKey,
  indexKey: Uint8Array,
): Promise<EpochKey | null> {
  const next = { epoch: former.epoch + 1, vaultKey: newKey() };
  const escrow = await newEscrowSlot(office, { accountId, epoch: next.epoch }, next.vaultKey);
  office.reached("vault.slots-sealed");
  const isWritten = await office.database.db.transaction().execute(async (trx) => {
    const now = office.clock();
    const wanted: NextEpoch = {
      mode: "managed",
      former,
      next,
      indexKey,
      slots: [],
      escrow,
      sessionId: null,
      resealBefore: accountId === CANARY_ACCOUNT ? null : now,
      kitConfirmedAt: null,
    };
    if (!(await beginEpoch(trx, accountId, wanted, now))) return false;
    if (accountId !== CANARY_ACCOUNT) {
      await mailAccount(trx, office, accountId, (mails, to) => mails.vaultKeyReplaced(to, now));
    }
    await recordAudit(trx, office, { action: "vault.leaked-key-replaced", accountId });
    office.reached("vault.epoch-written");
    return true;
  });
  if (!isWritten) return null;
  office.reached("vault.rotated");
  office.forgetting.forget(accountId);
  deliverMails(office);
  return next;
}
