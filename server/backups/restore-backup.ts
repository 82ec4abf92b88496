import { recordAudit } from "../audit/record.ts";
import type { BlobStore } from "../blobs/blob-store.ts";
import { migrate, missingMigrations } from "../database/migrate.ts";
import { migrationsFor } from "../database/migrations/migrations.ts";
import type { Database } from "../database/open.ts";
import { openInstanceSecrets } from "../instance/open-instance-secrets.ts";
import type { KeyProvider } from "../keys/provider.ts";
import { compareFingerprint } from "../master-key/check-master-key.ts";
import { atOnce } from "../verification/at-once.ts";
import { blobsOf } from "../verification/find-losses.ts";
import type { StoredImage } from "../verification/verification-store.ts";
import type { BackupPlace } from "./backup-place.ts";
import { copyBlob } from "./copy-blob.ts";
import { type Proof, proveRows } from "./prove-backup.ts";
import { holdsAnything } from "./row-store.ts";
import { loadRows, readManifest, refuseNewer, rowsOfTable } from "./rows.ts";
import { BackupRefused, type KnownLosses, type Manifest, readSnapshot } from "./snapshot-file.ts";

// A backup put back where there is nothing. Keys are asked for first, the file is read through, then its bytes come,
// and the rows last and at once: killed before that, it can be begun again.

const AT_ONCE = 4;

/** The rows come last and at once, so where there are any everything is there, checked or not. */
export const ENDED_LATE =
  "If a restore was ended here while it checked what it had made, everything is in place: `verify` checks it.";

export interface RestoreTarget {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly keys: KeyProvider;
}

export interface RestoreOptions {
  /** Restores what is whole although some bytes are missing beside the backup. */
  readonly acceptLosses: boolean;
  readonly clock: () => number;
  readonly onProgress: (what: string, done: number, total: number) => void;
}

export interface RestoreReport extends Proof {
  readonly manifest: Manifest;
  /** What was lost when the backup was made. */
  readonly known: KnownLosses;
}

/**
 * What must be so before anything is opened or made: the backup is of a version that this one knows, and the master
 * keys that it needs are here.
 * @throws BackupRefused
 */
export async function checkManifest(place: BackupPlace, keys: KeyProvider): Promise<Manifest> {
  const manifest = await readManifest(place.read());
  refuseNewer(manifest);
  for (const { version, fingerprint } of manifest.masterKeys) {
    const held = await compareFingerprint(keys, { version, fingerprint: Buffer.from(fingerprint, "hex") });
    if (held === "same") continue;
    const words = {
      missing: "is not here: put its copy back, or set SAFELIGHT_KEYS to where it is",
      another: "is here another one: put the right copy back, or set SAFELIGHT_KEYS to where it is",
      away: "cannot be reached just now",
    };
    throw new BackupRefused(`The backup needs master key ${version}, which ${words[held]}.`);
  }
  return manifest;
}

/** @throws BackupRefused, and then nothing that was there has changed */
export async function restoreBackup(
  target: RestoreTarget,
  place: BackupPlace,
  { acceptLosses, clock, onProgress }: RestoreOptions,
): Promise<RestoreReport> {
  const { database, blobs, keys } = target;
  const manifest = await checkManifest(place, keys);
  if (await holdsAnything(database.db)) {
    throw new BackupRefused(
      `There is a Safelight here already, and a backup never overwrites one. ${ENDED_LATE}`,
    );
  }
  await refuseNewerTables(database, manifest);
  const { known, images } = await readThrough(place);
  await copyBytes(blobs, place, { known, images, acceptLosses, onProgress });
  const all = migrationsFor(database.dialect);
  // Its tables as they were on its day, which are brought up to date with what is in them.
  const ofItsDay = Object.entries(all).filter(([name]) => manifest.migrations.includes(name));
  await migrate(database, Object.fromEntries(ofItsDay));
  await loadRows(database, place.read());
  await migrate(database, all);
  const proof = await proveRows(database, {
    blobs,
    keys,
    onProgress: (done) => onProgress("Checked", done, images),
  });
  const secrets = await openInstanceSecrets(database, keys, clock());
  const entry = { action: "backup.restored", accountId: null, subjectId: manifest.id } as const;
  await database.db.transaction().execute((trx) => recordAudit(trx, { secrets, clock }, entry));
  return { ...proof, manifest, known };
}

/** Tables that were made beforehand, and empty, can be brought up to the backup's day, and not back to it. */
async function refuseNewerTables(database: Database, { product, migrations }: Manifest): Promise<void> {
  const all = migrationsFor(database.dialect);
  const missing = await missingMigrations(database, all);
  if (Object.keys(all).every((name) => missing.includes(name) || migrations.includes(name))) return;
  throw new BackupRefused(
    `The tables here are newer than the backup, which Safelight ${product} made. Restore it into an empty database, without calling \`migrate\` before: \`restore\` makes the tables and brings them up to date itself.`,
  );
}

async function readThrough(place: BackupPlace): Promise<{ known: KnownLosses; images: number }> {
  let images = 0;
  let known: KnownLosses = { blobs: [], keys: [] };
  for await (const entry of readSnapshot(place.read())) {
    if (entry.kind === "row" && entry.shape.table === "images") images += 1;
    if (entry.kind === "end") known = entry.lost;
  }
  return { known, images };
}

interface Copying extends Pick<RestoreOptions, "acceptLosses" | "onProgress"> {
  readonly known: KnownLosses;
  readonly images: number;
}

async function copyBytes(
  blobs: BlobStore,
  place: BackupPlace,
  { known, images, acceptLosses, onProgress }: Copying,
): Promise<void> {
  let done = 0;
  const lost: string[] = [];
  const lostBefore = new Set(known.blobs);
  await atOnce(rowsOfTable(readSnapshot(place.read()), "images"), AT_ONCE, async (row) => {
    // Safe because the row was read from the table of that name.
    for (const blob of blobsOf(row as unknown as StoredImage)) {
      if (lostBefore.has(blob.key) || (await blobs.size(blob.key)) !== null) continue;
      if ((await copyBlob(place.pool, blobs, blob)) !== null) lost.push(blob.key);
    }
    done += 1;
    onProgress("Restored", done, images);
  });
  if (lost.length === 0 || acceptLosses) return;
  throw new BackupRefused(
    `${lost.length} sealed pictures are missing or damaged in ${place.poolName}, ${lost[0]} for one. Put that folder back whole, use another backup, or say --accept-losses to restore all the others.`,
  );
}
