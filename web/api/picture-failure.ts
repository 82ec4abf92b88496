import { noticed } from "./call.ts";
import { noteAnswer, noteNoAnswer } from "./connection.ts";
import { ConnectionError, readProblem } from "./problem-error.ts";

/**
 * Finds out why an <img> failed: the element itself does not tell.
 * @param url of a rendition
 * @returns a ProblemError or a ConnectionError; null when the same address answers now
 */
export async function findPictureFailure(url: string, signal: AbortSignal): Promise<Error | null> {
  try {
    const response = await fetch(url, { signal, cache: "no-store", headers: { range: "bytes=0-0" } });
    noteAnswer();
    if (response.ok) return null;
    return noticed(readProblem(response.status, await response.text(), response.headers));
  } catch (error) {
    if (signal.aborted) return null;
    noteNoAnswer();
    return new ConnectionError("no answer", { cause: error });
  }
}
