// What the page loads beside its questions: the bytes of pictures. While somebody leaves none is asked for, since the
// session may end before it comes, and those under way are given up.

interface Load {
  readonly begin: () => void;
  /** Gives up what has not come whole. */
  readonly halt: () => void;
}

const loads = new Set<Load>();
let isHalted = false;

/** Begins a load, or waits with it until nobody is leaving. @returns to be called when it is wanted no more */
export function keepLoad(load: Load): () => void {
  loads.add(load);
  if (!isHalted) load.begin();
  return () => {
    loads.delete(load);
  };
}

export function haltLoads(): void {
  isHalted = true;
  for (const load of loads) load.halt();
}

/** Lets loads begin again, those that were given up as well. */
export function resumeLoads(): void {
  if (!isHalted) return;
  isHalted = false;
  for (const load of loads) load.begin();
}

/** An image of the page, as a load. @returns to be called when the element goes, which ends its request */
export function keepImage(img: HTMLImageElement, url: string): () => void {
  const drop = keepLoad({
    begin: () => {
      if (!img.hasAttribute("src")) img.src = url;
    },
    halt: () => {
      if (!img.complete) img.removeAttribute("src");
    },
  });
  return () => {
    drop();
    img.removeAttribute("src");
  };
}
