import { recordAudit } from "../audit/record.ts";
import type { KeyCopy } from "../keys/key-copy.ts";
import type { Office } from "../rooms.ts";
import { listMasterVersions, recordCopyConfirmed } from "../vault/master-version-store.ts";
import { compareFingerprint } from "./check-master-key.ts";

/**
 * Remembers that a separate copy of the master key was shown: the versions in use that it holds.
 * @returns what was found of each version in use: only the same key counts
 */
export async function confirmCopy(
  office: Office,
  copy: KeyCopy,
): Promise<{ readonly version: number; readonly isSame: boolean }[]> {
  const { db } = office.database;
  const found = [];
  for (const row of await listMasterVersions(db)) {
    if (row.retired_at !== null) continue;
    const isSame = (await compareFingerprint(copy, row)) === "same";
    found.push({ version: row.version, isSame });
    if (!isSame) continue;
    await db.transaction().execute(async (trx) => {
      await recordCopyConfirmed(trx, row.version, office.clock());
      await recordAudit(trx, office, {
        action: "keys.copy-confirmed",
        accountId: null,
        subjectId: String(row.version),
      });
    });
  }
  return found;
}
