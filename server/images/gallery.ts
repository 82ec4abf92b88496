import type { EventKind } from "#contract/events.ts";
import type { AccountId, AlbumId, ImageId } from "#contract/ids.ts";
import type { Unlocked } from "../access/caller.ts";
import { monthsByIndex } from "../crypto/blind-index.ts";
import type { Rooms } from "../rooms.ts";
import { type Damage, damage } from "./damage.ts";
import { type MonthOrders, monthOrders } from "./month-order.ts";
import { type OpenedImages, openedImages } from "./opened-images.ts";
import { type RunningDownloads, runningDownloads } from "./running-downloads.ts";

// The rooms, with what images keep in memory for vaults that are unlocked. All of it goes when an account
// is to be forgotten.

export interface Gallery {
  readonly rooms: Rooms;
  readonly orders: MonthOrders;
  readonly opened: OpenedImages;
  readonly downloads: RunningDownloads;
  readonly damage: Damage;
  /** The caller's months by their index in hex. */
  monthNames(caller: Unlocked): ReadonlyMap<string, string>;
  /** Somebody looks at all they have. */
  visit(caller: Unlocked): void;
  /** Told of each visit, with the keys of the vault; to be forgotten with the account. */
  onVisit(listener: (caller: Unlocked) => void): void;
  /** Sends word of what was committed. */
  tell(accountId: AccountId, kind: ImageEvent, id: ImageId): void;
  tellOfAlbum(accountId: AccountId, kind: AlbumEvent, id: AlbumId): void;
  /** After an image changed or went: nobody is served what was. */
  drop(id: ImageId): void;
}

export type ImageEvent = Extract<EventKind, `image.${string}`>;
export type AlbumEvent = Extract<EventKind, `album.${string}`>;

const MAX_NAMED = 64;
const SWEEP_MILLISECONDS = 15_000;

export function openGallery(rooms: Rooms): Gallery {
  const orders = monthOrders();
  const opened = openedImages(rooms.clock, () => rooms.forgetting.isHeard());
  const downloads = runningDownloads();
  const named = new Map<AccountId, ReadonlyMap<string, string>>();
  const visited: ((caller: Unlocked) => void)[] = [];
  rooms.forgetting.listen((accountId) => {
    orders.forget(accountId);
    opened.forget(accountId);
    downloads.forget(accountId);
    if (accountId === null) named.clear();
    else named.delete(accountId);
  });
  rooms.events.listen(({ accountId, kind, id }, from) => {
    if (from === "here" || !(kind.startsWith("image.") || kind.startsWith("album."))) return;
    orders.forget(accountId);
    if (id === null || kind === "image.created") return;
    // Safe because an id of an album is no image's, and then nothing is dropped.
    opened.drop(id as ImageId);
    if (kind === "image.trashed" || kind === "image.destroyed") downloads.drop(id as ImageId);
  });
  setInterval(() => opened.sweep(), SWEEP_MILLISECONDS).unref();
  return {
    rooms,
    orders,
    opened,
    downloads,
    damage: damage(rooms),
    monthNames(caller) {
      const names = named.get(caller.accountId) ?? monthsByIndex(caller.vault.indexKey);
      named.delete(caller.accountId);
      named.set(caller.accountId, names);
      if (named.size > MAX_NAMED) named.delete(named.keys().next().value!);
      return names;
    },
    visit(caller) {
      for (const listener of visited) listener(caller);
    },
    onVisit: (listener) => void visited.push(listener),
    tell: (accountId, kind, id) => rooms.events.publish({ accountId, kind, id }),
    tellOfAlbum: (accountId, kind, id) => rooms.events.publish({ accountId, kind, id }),
    drop(id) {
      opened.drop(id);
      downloads.drop(id);
    },
  };
}
