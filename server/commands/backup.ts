import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { openBackupPlace } from "../backups/backup-place.ts";
import { type BackupReport, makeBackup } from "../backups/make-backup.ts";
import { backupTarget, refuseInside } from "./backup-target.ts";
import type { Command } from "./command.ts";
import { inWords } from "./in-words.ts";
import { bar } from "./terminal.ts";

const PACKAGE = resolve(import.meta.dirname, "../../package.json");
const SHOWN = 50;

function productVersion(): string {
  return (JSON.parse(readFileSync(PACKAGE, "utf8")) as { version: string }).version;
}

/** Whether it is a backup of an instance that is whole itself. */
function isOfWhole({ lost, audit, canary }: BackupReport): boolean {
  return lost.blobs.length + lost.keys.length === 0 && audit.fault === null && canary === "opens";
}

function faultsOf({ lost, audit, canary }: BackupReport): readonly string[] {
  const ids = [...lost.blobs, ...lost.keys];
  const more = ids.length > SHOWN ? [`LOST  and ${ids.length - SHOWN} more: --json names all`] : [];
  return [
    ...ids.slice(0, SHOWN).map((id) => `LOST  ${id} is lost where it was kept, and so is not in the backup`),
    ...more,
    ...(audit.fault === null ? [] : [`FAULT the audit trail fails at record ${audit.fault.seq}, here too`]),
    ...(canary === "opens" ? [] : [`FAULT the canary does not open (${canary}), here too`]),
  ];
}

export const backup: Command = {
  name: "backup",
  takes: "<file or s3://bucket/prefix/name>",
  does: "take a backup of one moment beside the running server, and prove that it can be restored",
  needs: "everything",
  async run(depot, called) {
    const target = backupTarget(called);
    refuseInside(target, depot.config);
    const place = await openBackupPlace(target, { write: true });
    try {
      const report = await makeBackup(depot, place, {
        product: productVersion(),
        onProgress: (what, done, total) => called.progress(bar(what, done, total)),
      });
      const { images, blobs, sizeBytes, copied, copiedBytes, masterVersions, auditHead } = report;
      return {
        data: { ...report, name: place.name, pool: place.poolName },
        lines: [
          ...faultsOf(report),
          `Backup    ${place.name}`,
          `Pictures  ${images}, as ${blobs} blobs (${inWords(sizeBytes)}), ${copied} of them new (${inWords(copiedBytes)})`,
          `          in ${place.poolName}, which belongs to it: keep both`,
          `Keys      needs master key ${masterVersions.join(" and ")}, which is not in it: keep a copy elsewhere`,
          `Audit     ${auditHead ?? "no record yet"}`,
          isOfWhole(report)
            ? "It was restored into a scratch place: every hash is right, and the canary opens."
            : "It was restored into a scratch place, and is as good as what it was made of.",
        ],
        isBad: !isOfWhole(report),
      };
    } finally {
      await place.close();
    }
  },
};
