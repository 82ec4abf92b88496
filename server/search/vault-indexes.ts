import type { AccountId, ImageId } from "#contract/ids.ts";
import type { Unlocked } from "../access/caller.ts";
import { AppError } from "../errors.ts";
import type { Gallery } from "../images/gallery.ts";
import { findDetails } from "../images/known-details.ts";
import type { Placed } from "../images/month-order.ts";
import { entryOf } from "./entry-of.ts";
import { everyEntry } from "./every-entry.ts";
import { type Found, type Matcher, type VaultIndex, vaultIndex } from "./vault-index.ts";

// The indexes of vaults that are searched: built when first asked for, kept true by the word that goes round after
// each change, and gone with the vault's keys, after a while unused, or when others need the room. What they are built
// from is kept in sealed pieces (every-entry.ts), and nothing of them is written otherwise.

export interface VaultIndexes {
  /** Searches the caller's vault; see VaultIndex. */
  find(caller: Unlocked, matches: Matcher, after: Placed | null, limit: number): Promise<Found>;
  /** Begins to build it, for a search that is about to come. */
  warm(caller: Unlocked): void;
  /** How many are kept, and about what they take together. */
  readonly size: number;
  readonly sizeBytes: number;
}

export interface IndexLimits {
  readonly vaults: number;
  /** Of all together. A vault that is larger by itself is searched from its rows, and nothing of it is kept. */
  readonly bytes: number;
  readonly idleMilliseconds: number;
}

const LIMITS: IndexLimits = { vaults: 32, bytes: 192 * 1024 * 1024, idleMilliseconds: 10 * 60_000 };
const SWEEP_MILLISECONDS = 30_000;
/** With more than so many changes at once, building anew is quicker. */
const MOST_CHANGES = 5000;

interface Held {
  /** Null when it turned out to be larger than all the room there is. */
  readonly index: Promise<VaultIndex | null>;
  sizeBytes: number;
  isForgotten: boolean;
  /** Pictures of which something has changed since. */
  changed: Set<ImageId>;
  /** The last taking in of changes: one after the other. */
  caughtUp: Promise<void>;
  usedAt: number;
}

export function vaultIndexes(gallery: Gallery, limits: IndexLimits = LIMITS): VaultIndexes {
  const { rooms } = gallery;
  /** In the order of their use, least used first. */
  const kept = new Map<AccountId, Held>();

  rooms.forgetting.listen((accountId) => {
    for (const [id, held] of kept) {
      if (accountId !== null && id !== accountId) continue;
      held.isForgotten = true;
      kept.delete(id);
    }
  });
  rooms.events.listen(({ kind, accountId, id }) => {
    const held = kept.get(accountId);
    if (held === undefined || id === null || !kind.startsWith("image.")) return;
    // Safe because the words about images carry their ids.
    held.changed.add(id as ImageId);
    if (held.changed.size > MOST_CHANGES) kept.delete(accountId);
  });
  setInterval(() => {
    const oldest = rooms.clock() - limits.idleMilliseconds;
    for (const [accountId, held] of kept) if (held.usedAt < oldest) kept.delete(accountId);
  }, SWEEP_MILLISECONDS).unref();

  const sum = () => [...kept.values()].reduce((bytes, held) => bytes + held.sizeBytes, 0);

  function makeRoom(): void {
    for (const accountId of kept.keys()) {
      if (kept.size <= limits.vaults && sum() <= limits.bytes) return;
      kept.delete(accountId);
    }
  }

  /** Null when there is no room for it. */
  async function build(caller: Unlocked, held: Held): Promise<VaultIndex | null> {
    const index = vaultIndex();
    for await (const entries of everyEntry(gallery, caller)) {
      // Locked meanwhile: nothing more is opened for it.
      if (held.isForgotten) throw new AppError("vault.locked");
      index.add(entries);
      if (index.sizeBytes > limits.bytes) return null;
      note(held, index);
      if (kept.get(caller.accountId) !== held) return null;
    }
    return index;
  }

  function hold(caller: Unlocked): Held {
    const { accountId } = caller;
    const found = kept.get(accountId);
    const held = found ?? begin(caller);
    held.usedAt = rooms.clock();
    kept.delete(accountId);
    kept.set(accountId, held);
    return held;
  }

  function begin(caller: Unlocked): Held {
    const { accountId } = caller;
    const held: Held = {
      // Deferred, so that it is held already when it begins.
      index: Promise.resolve().then(() => build(caller, held)),
      sizeBytes: 0,
      isForgotten: false,
      changed: new Set(),
      caughtUp: Promise.resolve(),
      usedAt: rooms.clock(),
    };
    held.index.then(
      (index) => note(held, index),
      () => kept.get(accountId) === held && kept.delete(accountId),
    );
    return held;
  }

  function note(held: Held, index: VaultIndex | null): void {
    held.sizeBytes = index?.sizeBytes ?? 0;
    makeRoom();
  }

  async function catchUp(caller: Unlocked, held: Held, index: VaultIndex): Promise<void> {
    while (held.changed.size > 0) {
      const ids = held.changed;
      held.changed = new Set();
      try {
        const fresh = await findDetails(gallery, caller, [...ids]);
        index.replace(ids, fresh.map(entryOf));
      } catch (error) {
        for (const id of ids) held.changed.add(id);
        throw error;
      }
    }
    note(held, index);
  }

  /** Opens everything, and keeps what matches alone. */
  async function scan(caller: Unlocked, matches: Matcher): Promise<VaultIndex> {
    const index = vaultIndex();
    for await (const entries of everyEntry(gallery, caller)) index.add(entries.filter(matches));
    return index;
  }

  return {
    async find(caller, matches, after, limit) {
      const held = hold(caller);
      const index = await held.index;
      if (index === null) return (await scan(caller, matches)).find(matches, after, limit);
      const catchingUp = held.caughtUp.catch(() => undefined).then(() => catchUp(caller, held, index));
      held.caughtUp = catchingUp;
      await catchingUp;
      return await index.find(matches, after, limit);
    },
    warm(caller) {
      void hold(caller).index.catch((error: unknown) =>
        rooms.log.debug({ err: error }, "no index was built"),
      );
    },
    get size() {
      return kept.size;
    },
    get sizeBytes() {
      return sum();
    },
  };
}
