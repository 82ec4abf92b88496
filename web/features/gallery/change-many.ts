import { type BulkAction, type BulkItem, changeImages } from "#contract/albums.ts";
import { LIMITS } from "#contract/limits.ts";
import { PROBLEMS, type ProblemCode } from "#contract/problems.ts";
import { call } from "../../api/call.ts";
import { ProblemError } from "../../api/problem-error.ts";

export interface Changed {
  readonly done: readonly string[];
  /** What the server refused, one by one, and what was not asked for any more after a fault. */
  readonly refused: readonly string[];
  /** What went wrong first, with one of them or with a whole request; null when nothing did. */
  readonly fault: unknown;
}

/** Does one thing to many pictures, as many requests as that takes, and says what became of each. */
export async function changeMany(
  action: Exclude<BulkAction, "add-to-album" | "remove-from-album">,
  ids: readonly string[],
): Promise<Changed> {
  const items: BulkItem[] = [];
  let fault: unknown = null;
  try {
    for (let from = 0; from < ids.length; from += LIMITS.imagesAtOnce) {
      const imageIds = ids.slice(from, from + LIMITS.imagesAtOnce);
      items.push(...(await call(changeImages, { body: { action, imageIds } })).items);
    }
  } catch (error) {
    fault = error;
  }
  const refusal = items.find((item) => !item.done);
  if (refusal !== undefined) fault ??= problemOf(refusal.problem);
  const done = items.filter((item) => item.done).map(({ id }): string => id);
  const isDone = new Set(done);
  return { done, refused: ids.filter((id) => !isDone.has(id)), fault };
}

function problemOf(code: ProblemCode): ProblemError {
  const { status, title } = PROBLEMS[code];
  return new ProblemError({ type: `urn:safelight:problem:${code}`, title, status, code, instance: "" });
}
