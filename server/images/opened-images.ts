import type { AccountId, ImageId } from "#contract/ids.ts";
import type { ImageDetails } from "./image-details.ts";

// What serving an image's bytes needs, kept for a moment so that a page of thumbnails costs no query each, and the same
// page once more opens nothing: found by the hash of the presented token, bounded, dropped on lock, on any change, and
// after a minute unused.

export interface OpenedImage {
  readonly id: ImageId;
  readonly ownerId: AccountId;
  readonly blobSet: string;
  readonly dataKey: Uint8Array;
  readonly details: ImageDetails;
  /** What it was opened from. */
  readonly sealed: SealedImage;
}

/** What of a row decides what comes of opening it. */
export interface SealedImage {
  readonly edit: number;
  readonly epoch: number | null;
  readonly key: Uint8Array | null;
  readonly details: Uint8Array;
}

export interface OpenedImages {
  find(tokenHash: Uint8Array, id: ImageId): OpenedImage | null;
  /** Begins to keep what is opened from rows read from now on; it keeps nothing once something was dropped. */
  keeping(tokenHash: Uint8Array): (opened: OpenedImage) => void;
  /** Keeps what `open` gives, unless something was dropped meanwhile. */
  keep(tokenHash: Uint8Array, open: () => Promise<OpenedImage>): Promise<OpenedImage>;
  /** Everyone's view of one image. */
  drop(id: ImageId): void;
  /** Null: everybody. */
  forget(accountId: AccountId | null): void;
  /** Drops what was not used for a minute. */
  sweep(): void;
  /** How many are kept, of everyone. */
  readonly size: number;
}

interface Session {
  usedAt: number;
  /** In the order of their use, least used first. */
  readonly images: Map<ImageId, OpenedImage>;
}

const MAX_SESSIONS = 64;
const MAX_IMAGES = 1000;
/** Of everyone: some 2 kB each. */
const MAX_TOGETHER = 16_000;
const IDLE_MILLISECONDS = 60_000;

/** @param mayUse whether what is kept may be used now */
export function openedImages(clock: () => number, mayUse: () => boolean = () => true): OpenedImages {
  const sessions = new Map<string, Session>();
  let generation = 0;
  let size = 0;

  /** A text of 32 bytes, a letter each. */
  function keyOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
    return Buffer.from(buffer, byteOffset, byteLength).toString("latin1");
  }

  function drop(key: string, session: Session): void {
    // Whoever reads these bytes right now has a reference, so they are not wiped.
    size -= session.images.size;
    session.images.clear();
    sessions.delete(key);
  }

  function dropImage({ images }: Session, id: ImageId): void {
    if (images.delete(id)) size -= 1;
  }

  function put(key: string, opened: OpenedImage): void {
    const session: Session = sessions.get(key) ?? { usedAt: 0, images: new Map() };
    session.usedAt = clock();
    dropImage(session, opened.id);
    session.images.set(opened.id, opened);
    size += 1;
    if (session.images.size > MAX_IMAGES) dropImage(session, session.images.keys().next().value!);
    sessions.delete(key);
    sessions.set(key, session);
    for (const [longestUnused, one] of sessions) {
      if (sessions.size <= MAX_SESSIONS && size <= MAX_TOGETHER) break;
      drop(longestUnused, one);
    }
  }

  function keeping(tokenHash: Uint8Array): (opened: OpenedImage) => void {
    const before = generation;
    const key = keyOf(tokenHash);
    return (opened) => {
      if (before === generation) put(key, opened);
    };
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
    keeping,
    async keep(tokenHash, open) {
      const keep = keeping(tokenHash);
      const opened = await open();
      keep(opened);
      return opened;
    },
    drop(id) {
      generation += 1;
      for (const session of sessions.values()) dropImage(session, id);
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
    get size() {
      return size;
    },
  };
}
