import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { ImageId } from "#contract/ids.ts";
import { recordAudit } from "../audit/record.ts";
import { verifyAudit } from "../audit/verify-audit.ts";
import { migrationsFor } from "../database/migrations/migrations.ts";
import { holdDoomedBytes } from "../images/hold-doomed-bytes.ts";
import type { Depot } from "../rooms.ts";
import { atOnce } from "../verification/at-once.ts";
import { checkCanary } from "../verification/canary.ts";
import { blobsOf, checkBlob, everyStoredImage, type StoredBlob } from "../verification/find-losses.ts";
import type { Loss } from "../verification/verdict.ts";
import { countStoredImages, findStoredImage, type StoredImage } from "../verification/verification-store.ts";
import type { BackupPlace } from "./backup-place.ts";
import { copyBlob } from "./copy-blob.ts";
import { type Proof, proveBackup } from "./prove-backup.ts";
import { dumpRows, readManifest, rowsOfTable } from "./rows.ts";
import { BackupRefused, type KnownLosses, readSnapshot, type SnapshotWriter } from "./snapshot-file.ts";

// A backup, taken while a server serves. Bytes first, which takes long; then the rows of one moment, and the few bytes
// that came meanwhile; then the proof; and only then its name.

const AT_ONCE = 4;
/** How often the rows are read again because bytes of theirs went all the same: somebody else's hold ended. */
const MOST_MOMENTS = 20;
const MOST_PROOFS = 3;

export interface BackupReport {
  readonly id: string;
  readonly takenAt: string;
  readonly images: number;
  readonly blobs: number;
  readonly sizeBytes: number;
  /** Blobs that were not there from an earlier backup. */
  readonly copied: number;
  readonly copiedBytes: number;
  readonly masterVersions: readonly number[];
  readonly auditHead: string | null;
  /** What is lost where it came from, and so in the backup. */
  readonly lost: KnownLosses;
  readonly audit: Proof["audit"];
  readonly canary: Proof["canary"];
}

export interface BackupOptions {
  readonly product: string;
  readonly onProgress: (what: string, done: number, total: number) => void;
}

interface Copied {
  blobs: number;
  sizeBytes: number;
}

/** @throws BackupRefused when there is one of that name, or what was made does not prove to be one */
export async function makeBackup(
  depot: Depot,
  place: BackupPlace,
  { product, onProgress }: BackupOptions,
): Promise<BackupReport> {
  if (await place.exists()) throw new BackupRefused(`There is a backup ${place.name} already: name another.`);
  const copied: Copied = { blobs: 0, sizeBytes: 0 };
  await copyAhead(depot, place, copied, onProgress);
  const file = join(place.workFolder, "rows");
  const made = { id: depot.newId(), product };
  const { writer, lost: lostBlobs } = await dumpHeld(depot, place, file, made, copied);
  try {
    const { proof, lost } = await proveUntilWhole(depot, place, { file, writer, lostBlobs, onProgress });
    await refuseUnproven(depot, proof);
    await place.publish(file);
    await depot.database.db
      .transaction()
      .execute((trx) =>
        recordAudit(trx, depot, { action: "backup.made", accountId: null, subjectId: made.id }),
      );
    const manifest = await readManifest(createReadStream(file) as AsyncIterable<Buffer>);
    return {
      id: made.id,
      takenAt: manifest.takenAt,
      images: proof.images,
      blobs: proof.blobs,
      sizeBytes: proof.sizeBytes,
      copied: copied.blobs,
      copiedBytes: copied.sizeBytes,
      masterVersions: manifest.masterKeys.map(({ version }) => version),
      auditHead: manifest.auditHead,
      lost,
      audit: proof.audit,
      canary: proof.canary,
    };
  } finally {
    await writer.close();
  }
}

/** Most of the bytes, before any moment is chosen. What cannot be copied now is looked at again later. */
async function copyAhead(
  { database, blobs }: Depot,
  { pool }: BackupPlace,
  copied: Copied,
  onProgress: BackupOptions["onProgress"],
): Promise<void> {
  const total = await countStoredImages(database.db);
  let done = 0;
  await atOnce(everyStoredImage(database.db), AT_ONCE, async (image) => {
    for (const blob of blobsOf(image)) await copyMissing(blobs, pool, blob, copied);
    done += 1;
    onProgress("Copied", done, Math.max(done, total));
  });
}

async function copyMissing(
  from: Depot["blobs"],
  pool: Depot["blobs"],
  blob: StoredBlob,
  copied: Copied,
): Promise<boolean> {
  if ((await pool.size(blob.key)) !== null) return true;
  if ((await copyBlob(from, pool, blob)) !== null) return false;
  copied.blobs += 1;
  copied.sizeBytes += (await pool.size(blob.key)) ?? 0;
  return true;
}

/** Dumps while bytes that are doomed stay where they are, so that what a moment names can be copied. */
async function dumpHeld(...given: Parameters<typeof dumpWithBytes>): ReturnType<typeof dumpWithBytes> {
  const hold = await holdDoomedBytes(given[0]);
  try {
    return await dumpWithBytes(...given);
  } finally {
    await hold?.release();
  }
}

/** The rows of a moment of which all bytes are there, or lost for certain. */
async function dumpWithBytes(
  depot: Depot,
  { pool }: BackupPlace,
  file: string,
  made: { readonly id: string; readonly product: string },
  copied: Copied,
): Promise<{ writer: SnapshotWriter; lost: string[] }> {
  const migrations = Object.keys(migrationsFor(depot.database.dialect));
  for (let moments = 0; moments < MOST_MOMENTS; moments += 1) {
    const takenAt = new Date(depot.clock()).toISOString();
    const writer = await dumpRows(depot.database, file, { ...made, takenAt, migrations });
    const lost: string[] = [];
    let isPast = false;
    await atOnce(imagesIn(file), AT_ONCE, async (image) => {
      for (const blob of blobsOf(image)) {
        // Also once this moment is past: the next one then needs only what came since.
        if (await copyMissing(depot.blobs, pool, blob, copied)) continue;
        const now = await findStoredImage(depot.database.db, image.id);
        if (now?.blob_set === image.blob_set) lost.push(blob.key);
        else isPast = true;
      }
    });
    if (!isPast) return { writer, lost };
    await writer.close();
    await rm(file);
  }
  throw new BackupRefused("Pictures are destroyed faster than they can be copied. Try again later.");
}

/** The images of a file that has no end yet. */
async function* imagesIn(file: string): AsyncGenerator<Omit<StoredImage, "key_epoch">> {
  const entries = readSnapshot(createReadStream(file) as AsyncIterable<Buffer>);
  try {
    // Safe because the row was read from the table of that name.
    for await (const row of rowsOfTable(entries, "images")) yield row as unknown as StoredImage;
  } catch (error) {
    if (!(error instanceof BackupRefused)) throw error;
  }
}

interface Unproven {
  readonly file: string;
  readonly writer: SnapshotWriter;
  readonly lostBlobs: readonly string[];
  readonly onProgress: BackupOptions["onProgress"];
}

/** Proves it. What is wrong with bytes of earlier backups is mended from where the pictures are kept. */
async function proveUntilWhole(
  depot: Depot,
  { pool, workFolder }: BackupPlace,
  { file, writer, lostBlobs, onProgress }: Unproven,
): Promise<{ proof: Proof; lost: KnownLosses }> {
  let lost: KnownLosses = { blobs: [...lostBlobs], keys: [] };
  for (let proofs = 1; ; proofs += 1) {
    await writer.end(lost);
    const scratch = join(workFolder, `proof-${proofs}.db`);
    const total = await countStoredImages(depot.database.db);
    const proof = await proveBackup(scratch, {
      source: createReadStream(file) as AsyncIterable<Buffer>,
      blobs: pool,
      keys: depot.keys,
      onProgress: (done) => onProgress("Proved", done, Math.max(done, total)),
    });
    for (const end of ["", "-wal", "-shm"]) await rm(`${scratch}${end}`, { force: true });
    const unknown = proof.losses.filter((loss) => !isKnown(loss, lost));
    if (unknown.length === 0) return { proof, lost };
    if (proofs === MOST_PROOFS)
      throw new BackupRefused("What was written does not come back as it was written.");
    lost = await mend(depot, pool, unknown, lost);
  }
}

function isKnown(loss: Loss, lost: KnownLosses): boolean {
  if (loss.kind === "blob") return lost.blobs.includes(loss.blobKey);
  return loss.kind === "piece" || lost.keys.includes(loss.imageId);
}

async function mend(
  depot: Depot,
  pool: Depot["blobs"],
  losses: readonly Loss[],
  lost: KnownLosses,
): Promise<KnownLosses> {
  const blobs = [...lost.blobs];
  const keys: string[] = [...lost.keys];
  for (const loss of losses) {
    if (loss.kind === "key") keys.push(loss.imageId);
    if (loss.kind !== "blob") continue;
    const blob = await sourceOf(depot, loss.imageId, loss.blobKey);
    const isThere = blob !== null && (await checkBlob(depot.blobs, blob)).fault === null;
    // With nothing to put in its place, what cannot be read just now may be the only good copy.
    if (isThere || loss.fault === "changed") await pool.delete(loss.blobKey);
    if (!isThere || (await copyBlob(depot.blobs, pool, blob)) !== null) blobs.push(loss.blobKey);
  }
  return { blobs, keys };
}

async function sourceOf(depot: Depot, id: ImageId, key: string): Promise<StoredBlob | null> {
  const image = await findStoredImage(depot.database.db, id);
  return image === null ? null : (blobsOf(image).find((blob) => blob.key === key) ?? null);
}

/**
 * A trail or a canary that fails in the backup as it does where it came from is told, and no reason to have no backup.
 */
async function refuseUnproven(depot: Depot, proof: Proof): Promise<void> {
  if (proof.canary !== "opens" && (await checkCanary(depot)) === "opens") {
    throw new BackupRefused("The canary opens here and not in the backup, which was therefore not kept.");
  }
  if (proof.audit.fault !== null && (await verifyAudit(depot)).fault === null) {
    throw new BackupRefused("The audit trail is whole here and not in the backup, which was not kept.");
  }
}
