import type { AccountId } from "#contract/ids.ts";
import type { Office } from "../rooms.ts";
import { countLeakedVaults, isAnyLeakedUnder, listLeakedVaults } from "../vault/leaked-key-store.ts";
import { findCurrentMasterVersion, listMasterVersions } from "../vault/master-version-store.ts";
import { replaceLeakedKey } from "../vault/replace-leaked-key.ts";
import { type MasterRotation, rotateMasterKey } from "./rotate-master-key.ts";

// After a leak of the master key: another version of it, and another key for each vault that it opened, since whoever
// has the old one and a copy of the database has the keys of those vaults too. Two steps, because in between, until
// their owners sign in, the vaults open by the new version alone: it must have a copy first.

const BATCH = 100;

/**
 * Makes another version and marks the vaults, or goes on with that; null when all that is left is to replace their keys.
 * @throws as rotateMasterKey does
 */
export async function rotateLeakedMasterKey(
  office: Office,
  onProgress: (slots: number) => void,
): Promise<MasterRotation | null> {
  const { db } = office.database;
  const current = (await listMasterVersions(db)).findLast((row) => row.retired_at === null);
  const isUnfinished = current?.completed_at === null;
  const isMarked = (await countLeakedVaults(db)) > 0;
  if (!isUnfinished && current !== undefined && (await isAnyLeakedUnder(db, current.version))) return null;
  const rotated = await rotateMasterKey(office, { onProgress, leaked: isMarked || !isUnfinished });
  // A rotation that had nothing to do with the leak made a version that may have leaked as well.
  if (!rotated.goneOnWith || isMarked) return rotated;
  return await rotateMasterKey(office, { onProgress, leaked: true });
}

export interface LeakedKeys {
  readonly replaced: number;
  /** Accounts whose vault key could not be replaced, because it does not open. */
  readonly damaged: readonly AccountId[];
  /** Still marked, the damaged ones among them. */
  readonly left: number;
}

/**
 * Replaces every vault key that is marked. May be ended anywhere and called again.
 * @throws AppError keys.unavailable
 */
export async function replaceLeakedKeys(
  office: Office,
  onProgress: (vaults: number) => void = () => undefined,
): Promise<LeakedKeys> {
  const { db } = office.database;
  const damaged: AccountId[] = [];
  let replaced = 0;
  let after = "";
  for (;;) {
    const ids = await listLeakedVaults(db, { after, limit: BATCH });
    const last = ids.at(-1);
    if (last === undefined) break;
    after = last;
    for (const accountId of ids) {
      const outcome = await replaceLeakedKey(office, accountId);
      if (outcome === "replaced") replaced += 1;
      if (outcome === "damaged") damaged.push(accountId);
      onProgress(replaced);
    }
  }
  return { replaced, damaged, left: await countLeakedVaults(db) };
}

/** Whether the version in use may carry vaults alone: it lies in a token, or somebody has shown a copy of it. */
export async function mayCarryAlone(office: Office): Promise<boolean> {
  const { db } = office.database;
  const version = await findCurrentMasterVersion(db);
  if (version === null) return false;
  if (office.keys.where(version)?.kind !== "file") return true;
  const row = (await listMasterVersions(db)).find((one) => one.version === version);
  return row !== undefined && row.copy_confirmed_at !== null;
}
