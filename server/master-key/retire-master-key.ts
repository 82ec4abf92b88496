import { recordAudit } from "../audit/record.ts";
import type { Office } from "../rooms.ts";
import { listMasterVersions, recordMasterRetired } from "../vault/master-version-store.ts";
import { checkMasterKey, type MasterCheck } from "./check-master-key.ts";
import { countNamed, type Named } from "./count-named.ts";
import { type Resealing, resealAll } from "./reseal-all.ts";

// An old version of the master key goes: only when nothing names it, and everything was opened without it. Its key is
// set aside, not destroyed, because backups may name it.

export type Retirement =
  | { readonly state: "retired"; readonly place: string; readonly check: MasterCheck }
  | { readonly state: "unknown" | "current" }
  | { readonly state: "named"; readonly named: Named }
  | { readonly state: "damaged"; readonly check: MasterCheck };

/**
 * Done already is no failure: what a killed retirement left to do is done.
 * @throws AppError keys.unavailable; KeysAway
 */
export async function retireMasterKey(
  office: Office,
  version: number,
  options: Resealing = {},
): Promise<Retirement> {
  const { db } = office.database;
  const versions = await listMasterVersions(db);
  const row = versions.find((one) => one.version === version);
  if (row === undefined) return { state: "unknown" };
  const current = versions.findLast((one) => one.retired_at === null);
  if (current === undefined || current.version === version) return { state: "current" };
  // A vault that was made while everything was sealed anew may still lie under it.
  if (row.retired_at === null) await resealAll(office, current.version, options);
  const named = await namedBy(db, version);
  if (named !== null) return { state: "named", named };
  const { onProgress } = options;
  const progress = onProgress === undefined ? {} : { onProgress };
  const check = await checkMasterKey(office, { without: version, ...progress });
  if (check.damagedSlots.length > 0 || check.damagedSecrets.length > 0) return { state: "damaged", check };
  office.reached("master.checked");
  const left = await db
    .transaction()
    .execute(async (trx) => {
      if (!(await recordMasterRetired(trx, version, office.clock()))) return null;
      // Asked again now that no more can come: whoever writes one holds the version's row first.
      const late = await namedBy(trx, version);
      if (late !== null) throw new NamedMeanwhile(late);
      await recordAudit(trx, office, {
        action: "keys.retired",
        accountId: null,
        subjectId: String(version),
      });
      office.reached("master.retirement-written");
      return null;
    })
    .catch((error: unknown) => {
      if (error instanceof NamedMeanwhile) return error.named;
      throw error;
    });
  if (left !== null) return { state: "named", named: left };
  office.reached("master.retired");
  return { state: "retired", place: await office.keys.setAside(version), check };
}

async function namedBy(db: Office["database"]["db"], version: number): Promise<Named | null> {
  return (await countNamed(db)).get(version) ?? null;
}

/** Rolls the transaction back. */
class NamedMeanwhile extends Error {
  override readonly name = "NamedMeanwhile";
  readonly named: Named;

  constructor(named: Named) {
    super("something was sealed under the version meanwhile");
    this.named = named;
  }
}
