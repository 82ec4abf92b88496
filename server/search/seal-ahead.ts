import type { AccountId } from "#contract/ids.ts";
import type { Unlocked } from "../access/caller.ts";
import type { Gallery } from "../images/gallery.ts";
import { sealMissing } from "./every-entry.ts";

// After many pictures came, somebody's first search would open every one of them, and after a start so would whoever
// opens their month. So they are sealed into pieces while their owner looks at the gallery: a thousandth of what their
// upload took.

export interface AheadSettings {
  /** So that what the page asks for first comes first. */
  readonly afterMilliseconds: number;
  /** Between two times for one account. */
  readonly everyMilliseconds: number;
  /** A search or a page opens fewer by itself, and nobody notices. */
  readonly atLeast: number;
}

const SETTINGS: AheadSettings = { afterMilliseconds: 3000, everyMilliseconds: 5 * 60_000, atLeast: 300 };
const MOST_REMEMBERED = 1000;

export function sealAhead(gallery: Gallery, settings: AheadSettings = SETTINGS): void {
  const { rooms } = gallery;
  /** When it was last begun, longest ago first. */
  const begunAt = new Map<AccountId, number>();
  const running = new Map<AccountId, { isForgotten: boolean }>();

  rooms.forgetting.listen((accountId) => {
    if (accountId === null) begunAt.clear();
    else begunAt.delete(accountId);
    for (const [id, run] of running) {
      if (accountId !== null && id !== accountId) continue;
      run.isForgotten = true;
      running.delete(id);
    }
  });

  gallery.onVisit((caller) => {
    const { accountId } = caller;
    const now = rooms.clock();
    if (running.has(accountId) || now - (begunAt.get(accountId) ?? 0) < settings.everyMilliseconds) return;
    begunAt.delete(accountId);
    begunAt.set(accountId, now);
    if (begunAt.size > MOST_REMEMBERED) begunAt.delete(begunAt.keys().next().value!);
    const run = { isForgotten: false };
    running.set(accountId, run);
    setTimeout(() => void seal(caller, run), settings.afterMilliseconds).unref();
  });

  async function seal(caller: Unlocked, run: { isForgotten: boolean }): Promise<void> {
    try {
      await sealMissing(gallery, caller, settings.atLeast, () => !run.isForgotten);
    } catch (error) {
      rooms.log.debug({ err: error }, "no pieces were sealed ahead of a search");
    } finally {
      if (running.get(caller.accountId) === run) running.delete(caller.accountId);
    }
  }
}
