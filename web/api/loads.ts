// The bytes of pictures, which the page loads beside its questions. While somebody leaves none are asked for, since the
// session may end before they come, and those under way are given up.

const wanted = new Map<HTMLImageElement, string>();
let isHalted = false;

/** Loads an image, at once or when nobody is leaving. @returns to be called when the element goes, which ends it */
export function keepImage(img: HTMLImageElement, url: string): () => void {
  wanted.set(img, url);
  if (!isHalted) img.src = url;
  return () => {
    wanted.delete(img);
    img.removeAttribute("src");
  };
}

/** What has come stays. */
export function haltLoads(): void {
  isHalted = true;
  for (const img of wanted.keys()) if (!img.complete) img.removeAttribute("src");
}

/** Lets images load again, those that were given up as well. */
export function resumeLoads(): void {
  if (!isHalted) return;
  isHalted = false;
  for (const [img, url] of wanted) if (!img.hasAttribute("src")) img.src = url;
}
