// Pages where pictures are chosen ask here for an album to put them into; the dialog that asks which, which lives on
// every page, answers.

export interface Chosen {
  readonly imageIds: readonly string[];
  /** Called when they have been put into one. */
  readonly done?: () => void;
}

type Asker = (chosen: Chosen) => void;

let asker: Asker | null = null;
let waiting: Chosen | null = null;

/** Registers who asks for the album, and hands over what waits. Returns the way to take it back. */
export function offerAlbums(by: Asker): () => void {
  asker = by;
  if (waiting !== null) by(waiting);
  waiting = null;
  return () => {
    if (asker === by) asker = null;
  };
}

/** Lets the person choose an album, or make one, and puts the pictures into it. */
export function addToAlbum(chosen: Chosen): void {
  if (asker === null) waiting = chosen;
  else asker(chosen);
}
