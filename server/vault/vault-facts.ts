import type { AccountId } from "#contract/ids.ts";
import type { VaultMode } from "#contract/instance.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { findVault } from "./keyslot-store.ts";
import { resealingLeft } from "./reseal-vault.ts";
import { findResealing } from "./rotation-store.ts";

export interface VaultFacts {
  readonly mode: VaultMode;
  readonly unlocked: true;
  readonly kitConfirmed: boolean;
  readonly epoch: number;
  readonly rotationLeft: number | null;
  readonly damagedLeft: number | null;
  readonly resealLeft: number | null;
  readonly rehearsalDue: boolean;
}

/** A code that was typed back a few weeks ago may have been lost since. */
const REHEARSE_AFTER = 42 * 86_400_000;

/** What the owner of an open vault is told of it. */
export async function describeVault(rooms: Rooms, accountId: AccountId): Promise<VaultFacts> {
  const { db } = rooms.database;
  const vault = await findVault(db, accountId);
  if (vault === null) throw new AppError("session.required");
  const { kit_rehearsed_at, kit_confirmed_at } = await findResealing(db, accountId);
  const seenAt = kit_rehearsed_at ?? kit_confirmed_at;
  return {
    mode: vault.vault_mode,
    unlocked: true,
    kitConfirmed: vault.kit_confirmed_at !== null,
    epoch: vault.vault_epoch,
    ...(await resealingLeft(rooms, accountId, vault.vault_epoch)),
    rehearsalDue: seenAt !== null && rooms.clock() - seenAt >= REHEARSE_AFTER,
  };
}
