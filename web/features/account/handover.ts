// What one account page tells the next: in memory only, so that neither addresses nor hints are stored.

export interface Handover {
  /** The address to sign in with. */
  readonly email: string;
  /** What has just been done, for the sign-in page to say. */
  readonly done: "verified" | "reset" | "registered" | null;
}

const NOTHING: Handover = { email: "", done: null };

let kept: Handover = NOTHING;

export function handOver(next: Handover): void {
  kept = next;
}

/** Reads without taking: a component may be made twice for one visit. */
export function readHandover(): Handover {
  return kept;
}

export function forgetHandover(): void {
  kept = NOTHING;
}
