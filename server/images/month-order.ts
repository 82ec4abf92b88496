import type { AccountId, AlbumId, ImageId } from "#contract/ids.ts";
import { monthOf, wallTimeOf } from "./taken-at.ts";

// Which months hold images, and the order of the images inside a month or an album, for vaults that are unlocked:
// the database knows neither dates nor months. Built from opened details when first asked for, kept up to date
// afterwards, dropped on lock, and bounded: the months and albums longest unused go first.

/** What the layout of a page needs to know of an image. */
export interface ImageShape {
  /** Width by height in thousandths, turned as its owner wants it. */
  readonly ratio: number;
  /** Of the original. */
  readonly sizeBytes: number;
}

/** An image's place in time; `takenAt` is wall time without its offset. */
export interface Placed {
  readonly id: ImageId;
  readonly takenAt: string;
  /** Left out until somebody needs it, where the image came in without. */
  shape?: ImageShape;
}

export interface MonthCount {
  readonly month: string;
  readonly count: number;
}

/** An image as a change knows it; `takenAt` may still have its offset. */
export type NewlyPlaced = Placed;

function placedOf(image: NewlyPlaced): Placed {
  return { ...image, takenAt: wallTimeOf(image.takenAt) };
}

/** Tells the orders what a change did; called when it is committed. */
export interface OrderChange {
  /** It is shown from now on, in its month and in the albums that it is in. */
  add(image: NewlyPlaced, albums?: readonly AlbumId[]): void;
  /** They are shown nowhere any more; with the month of each, where that is known. */
  remove(images: ReadonlyMap<ImageId, string | null>): void;
  addToAlbums(albums: readonly AlbumId[], image: NewlyPlaced): void;
  removeFromAlbum(album: AlbumId, ids: ReadonlySet<ImageId>): void;
  dropAlbum(album: AlbumId): void;
}

interface Vault {
  /** Differs whenever something may have changed: what was read before is then not kept. */
  generation: number;
  changing: number;
  counts: Map<string, number> | null;
  /** Months, and albums by their keys, in the order of their use, least used first. */
  readonly months: Map<string, Placed[]>;
}

export interface MonthOrders {
  /** Newest first. `build` counts them, when they are not known. */
  months(
    accountId: AccountId,
    build: () => Promise<ReadonlyMap<string, number>>,
  ): Promise<readonly MonthCount[]>;
  /**
   * The order in each of the months, or in albums by their keys, newest first. `build` reads, in any order, those
   * that are not known.
   */
  orders(
    accountId: AccountId,
    months: readonly string[],
    build: (missing: readonly string[]) => Promise<ReadonlyMap<string, readonly Placed[]>>,
  ): Promise<ReadonlyMap<string, readonly Placed[]>>;
  /** Runs a change of the database; what is built meanwhile is not kept. */
  changing<T>(accountId: AccountId, change: (order: OrderChange) => Promise<T>): Promise<T>;
  /** Null: everybody. */
  forget(accountId: AccountId | null): void;
  /** How many places are held, of everyone. */
  readonly entries: number;
}

const MAX_ENTRIES = 200_000;

/** What an album's order is called among those of months. */
export function albumKey(id: AlbumId): string {
  return `album/${id}`;
}

/** Newest first; images of one second by their ids. */
export function comparePlaced(a: Placed, b: Placed): number {
  if (a.takenAt !== b.takenAt) return a.takenAt < b.takenAt ? 1 : -1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** The index of the first entry that comes after the place. */
export function indexAfter(order: readonly Placed[], place: Placed): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (comparePlaced(order[middle]!, place) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function monthOrders(maxEntries: number = MAX_ENTRIES): MonthOrders {
  /** Vaults in the order of their use, least used first. */
  const vaults = new Map<AccountId, Vault>();
  let entries = 0;

  function vaultOf(accountId: AccountId): Vault {
    const vault = vaults.get(accountId) ?? { generation: 0, changing: 0, counts: null, months: new Map() };
    vaults.delete(accountId);
    vaults.set(accountId, vault);
    return vault;
  }

  function dropMonth(vault: Vault, month: string): void {
    entries -= vault.months.get(month)?.length ?? 0;
    vault.months.delete(month);
  }

  function keepMonth(vault: Vault, month: string, order: Placed[]): void {
    dropMonth(vault, month);
    vault.months.set(month, order);
    entries += order.length;
  }

  function makeRoom(): void {
    for (const vault of vaults.values()) {
      for (const month of vault.months.keys()) {
        if (entries <= maxEntries) return;
        dropMonth(vault, month);
      }
    }
  }

  function count(vault: Vault, month: string, by: 1 | -1): void {
    if (vault.counts === null) return;
    const counted = (vault.counts.get(month) ?? 0) + by;
    if (counted > 0) vault.counts.set(month, counted);
    else vault.counts.delete(month);
  }

  function insert(vault: Vault, key: string, placed: Placed): void {
    const order = vault.months.get(key);
    if (order === undefined) return;
    const at = indexAfter(order, placed);
    if (order[at - 1]?.id === placed.id) return;
    order.splice(at, 0, placed);
    entries += 1;
  }

  function removeFrom(vault: Vault, key: string, ids: { has(id: ImageId): boolean }): void {
    const order = vault.months.get(key);
    if (order === undefined) return;
    const left = order.filter((placed) => !ids.has(placed.id));
    if (left.length === order.length) return;
    entries -= order.length - left.length;
    vault.months.set(key, left);
  }

  function changeOf(vault: Vault): OrderChange {
    return {
      add(image, albums = []) {
        const month = monthOf(image.takenAt);
        count(vault, month, 1);
        insert(vault, month, placedOf(image));
        this.addToAlbums(albums, image);
      },
      remove(images) {
        const keys = new Set(
          [...vault.months.keys()].filter((key) => key.startsWith(albumKey("" as AlbumId))),
        );
        for (const month of images.values()) {
          if (month === null) continue;
          count(vault, month, -1);
          keys.add(month);
        }
        for (const key of keys) removeFrom(vault, key, images);
      },
      addToAlbums(albums, image) {
        for (const album of albums) insert(vault, albumKey(album), placedOf(image));
      },
      removeFromAlbum(album, ids) {
        removeFrom(vault, albumKey(album), ids);
      },
      dropAlbum(album) {
        dropMonth(vault, albumKey(album));
      },
    };
  }

  return {
    async months(accountId, build) {
      const vault = vaultOf(accountId);
      let { counts } = vault;
      if (counts === null) {
        const { generation } = vault;
        counts = new Map(await build());
        if (vault.generation === generation && vault.changing === 0) vault.counts = counts;
      }
      const listed = [...counts].map(([month, counted]) => ({ month, count: counted }));
      return listed.sort((a, b) => (a.month < b.month ? 1 : -1));
    },

    async orders(accountId, months, build) {
      const vault = vaultOf(accountId);
      const found = new Map<string, readonly Placed[]>();
      const missing: string[] = [];
      for (const month of months) {
        const order = vault.months.get(month);
        if (order === undefined) {
          missing.push(month);
          continue;
        }
        vault.months.delete(month);
        vault.months.set(month, order);
        found.set(month, order);
      }
      if (missing.length === 0) return found;
      const { generation } = vault;
      const built = await build(missing);
      for (const month of missing) {
        const order = [...(built.get(month) ?? [])].sort(comparePlaced);
        found.set(month, order);
        // A month without images is not kept: any text may be asked for.
        const isCurrent = vault.generation === generation && vault.changing === 0;
        if (isCurrent && order.length > 0) keepMonth(vault, month, order);
      }
      makeRoom();
      return found;
    },

    async changing(accountId, change) {
      const vault = vaultOf(accountId);
      vault.generation += 1;
      vault.changing += 1;
      try {
        return await change(changeOf(vault));
      } finally {
        vault.changing -= 1;
        vault.generation += 1;
        makeRoom();
      }
    },

    forget(accountId) {
      for (const [id, vault] of vaults) {
        if (accountId !== null && id !== accountId) continue;
        for (const month of vault.months.keys()) dropMonth(vault, month);
        vault.counts = null;
        // What is being built right now was read under keys that have just gone.
        vault.generation += 1;
        if (vault.changing === 0) vaults.delete(id);
      }
    },

    get entries() {
      return entries;
    },
  };
}
