import { ConnectionError, ProblemError } from "../api/problem-error.ts";
import { words } from "../copy/words.ts";

/** What to tell a person about anything that was thrown: what happened, what to do, and which request it was. */
export interface FaultWords {
  readonly title: string;
  readonly advice: string;
  readonly requestId: string | null;
}

const WAITS: ReadonlySet<string> = new Set(["credentials.wait", "rate.limited"]);

/** Puts any error into words. Never throws. */
export function faultWords(error: unknown): FaultWords {
  if (error instanceof ProblemError) {
    const { code, instance } = error.problem;
    const { title, advice } = words.problems[code];
    const wait = error.retryAfterSeconds;
    // How long to wait is the best advice there is, and all that there is to know.
    if (wait !== null && WAITS.has(code))
      return { title, advice: words.shell.waitFor(wait), requestId: null };
    return { title, advice, requestId: instance === "" ? null : instance };
  }
  if (error instanceof ConnectionError) return { ...words.shell.noAnswer, requestId: null };
  return { ...words.shell.unknownFault, requestId: null };
}
