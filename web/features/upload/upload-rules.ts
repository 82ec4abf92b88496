import type { ProblemCode } from "#contract/problems.ts";

// What follows from each way in which the server can turn a file down.

/** Why the whole queue waits for the person, who may have said so themselves. */
export type PauseReason = "signed-out" | "locked" | "kit" | "person";

/** Why one file waits for a moment. */
export type RestReason = "connection" | "busy";

export type Course =
  | { readonly kind: "refuse"; readonly canRetry: boolean }
  | { readonly kind: "rest"; readonly reason: RestReason }
  | { readonly kind: "pause"; readonly reason: PauseReason };

/** After this many tries a server that answers, but never takes the file, is believed. */
const MOST_ATTEMPTS = 12;

const PAUSES: Partial<Record<ProblemCode, PauseReason>> = {
  "session.required": "signed-out",
  "vault.locked": "locked",
  "vault.kit-required": "kit",
};

const RESTS: Partial<Record<ProblemCode, RestReason>> = {
  "decoders.busy": "busy",
  "scanner.unavailable": "busy",
  "storage.unavailable": "busy",
  "keys.unavailable": "busy",
  unavailable: "busy",
  "rate.limited": "busy",
  "upload.interrupted": "connection",
  "upload.offset-wrong": "connection",
  "upload.too-many": "busy",
};

/** Trying again may end otherwise without the file being another one. */
const WORTH_A_RETRY: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  "internal",
  "storage.full",
  "quota.exceeded",
  "image.decoder-timeout",
  "image.decoder-crash",
  "decoders.busy",
  "scanner.unavailable",
  "storage.unavailable",
  "keys.unavailable",
  "unavailable",
  "rate.limited",
  "upload.interrupted",
  "upload.offset-wrong",
  "upload.too-many",
]);

/** @param attempts how often this file was tried before without being settled. */
export function afterProblem(code: ProblemCode, attempts: number): Course {
  const pause = PAUSES[code];
  if (pause !== undefined) return { kind: "pause", reason: pause };
  const reason = RESTS[code];
  if (reason !== undefined && attempts + 1 < MOST_ATTEMPTS) return { kind: "rest", reason };
  return { kind: "refuse", canRetry: WORTH_A_RETRY.has(code) };
}

/** Seconds until the next try: 1, 2, 4 … 30. */
export function backoffSeconds(attempts: number): number {
  return Math.min(30, 2 ** attempts);
}
