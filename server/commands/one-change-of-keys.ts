import { newId } from "../crypto/random.ts";
import { databaseLeases } from "../jobs/leases.ts";
import type { Office } from "../rooms.ts";
import { Failed } from "./command.ts";

const LEASE = "master-key";
const LEASE_MS = 30_000;

/**
 * Makes or ends a master key while no other command does. Two that made one would seal under two; one that ended an old
 * one while another listed what there is would leave a key folder that seems to have lost it.
 * @throws Failed when another command does
 */
export async function oneChangeOfKeys<T>(office: Office, change: () => Promise<T>): Promise<T> {
  const leases = databaseLeases(office.database, newId());
  const now = office.clock();
  if (!(await leases.take(LEASE, now, now + LEASE_MS, LEASE_MS))) {
    throw new Failed(
      "Another rotation or retirement of a key is under way, or was ended half a minute ago at most. Try again then.",
    );
  }
  // Many vaults take longer. Where it cannot be renewed, the change itself meets the same database.
  const renewing = setInterval(
    () => void leases.move(LEASE, office.clock() + LEASE_MS).catch(() => undefined),
    LEASE_MS / 3,
  );
  try {
    return await change();
  } finally {
    clearInterval(renewing);
    await leases.move(LEASE, office.clock());
  }
}
