import { recordAudit } from "../audit/record.ts";
import { verifyAudit } from "../audit/verify-audit.ts";
import type { Depot } from "../rooms.ts";
import { checkCanary } from "./canary.ts";
import { findLosses } from "./find-losses.ts";
import { findOrphans } from "./find-orphans.ts";
import type { VaultOwner } from "./open-row.ts";
import type { Loss, Verdict } from "./verdict.ts";
import { countStoredImages } from "./verification-store.ts";
import { verifyVault } from "./verify-vault.ts";

// The check of everything, beside a server that serves: rows against bytes, bytes against rows, hashes, the audit
// trail, and as much of the sealed as may be opened.

export interface VerifyOptions {
  /** Whose vault may be opened, too. */
  readonly own: VaultOwner | null;
  /** Deletes bytes that belong to nothing, and writes what is lost into the audit trail. */
  readonly repair: boolean;
  /** How many images of how many have been looked at. */
  readonly onProgress: (done: number, total: number) => void;
}

export async function verifyInstance(
  depot: Pick<Depot, "database" | "blobs" | "keys" | "secrets" | "clock">,
  { own, repair, onProgress }: VerifyOptions,
): Promise<Verdict> {
  const total = await countStoredImages(depot.database.db);
  let done = 0;
  const { counted, losses } = await findLosses(depot, () => {
    done += 1;
    onProgress(done, Math.max(done, total));
  });
  const orphans = await findOrphans(depot, { remove: repair });
  if (repair) await recordLosses(depot, losses);
  return {
    ...counted,
    losses,
    orphans,
    audit: await verifyAudit(depot),
    canary: await checkCanary(depot),
    own: own === null ? null : await verifyVault(depot, own),
  };
}

/** Each image once: its owner is told in its trail. */
async function recordLosses(
  depot: Pick<Depot, "database" | "secrets" | "clock">,
  losses: readonly Loss[],
): Promise<void> {
  const images = new Map(losses.flatMap((loss) => (loss.kind === "piece" ? [] : [[loss.imageId, loss]])));
  for (const [subjectId, { accountId }] of images) {
    await depot.database.db
      .transaction()
      .execute((trx) => recordAudit(trx, depot, { action: "image.damaged", accountId, subjectId }));
  }
}
