// Dangerous acts need a password given a moment ago. The shell registers the dialog that asks for it; calls ask.

export type ProofAsker = () => Promise<boolean>;

let asker: ProofAsker | null = null;
let asking: Promise<boolean> | null = null;

/** Registers who asks the person. Returns the way to take it back. */
export function offerProofs(by: ProofAsker): () => void {
  asker = by;
  return () => {
    if (asker === by) asker = null;
  };
}

/** Asks once, however many calls want it at the same time. False: the person declined. */
export function askForProof(): Promise<boolean> {
  if (!asker) return Promise.resolve(false);
  asking ??= asker().finally(() => {
    asking = null;
  });
  return asking;
}
