import type { createSession } from "../../contract/accounts.ts";
import type { AnswerOf } from "../../contract/route.ts";

// What stands between password and second factor: in this page's memory alone, so a reload begins anew.

export type Ticket = Extract<AnswerOf<typeof createSession>, { readonly state: "factor-required" }>;

let kept: Ticket | null = null;

export function keepTicket(ticket: Ticket): void {
  kept = ticket;
}

/** The ticket of a sign-in that waits for its second factor; null when none does. */
export function readTicket(): Ticket | null {
  return kept;
}

export function forgetTicket(): void {
  kept = null;
}
