import { LIMITS } from "#contract/limits.ts";
import type { ProblemCode } from "#contract/problems.ts";
import type { Access, Scope } from "#contract/route.ts";
import type { Caller, Scraper, SignedIn, Unlocked } from "./caller.ts";

// Who may do what: pure, no I/O.

/** The owner of a row, which is all that a policy looks at. */
export interface Owned {
  readonly account_id: string;
}

/** Whether a route's rule lets the caller in; otherwise the problem to answer with. */
export function refusalAtDoor(
  rule: {
    readonly access: Access;
    readonly reauthenticated?: true;
    readonly beforeEnrolment?: true;
    readonly scope?: Scope;
  },
  caller: Caller | Scraper,
  now: number,
): ProblemCode | null {
  if (caller.kind === "signed-in" && caller.scopes !== null && !hasScope(caller.scopes, rule.scope)) {
    return "token.not-allowed";
  }
  if (rule.access === "scraper") return caller.kind === "scraper" ? null : "not-found";
  if (rule.access === "anyone") return null;
  if (caller.kind !== "signed-in") return "session.required";
  if (caller.mustEnrol && caller.vault !== null && rule.beforeEnrolment !== true) {
    return "factor.enrolment-required";
  }
  if (rule.access === "signed-in") return null;
  if (caller.vault === null) return "vault.locked";
  if (rule.access === "administrator" && !caller.administrator) return "access.denied";
  if (rule.reauthenticated === true && !isFresh(caller, now)) return "reauthentication.required";
  return null;
}

function hasScope(scopes: readonly Scope[], needed: Scope | undefined): boolean {
  return needed !== undefined && scopes.includes(needed);
}

/** Whether the password (or other proof) was given recently enough for a dangerous act. */
export function isFresh(caller: SignedIn, now: number): boolean {
  const at = caller.reauthenticatedAt;
  // One from a time to come was given while the clock was wrong.
  return at !== null && Math.abs(now - at) < LIMITS.reauthenticationSeconds * 1000;
}

export type ImageAction = "image.view" | "image.change" | "image.trash" | "image.destroy";

export type AlbumAction = "album.view" | "album.change" | "album.delete";

/** Whether the caller may do it to the row. A row of somebody else is as good as absent. */
export function may(caller: Unlocked, _action: ImageAction | AlbumAction, row: Owned): boolean {
  return row.account_id === caller.accountId;
}

/** Why the caller may not upload now; null when they may. */
export function refusalToUpload(caller: Unlocked): ProblemCode | null {
  return caller.vaultMode === "sealed" && !caller.kitConfirmed ? "vault.kit-required" : null;
}

/** Why the caller may not have details put back into a file; null when they may. No program takes a place along. */
export function refusalToTakeDetails(caller: Unlocked): ProblemCode | null {
  return caller.scopes === null ? null : "token.not-allowed";
}
