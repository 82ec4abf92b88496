// The viewer lies over a page of tiles: which of them shows a picture, and what is drawn in it already.

/** The tile of a picture on the page below, if it is there. */
export function findTile(id: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`main [data-picture="${CSS.escape(id)}"]`);
}

/** What a tile shows, if it shows it by now: drawn from there it needs no second request. */
export function findTilePicture(id: string): HTMLImageElement | null {
  const img = findTile(id)?.querySelector("img") ?? null;
  return img !== null && img.complete && img.naturalWidth > 0 ? img : null;
}

/** Draws a picture as it is on the screen, its quarter turns undone: the canvas is turned by what holds it. */
export function copyPicture(from: HTMLImageElement, to: HTMLCanvasElement, limit = 2048): void {
  const scale = Math.min(1, limit / Math.max(from.naturalWidth, from.naturalHeight));
  to.width = Math.max(1, Math.round(from.naturalWidth * scale));
  to.height = Math.max(1, Math.round(from.naturalHeight * scale));
  to.getContext("2d")?.drawImage(from, 0, 0, to.width, to.height);
}
