import { databaseLeases, isLeased } from "../jobs/leases.ts";
import type { Rooms } from "../rooms.ts";

// While a backup copies the bytes of one moment, those that are doomed meanwhile stay where they are: their keys are
// gone at once, as ever, and the collector takes the bytes when the hold has ended. A hold that nobody renews ends by
// itself.

const LEASE = "doomed-bytes-held";
const HOLD_MS = 120_000;
const RENEW_MS = 30_000;

/**
 * Keeps doomed bytes from being deleted from now on, by every node, until `release` is called or this process has been
 * gone for two minutes. Null when somebody else holds them.
 */
export async function holdDoomedBytes({
  database,
  clock,
  newId,
}: Pick<Rooms, "database" | "clock" | "newId">): Promise<{ release: () => Promise<void> } | null> {
  const leases = databaseLeases(database, newId());
  const take = async (): Promise<boolean> => await leases.take(LEASE, clock(), clock() + HOLD_MS, HOLD_MS);
  if (!(await take())) return null;
  // A renewal that fails is made up for by the next one; a hold that was lost shows in bytes that are missing.
  const renewing = setInterval(() => void take().catch(() => undefined), RENEW_MS);
  return {
    release: async () => {
      clearInterval(renewing);
      await leases.move(LEASE, clock());
    },
  };
}

/** Whether doomed bytes stay where they are for now. */
export async function areDoomedBytesHeld({
  database,
  clock,
}: Pick<Rooms, "database" | "clock">): Promise<boolean> {
  return await isLeased(database, LEASE, clock(), HOLD_MS);
}
