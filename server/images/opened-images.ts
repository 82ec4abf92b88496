import type { AccountId, ImageId } from "#contract/ids.ts";
import type { ImageDetails } from "./image-details.ts";

// What serving an image's bytes needs, kept for a moment so that a page of thumbnails costs no query each:
// found by the hash of the presented token, bounded, dropped on lock, on any change, and after a minute unused.

export interface OpenedImage {
  readonly id: ImageId;
  readonly ownerId: AccountId;
  readonly blobSet: string;
  readonly dataKey: Uint8Array;
  readonly details: ImageDetails;
}

export interface OpenedImages {
  find(tokenHash: Uint8Array, id: ImageId): OpenedImage | null;
  /** Keeps what `open` gives, unless something was dropped meanwhile. */
  keep(tokenHash: Uint8Array, open: () => Promise<OpenedImage>): Promise<OpenedImage>;
  /** Everyone's view of one image. */
  drop(id: ImageId): void;
  /** Null: everybody. */
  forget(accountId: AccountId | null): void;
  /** Drops what was not used for a minute. */
  sweep(): void;
}

interface Session {
  usedAt: number;
  /** In the order of their use, least used first. */
  readonly images: Map<ImageId, OpenedImage>;
}

const MAX_SESSIONS = 64;
const MAX_IMAGES = 1000;
const IDLE_MILLISECONDS = 60_000;

/** @param mayUse whether what is kept may be used now */
export function openedImages(clock: () => number, mayUse: () => boolean = () => true): OpenedImages {
  const sessions = new Map<string, Session>();
  let generation = 0;

  /** A text of 32 bytes, a letter each. */
  function keyOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
    return Buffer.from(buffer, byteOffset, byteLength).toString("latin1");
  }

  function drop(key: string, session: Session): void {
    // Whoever reads these bytes right now has a reference, so they are not wiped.
    session.images.clear();
    sessions.delete(key);
  }

  function put(tokenHash: Uint8Array, opened: OpenedImage): void {
    const key = keyOf(tokenHash);
    const session: Session = sessions.get(key) ?? { usedAt: 0, images: new Map() };
    session.usedAt = clock();
    session.images.set(opened.id, opened);
    const [oldest] = session.images.keys();
    if (session.images.size > MAX_IMAGES && oldest !== undefined) session.images.delete(oldest);
    sessions.delete(key);
    sessions.set(key, session);
    if (sessions.size > MAX_SESSIONS) sessions.delete(sessions.keys().next().value!);
  }

  return {
    find(tokenHash, id) {
      const key = keyOf(tokenHash);
      const session = sessions.get(key);
      if (session === undefined || !mayUse()) return null;
      if (clock() - session.usedAt > IDLE_MILLISECONDS) {
        drop(key, session);
        return null;
      }
      session.usedAt = clock();
      const opened = session.images.get(id);
      if (opened === undefined) return null;
      session.images.delete(id);
      session.images.set(id, opened);
      return opened;
    },
    async keep(tokenHash, open) {
      const before = generation;
      const opened = await open();
      if (before === generation) put(tokenHash, opened);
      return opened;
    },
    drop(id) {
      generation += 1;
      for (const { images } of sessions.values()) images.delete(id);
    },
    forget(accountId) {
      generation += 1;
      for (const [key, session] of sessions) {
        // A session belongs to one account, so any of its images tells whose it is.
        const [first] = session.images.values();
        if (accountId === null || first === undefined || first.ownerId === accountId) drop(key, session);
      }
    },
    sweep() {
      const oldest = clock() - IDLE_MILLISECONDS;
      for (const [key, session] of sessions) if (session.usedAt < oldest) drop(key, session);
    },
  };
}
