import type { Image } from "../../contract/images.ts";

// Loads the details of the pictures that somebody is looking at, wherever in a month they stand. Asked anew at each
// move: what is not wanted any more ends, what is wanted most goes first.

/** A stretch of one month, from index `from` up to, not including, `to`. */
export interface Stretch {
  readonly month: string;
  readonly from: number;
  readonly to: number;
}

/** What a loader stands on. */
export interface LoaderGround {
  /** Ids of the month in order; undefined while they are unknown. The same object until they change. */
  idsOf(month: string): readonly string[] | undefined;
  isKnown(id: string): boolean;
  /** @throws what went wrong */
  fetchPage(month: string, from: number, limit: number, signal: AbortSignal): Promise<readonly Image[]>;
  keep(images: readonly Image[]): void;
  /** The server's month is another one than the layout says. */
  mistaken(month: string): void;
  /** Something about faults has changed. */
  faulted(): void;
}

export interface PictureLoader {
  /** Wants these stretches, the most urgent first, and nothing else. */
  want(stretches: readonly Stretch[]): void;
  /** Why a month's pictures did not come; null when nothing is known to be wrong. */
  faultOf(month: string): Error | null;
  /** Forgets the fault of a month, or of all, and tries again. */
  readonly retry: (month?: string) => void;
  /** Asks again for what is not known any more; an answer on its way may be older than that. */
  readonly again: () => void;
  stop(): void;
}

/** Pictures in one request: begins at a multiple of it, so that small moves ask for nothing twice. */
export const BLOCK = 100;
const MOST_AT_ONCE = 3;

interface Running {
  readonly month: string;
  readonly block: number;
  readonly controller: AbortController;
}

export function createPictureLoader(ground: LoaderGround): PictureLoader {
  let wanted: readonly Stretch[] = [];
  const running = new Map<string, Running>();
  const faults = new Map<string, Error>();
  /** Blocks whose answer did not hold what the layout promises, by the ids that promised it. */
  const puzzled = new Map<string, readonly string[]>();

  /** The blocks that are missing, most urgent first. */
  function missing(): { key: string; month: string; block: number }[] {
    const found = new Map<string, { key: string; month: string; block: number }>();
    for (const { month, from, to } of wanted) {
      const ids = ground.idsOf(month);
      if (ids === undefined || faults.has(month)) continue;
      for (let i = Math.max(0, from); i < Math.min(to, ids.length); i++) {
        const block = Math.floor(i / BLOCK);
        const key = `${month}/${block}`;
        if (found.has(key)) i = (block + 1) * BLOCK - 1;
        else if (!ground.isKnown(ids[i]!) && puzzled.get(key) !== ids) found.set(key, { key, month, block });
      }
    }
    return [...found.values()];
  }

  function turn(): void {
    const blocks = missing();
    const keys = new Set(blocks.map(({ key }) => key));
    for (const [key, { controller }] of running) {
      if (keys.has(key)) continue;
      running.delete(key);
      controller.abort();
    }
    for (const { key, month, block } of blocks) {
      if (running.size >= MOST_AT_ONCE) return;
      if (!running.has(key)) void load(key, { month, block, controller: new AbortController() });
    }
  }

  async function load(key: string, request: Running): Promise<void> {
    const { month, block, controller } = request;
    running.set(key, request);
    try {
      const images = await ground.fetchPage(month, block * BLOCK, BLOCK, controller.signal);
      if (running.get(key) !== request) return;
      running.delete(key);
      ground.keep(images);
      const ids = ground.idsOf(month);
      const got = new Set<string>(images.map(({ id }) => id));
      if (ids?.slice(block * BLOCK, (block + 1) * BLOCK).some((id) => !got.has(id))) {
        puzzled.set(key, ids);
        ground.mistaken(month);
      }
    } catch (error) {
      if (running.get(key) !== request) return;
      running.delete(key);
      faults.set(month, error instanceof Error ? error : new Error(String(error)));
      ground.faulted();
    }
    turn();
  }

  return {
    want(stretches) {
      wanted = stretches;
      turn();
    },
    faultOf: (month) => faults.get(month) ?? null,
    retry(month) {
      if (month === undefined) faults.clear();
      else faults.delete(month);
      ground.faulted();
      turn();
    },
    again() {
      for (const { controller } of running.values()) controller.abort();
      running.clear();
      turn();
    },
    stop() {
      wanted = [];
      turn();
    },
  };
}
