import { verifyAudit } from "../audit/verify-audit.ts";
import { migrate } from "../database/migrate.ts";
import { migrationsFor } from "../database/migrations/migrations.ts";
import { type Database, openDatabase } from "../database/open.ts";
import { openInstanceSecrets } from "../instance/open-instance-secrets.ts";
import type { Depot } from "../rooms.ts";
import { checkCanary } from "../verification/canary.ts";
import { findLosses } from "../verification/find-losses.ts";
import type { Verdict } from "../verification/verdict.ts";
import { loadRows } from "./rows.ts";

// Whether a backup is one: its rows are written into a scratch database, the master key opens what lies under it, all
// sealed bytes beside it have their hashes, and the canary opens.

export type Proof = Pick<Verdict, "images" | "blobs" | "sizeBytes" | "losses" | "audit" | "canary">;

export interface Scratch {
  readonly source: AsyncIterable<Uint8Array>;
  readonly blobs: Depot["blobs"];
  readonly keys: Depot["keys"];
  readonly onProgress: (images: number) => void;
}

/** @param file of the scratch database; whoever names it removes it */
export async function proveBackup(file: string, scratch: Scratch): Promise<Proof> {
  const database = await openDatabase({ kind: "sqlite", file });
  try {
    await migrate(database, migrationsFor(database.dialect));
    await loadRows(database, scratch.source);
    return await proveRows(database, scratch);
  } finally {
    await database.close();
  }
}

/** The same of rows that are in a database already. */
export async function proveRows(
  database: Database,
  { blobs, keys, onProgress }: Pick<Scratch, "blobs" | "keys" | "onProgress">,
): Promise<Proof> {
  const secrets = await openInstanceSecrets(database, keys, 0);
  let images = 0;
  const { counted, losses } = await findLosses({ database, blobs }, () => {
    images += 1;
    onProgress(images);
  });
  const audit = await verifyAudit({ database, secrets });
  return { ...counted, losses, audit, canary: await checkCanary({ database, blobs, keys }) };
}
