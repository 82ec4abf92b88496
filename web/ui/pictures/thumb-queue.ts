// Who loads next: of all pictures that wait, the one nearest to the middle of the screen, a few at a time. What goes
// off the screen while it waits is never asked for.

export interface ThumbQueue {
  /**
   * Calls `begin` when it is this picture's turn.
   * @param distance how far from where somebody looks, asked whenever a turn is given
   * @returns to be called when it has loaded, failed, or is wanted no more
   */
  wait(distance: () => number, begin: () => void): () => void;
}

interface Waiting {
  readonly distance: () => number;
  readonly begin: () => void;
}

/** @param later runs something soon, once for everything that is asked for in one go */
export function createThumbQueue(
  mostAtOnce: number,
  later: (run: () => void) => void = queueMicrotask,
): ThumbQueue {
  const waiting = new Set<Waiting>();
  const loading = new Set<Waiting>();
  let isCalled = false;

  function giveTurns(): void {
    isCalled = false;
    const free = mostAtOnce - loading.size;
    if (free <= 0 || waiting.size === 0) return;
    const near = Array.from(waiting, (one) => ({ one, distance: one.distance() }));
    near.sort((a, b) => a.distance - b.distance);
    for (const { one } of near.slice(0, free)) {
      waiting.delete(one);
      loading.add(one);
      one.begin();
    }
  }

  function callSoon(): void {
    if (isCalled) return;
    isCalled = true;
    later(giveTurns);
  }

  return {
    wait(distance, begin) {
      const one = { distance, begin };
      waiting.add(one);
      callSoon();
      return () => {
        waiting.delete(one);
        if (loading.delete(one)) callSoon();
      };
    },
  };
}

/** Twice what browsers open to a server that speaks HTTP/1.1. */
const MOST_AT_ONCE = 12;

/** The one queue of this page. */
export const thumbQueue = createThumbQueue(MOST_AT_ONCE, (run) => requestAnimationFrame(run));

/** How far an element is from the middle of the screen, in pixels. */
export function distanceOf(element: Element): number {
  const { top, bottom } = element.getBoundingClientRect();
  return Math.abs((top + bottom - window.innerHeight) / 2);
}
