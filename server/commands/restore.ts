import { existsSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { type BackupPlace, openBackupPlace } from "../backups/backup-place.ts";
import { checkManifest, ENDED_LATE, type RestoreReport, restoreBackup } from "../backups/restore-backup.ts";
import { holdsAnything } from "../backups/row-store.ts";
import type { Config } from "../config.ts";
import { openBlobsAt } from "../configured-blobs.ts";
import { configuredDatabase } from "../configured-database.ts";
import { openConfiguredKeys } from "../configured-keys.ts";
import { openDataFolder } from "../data-folder.ts";
import { type Database, type DatabaseTarget, openDatabase } from "../database/open.ts";
import { PROJECT } from "../project.ts";
import { backupTarget } from "./backup-target.ts";
import { type Answer, type Called, type Command, Failed } from "./command.ts";
import { inWords } from "./in-words.ts";
import { bar } from "./terminal.ts";

/** What was begun and killed before anything was in it is begun anew. */
async function openEmpty(target: DatabaseTarget): Promise<Database> {
  const isFile = target.kind === "sqlite";
  if (isFile && existsSync(target.file)) {
    const begun = await openDatabase(target);
    let isUsed: boolean;
    try {
      isUsed = await holdsAnything(begun.db);
    } finally {
      await begun.close();
    }
    if (isUsed)
      throw new Failed(
        `There is a Safelight in ${target.file} already, and a backup never overwrites one. ${ENDED_LATE}`,
      );
    for (const end of ["", "-wal", "-shm"]) rmSync(`${target.file}${end}`, { force: true });
  }
  return await openDatabase(target);
}

async function restoreInto(config: Config, place: BackupPlace, called: Called): Promise<RestoreReport> {
  await using opened = new AsyncDisposableStack();
  const keys = await openConfiguredKeys(config, { create: false });
  opened.defer(() => keys.close());
  // Before anything is made.
  await checkManifest(place, keys);
  const dataFolder = resolve(PROJECT, config.dataFolder);
  const folder = await openDataFolder(dataFolder);
  opened.defer(() => folder.release());
  const database = await openEmpty(configuredDatabase(config, dataFolder, () => undefined));
  opened.defer(() => database.close());
  const blobs = await openBlobsAt(config.blobs, PROJECT);
  opened.defer(() => blobs.close());
  return await restoreBackup({ database, blobs, keys }, place, {
    acceptLosses: called.values["accept-losses"] === true,
    clock: Date.now,
    onProgress: (what, done, total) => called.progress(bar(what, done, total)),
  });
}

function answerOf(report: RestoreReport, name: string): Answer {
  const { manifest, images, blobs, sizeBytes, losses, audit, canary } = report;
  const isGood = losses.length === 0 && audit.fault === null && canary === "opens";
  return {
    data: { ...report, isWhole: isGood },
    lines: [
      ...losses.map(
        (loss) => `LOST  ${loss.kind === "piece" ? loss.uploadId : loss.imageId}: its ${loss.kind}`,
      ),
      `Restored  ${name}, taken ${manifest.takenAt}`,
      `Pictures  ${images}, as ${blobs} blobs (${inWords(sizeBytes)}), every hash checked`,
      `Audit     ${audit.records} records${audit.fault === null ? "" : `, FAILING at ${audit.fault.seq}`}`,
      `Canary    ${canary === "opens" ? "the master key opens it" : `FAILS: ${canary}`}`,
      isGood ? "Start Safelight; everybody signs in anew." : "Not everything is whole: see above.",
    ],
    isBad: !isGood,
  };
}

export const restore: Command = {
  name: "restore",
  takes: "<file or s3://bucket/prefix/name>",
  does: "put a backup back, where there is nothing yet: into SQLite or PostgreSQL, a folder or a bucket",
  needs: "settings",
  options: {
    "accept-losses": {
      type: "boolean",
      does: "restore what is whole although bytes are missing beside the backup",
    },
  },
  async run(config, called) {
    const place = await openBackupPlace(backupTarget(called), { write: false });
    try {
      return answerOf(await restoreInto(config, place, called), place.name);
    } finally {
      await place.close();
    }
  },
};
