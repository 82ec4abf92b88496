// Pages that invite pictures ask here for the picker; uploading, which lives on every page, answers.

/** Single files, or all that lie in a folder. */
export type Picked = "files" | "folder";

type Picker = (what: Picked) => void;

/** Browsers let a click open the picker for about five seconds. */
const CLICK_COUNTS_MILLISECONDS = 4000;

let picker: Picker | null = null;
let wanted: { readonly what: Picked; readonly at: number } | null = null;

/** Registers who opens the picker, and opens it if it was wanted a moment ago. Returns the way to take it back. */
export function offerPicker(by: Picker): () => void {
  picker = by;
  if (wanted !== null && performance.now() - wanted.at < CLICK_COUNTS_MILLISECONDS) by(wanted.what);
  wanted = null;
  return () => {
    if (picker === by) picker = null;
  };
}

/** Lets the person choose pictures to add. Call it from a click: browsers allow nothing else. */
export function pickPictures(what: Picked = "files"): void {
  // The part that uploads may still be on its way: then it opens the picker as soon as it is here.
  if (picker === null) wanted = { what, at: performance.now() };
  else picker(what);
}
