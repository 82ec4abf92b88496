import type { AccountReceipt } from "#contract/my-data.ts";

// The receipt of a deleted account, from the page where it was asked for to the one that says goodbye. In memory
// only; it names numbers and times, and nothing else.

let kept: AccountReceipt | null = null;

export function keepReceipt(receipt: AccountReceipt): void {
  kept = receipt;
}

/** Reads without taking: a component may be made twice for one visit. */
export function readReceipt(): AccountReceipt | null {
  return kept;
}
