import { listInstanceSecrets } from "../instance/instance-store.ts";
import type { Office } from "../rooms.ts";
import { countEscrowSlots } from "../vault/keyslot-store.ts";

export interface Named {
  readonly secrets: number;
  readonly slots: number;
}

/** How much lies under each version of the master key; a version that nothing names is left out. */
export async function countNamed(db: Office["database"]["db"]): Promise<ReadonlyMap<number, Named>> {
  const named = new Map<number, Named>();
  const add = (version: number, more: Partial<Named>): void => {
    const { secrets, slots } = named.get(version) ?? { secrets: 0, slots: 0 };
    named.set(version, { secrets: secrets + (more.secrets ?? 0), slots: slots + (more.slots ?? 0) });
  };
  for (const row of await listInstanceSecrets(db)) add(row.master_version, { secrets: 1 });
  for (const { version, count } of await countEscrowSlots(db)) add(version, { slots: Number(count) });
  return named;
}
