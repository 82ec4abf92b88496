// Pages that invite pictures ask here for the picker; uploading, which lives on every page, answers.

type Picker = () => void;

let picker: Picker | null = null;

/** Registers who opens the picker. Returns the way to take it back. */
export function offerPicker(by: Picker): () => void {
  picker = by;
  return () => {
    if (picker === by) picker = null;
  };
}

/** Lets the person choose pictures to add. Call it from a click: browsers allow nothing else. */
export function pickPictures(): void {
  picker?.();
}
