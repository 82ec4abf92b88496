import { noticed } from "./call.ts";
import { knock, noteAnswer, noteNoAnswer, readConnection } from "./connection.ts";
import { ConnectionError, readProblem } from "./problem-error.ts";

/**
 * Finds out why an <img> failed: the element itself does not tell.
 * @param url of a rendition
 * @returns a ProblemError or a ConnectionError; null when the same address answers now, in full
 */
export async function findPictureFailure(url: string, signal: AbortSignal): Promise<Error | null> {
  const first = await readOnce(url, signal);
  if (typeof first !== "number") return first;
  // The answer broke off. Of a large picture the check of a later part fails when the beginning has left already:
  // then it breaks off at the same byte each time, though the server is well.
  const second = await readOnce(url, signal);
  if (typeof second !== "number") return second;
  await knock();
  if (second !== first || readConnection() !== "online") return new ConnectionError("the answer broke off");
  return readProblem(500, JSON.stringify({ code: "image.damaged" }), new Headers());
}

/** @returns why there is no picture; null when all of it came; after how many bytes it broke off */
async function readOnce(url: string, signal: AbortSignal): Promise<Error | number | null> {
  let bytes = 0;
  let isAnswered = false;
  try {
    const response = await fetch(url, { signal, cache: "no-store" });
    isAnswered = true;
    noteAnswer();
    if (!response.ok) return noticed(readProblem(response.status, await response.text(), response.headers));
    const reader = response.body?.getReader();
    for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
      bytes += part.value.length;
    }
    return null;
  } catch (error) {
    if (signal.aborted) return null;
    if (isAnswered) return bytes;
    noteNoAnswer();
    return new ConnectionError("no answer", { cause: error });
  }
}
