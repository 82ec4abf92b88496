// Pages that invite pictures ask here for the picker; uploading, which lives on every page, answers.

type Picker = () => void;

/** Browsers let a click open the picker for about five seconds. */
const CLICK_COUNTS_MILLISECONDS = 4000;

let picker: Picker | null = null;
let wantedAt: number | null = null;

/** Registers who opens the picker, and opens it if it was wanted a moment ago. Returns the way to take it back. */
export function offerPicker(by: Picker): () => void {
  picker = by;
  if (wantedAt !== null && performance.now() - wantedAt < CLICK_COUNTS_MILLISECONDS) by();
  wantedAt = null;
  return () => {
    if (picker === by) picker = null;
  };
}

/** Lets the person choose pictures to add. Call it from a click: browsers allow nothing else. */
export function pickPictures(): void {
  // The part that uploads may still be on its way: then it opens the picker as soon as it is here.
  if (picker === null) wantedAt = performance.now();
  else picker();
}
