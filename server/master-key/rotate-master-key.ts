import { recordAudit } from "../audit/record.ts";
import { masterFingerprint, masterFingerprintLabel } from "../crypto/master-fingerprint.ts";
import type { Office } from "../rooms.ts";
import { markLeakedVaults } from "../vault/leaked-key-store.ts";
import {
  listMasterVersions,
  recordMasterCompleted,
  recordMasterVersion,
} from "../vault/master-version-store.ts";
import { countNamed } from "./count-named.ts";
import { type Resealed, type Resealing, resealAll } from "./reseal-all.ts";

// A new version of the master key: made where new keys are kept, which may be another place than that of the old one;
// then named in the database, from which moment every server seals under it; then everything else is sealed anew. A
// rotation that was killed is gone on with by the next one, before another version is made. A slot that does not open
// keeps nobody from making one: after a leak it may be all that stands in the way.

export interface MasterRotation extends Resealed {
  readonly version: number;
  /** An earlier rotation that did not come to its end was gone on with. */
  readonly goneOnWith: boolean;
  /** Nothing that opens lies under an earlier version any more. */
  readonly completed: boolean;
}

/** @throws AppError keys.unavailable; KeysAway; DecryptionFailed when an instance secret does not open */
export async function rotateMasterKey(office: Office, options: Resealing = {}): Promise<MasterRotation> {
  const { db } = office.database;
  const unfinished = await findUnfinished(db);
  const version = unfinished ?? (await makeVersion(office, options.leaked === true));
  const resealed = await resealAll(office, version, options);
  const completed = (await countBelow(db, version)) <= resealed.damaged.length;
  if (completed) {
    await db.transaction().execute(async (trx) => {
      if (!(await recordMasterCompleted(trx, version, office.clock()))) return;
      await recordAudit(trx, office, {
        action: "keys.resealed",
        accountId: null,
        subjectId: String(version),
      });
    });
    office.reached("master.completed");
  }
  return { ...resealed, version, goneOnWith: unfinished !== null, completed };
}

async function findUnfinished(db: Office["database"]["db"]): Promise<number | null> {
  const newest = (await listMasterVersions(db)).findLast((row) => row.retired_at === null);
  return newest !== undefined && newest.completed_at === null ? newest.version : null;
}

async function countBelow(db: Office["database"]["db"], version: number): Promise<number> {
  let below = 0;
  for (const [named, { secrets, slots }] of await countNamed(db))
    if (named < version) below += secrets + slots;
  return below;
}

/** Takes up a key that an earlier rotation made and did not come to name; otherwise makes one. */
async function makeVersion(office: Office, leaked: boolean): Promise<number> {
  const { keys } = office;
  const { db } = office.database;
  await keys.refresh();
  const known = (await listMasterVersions(db)).at(-1)?.version ?? 0;
  let version = keys.currentVersion;
  if (version <= known) {
    version = known + 1;
    await keys.add(version);
  }
  office.reached("master.key-made");
  const fingerprint = masterFingerprint(await keys.derive(version, masterFingerprintLabel));
  await db.transaction().execute(async (trx) => {
    const now = office.clock();
    const row = { version, fingerprint, created_at: now, completed_at: null };
    if (!(await recordMasterVersion(trx, row))) return;
    if (leaked) {
      await markLeakedVaults(trx);
      office.reached("leak.marked");
    }
    await recordAudit(trx, office, {
      action: "keys.version-added",
      accountId: null,
      subjectId: String(version),
    });
  });
  office.reached("master.recorded");
  if (leaked) office.reached("leak.recorded");
  return version;
}
