import type { ListedBlob } from "../blobs/blob-store.ts";
import type { Depot } from "../rooms.ts";
import type { Orphans } from "./verdict.ts";
import { findNamedSets } from "./verification-store.ts";

// From blobs to rows: bytes that nothing names any more. Nobody can open them; they only take room.

const BATCH = 200;
/** Younger ones are left alone: whoever puts them may be about to write down what they are. */
const HOUR = 3_600_000;

/** Finds them all, and deletes those that it may when `remove` says so. */
export async function findOrphans(
  depot: Pick<Depot, "database" | "blobs" | "clock">,
  { remove }: { readonly remove: boolean },
): Promise<Orphans> {
  const orphans = { count: 0, sizeBytes: 0, removed: 0 };
  const look = async (listed: readonly ListedBlob[]): Promise<void> => {
    for (const blob of await orphansAmong(depot, listed)) {
      orphans.count += 1;
      orphans.sizeBytes += blob.sizeBytes;
      if (!remove) continue;
      await depot.blobs.delete(blob.key);
      orphans.removed += 1;
    }
  };
  let batch: ListedBlob[] = [];
  for await (const blob of depot.blobs.list()) {
    if (depot.clock() - blob.modifiedAt.getTime() < HOUR) continue;
    batch.push(blob);
    if (batch.length < BATCH) continue;
    await look(batch);
    batch = [];
  }
  await look(batch);
  return orphans;
}

async function orphansAmong(
  { database, blobs }: Pick<Depot, "database" | "blobs">,
  listed: readonly ListedBlob[],
): Promise<readonly ListedBlob[]> {
  const setOf = ({ key }: ListedBlob): string => key.slice(0, Math.max(key.indexOf("/"), 0));
  const named = await findNamedSets(database.db, [...new Set(listed.map(setOf))]);
  const nameless = listed.filter((blob) => !named.has(setOf(blob)));
  const present: ListedBlob[] = [];
  // Its row may have gone because its bytes have.
  for (const blob of nameless) if ((await blobs.size(blob.key)) !== null) present.push(blob);
  return present;
}
