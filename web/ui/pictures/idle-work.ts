// Work that can wait for a moment in which the page has nothing else to do: what scrolled past is taken back before
// its turn.

/** @param later runs something in such a moment, and tells it whether there is time left */
export function createIdleWork(later: (run: (hasTime: () => boolean) => void) => void) {
  const waiting = new Set<() => void>();
  let isCalled = false;

  function call(): void {
    isCalled = true;
    later((hasTime) => {
      isCalled = false;
      // One at least, so that there is an end to it on a page that is never idle.
      do {
        const [work] = waiting;
        if (work === undefined) return;
        waiting.delete(work);
        work();
      } while (hasTime());
      if (waiting.size > 0 && !isCalled) call();
    });
  }

  /** Does `work` once there is time. @returns a way to take it back */
  return (work: () => void): (() => void) => {
    waiting.add(work);
    if (!isCalled) call();
    return () => waiting.delete(work);
  };
}

/** What one moment may take where the browser does not say how long it is. Milliseconds. */
const MOMENT = 4;

/** A page that is never idle gets to it nevertheless. Milliseconds. */
const LATEST = 200;

/** WebKit has no idle moments to tell of. */
export const whenIdle = createIdleWork((run) => {
  if (typeof requestIdleCallback === "function")
    return void requestIdleCallback((idle) => run(() => idle.timeRemaining() > 1), { timeout: LATEST });
  setTimeout(() => {
    const end = performance.now() + MOMENT;
    run(() => performance.now() < end);
  });
});
