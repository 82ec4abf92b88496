import type { AccountId, ImageId } from "#contract/ids.ts";
import { countAlbumKeysToReseal, resealAlbumKeys } from "../albums/reseal-album-keys.ts";
import { recordAudit } from "../audit/record.ts";
import { DecryptionFailed, ifItOpens } from "../crypto/decryption-failed.ts";
import { unwrapBridge } from "../crypto/vault-keys.ts";
import { countKeysToReseal, type EpochKey, resealDataKeys } from "../images/reseal-data-keys.ts";
import { countImagesToReseal, listImagesToReseal, resealImage } from "../images/reseal-image.ts";
import type { Rooms } from "../rooms.ts";
import { deleteBridge, findBridge, findResealing, recordResealed, settleBridge } from "./rotation-store.ts";

// What a rotation leaves to do while its owner is unlocked: sealing data and album keys under the new vault key,
// in batches, and if that was asked for, giving older pictures new data keys and bytes. A killed server goes on
// with it at the owner's next unlocked request.

const PICTURES_AT_ONCE = 20;

type Resealing = Pick<Rooms, "database" | "secrets" | "clock" | "reached">;

export interface Resealer {
  /** Goes on with what is left for this account, once at a time; stops when its keys are forgotten. */
  goOn(accountId: AccountId, key: EpochKey): void;
  /** Resolves when nothing runs any more. */
  settled(): Promise<void>;
}

export function resealer(rooms: Rooms): Resealer {
  const running = new Map<AccountId, Promise<void>>();
  const stopped = new Set<AccountId>();
  rooms.forgetting.listen((accountId) => {
    for (const id of running.keys()) if (accountId === null || id === accountId) stopped.add(id);
  });

  const work = async (accountId: AccountId, key: EpochKey): Promise<void> => {
    const mayGoOn = () => !stopped.has(accountId);
    const bridge = await findBridge(rooms.database.db, accountId);
    if (bridge?.damaged_keys === null)
      reportDamaged(rooms, accountId, await resealKeys(rooms, accountId, key, mayGoOn));
    await resealPictures(rooms, accountId, key, mayGoOn);
  };

  return {
    goOn(accountId, key) {
      if (running.has(accountId)) return;
      stopped.delete(accountId);
      const done = work(accountId, key)
        .catch((error: unknown) => rooms.log.error({ err: error }, "re-sealing stopped; it goes on later"))
        .finally(() => running.delete(accountId));
      running.set(accountId, done);
    },
    async settled() {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}

/**
 * Tries every key that still lies under the former vault key; what does not open stays there, and the bridge with it.
 * So does everything when the bridge itself fails its check: there is no other way to the former key. Gives how many
 * stay.
 */
export async function resealKeys(
  rooms: Resealing,
  accountId: AccountId,
  to: EpochKey,
  mayGoOn: () => boolean = () => true,
): Promise<number> {
  const { db } = rooms.database;
  const bridge = await findBridge(db, accountId);
  if (bridge?.epoch !== to.epoch) return 0;
  const vaultKey = ifItOpens(() =>
    unwrapBridge(to.vaultKey, bridge.sealed_key, { accountId, epoch: to.epoch }),
  );
  const formerEpoch = to.epoch - 1;
  if (vaultKey !== null) {
    const from = { epoch: formerEpoch, vaultKey };
    await resealAlbumKeys(rooms, accountId, from, to);
    rooms.reached("vault.album-keys-resealed");
    let last: ImageId | null = null;
    do {
      if (!mayGoOn()) return 0;
      last = await resealDataKeys(rooms, accountId, { from, to }, last);
      rooms.reached("vault.data-keys-resealed");
    } while (last !== null);
  }
  // No upload and no new album can add to the former epoch: each checks the account's epoch in its own transaction.
  const left = await db.transaction().execute(async (trx) => {
    const damaged = await countKeysLeft(trx, accountId, formerEpoch);
    if (damaged === 0) {
      await deleteBridge(trx, accountId, to.epoch);
      rooms.reached("vault.bridge-written");
      return 0;
    }
    await settleBridge(trx, accountId, to.epoch, damaged);
    if (vaultKey === null) await recordAudit(trx, rooms, { action: "vault.bridge-damaged", accountId });
    return damaged;
  });
  rooms.reached("vault.bridge-ended");
  await rooms.database.checkpoint().catch(() => undefined);
  return left;
}

/** Keys that fail their check must not stay so in silence. */
export function reportDamaged({ log }: Pick<Rooms, "log">, accountId: AccountId, damaged: number): void {
  if (damaged === 0) return;
  log.error({ accountId, damaged }, "keys fail their check, and stay under the former vault key");
}

async function countKeysLeft(
  db: Rooms["database"]["db"],
  accountId: AccountId,
  epoch: number,
): Promise<number> {
  const dataKeys = await countKeysToReseal(db, accountId, epoch);
  return dataKeys + (await countAlbumKeysToReseal(db, accountId, epoch));
}

async function resealPictures(
  rooms: Rooms,
  accountId: AccountId,
  key: EpochKey,
  mayGoOn: () => boolean,
): Promise<void> {
  const { db } = rooms.database;
  const { reseal_before: before } = await findResealing(db, accountId);
  if (before === null) return;
  let stuck = 0;
  while (mayGoOn()) {
    const ids = await listImagesToReseal(rooms, accountId, before, PICTURES_AT_ONCE + stuck);
    if (ids.length <= stuck) break;
    for (const id of ids.slice(stuck)) {
      if (!mayGoOn()) return;
      try {
        if (!(await resealImage(rooms, accountId, key, id))) stuck += 1;
      } catch (error) {
        if (!(error instanceof DecryptionFailed)) throw error;
        // A damaged picture stays as it is; `verify` names it.
        stuck += 1;
      }
    }
  }
  if (!mayGoOn()) return;
  await recordResealed(db, accountId, before);
  rooms.reached("vault.pictures-resealed");
}

/** How much of a rotation is left. */
export async function resealingLeft(
  rooms: Rooms,
  accountId: AccountId,
  epoch: number,
): Promise<{ rotationLeft: number | null; damagedLeft: number | null; resealLeft: number | null }> {
  const { db } = rooms.database;
  const bridge = await findBridge(db, accountId);
  const { reseal_before: before } = await findResealing(db, accountId);
  const keysLeft = bridge === null ? 0 : await countKeysLeft(db, accountId, epoch - 1);
  const isDone = bridge?.damaged_keys !== null;
  return {
    rotationLeft: isDone ? null : keysLeft,
    damagedLeft: isDone && keysLeft > 0 ? keysLeft : null,
    resealLeft: before === null ? null : await countImagesToReseal(rooms, accountId, before),
  };
}
