import { type BulkAction, type BulkItem, changeImages } from "#contract/albums.ts";
import { LIMITS } from "#contract/limits.ts";
import { call } from "../../api/call.ts";
import { problemOf } from "../../api/problem-error.ts";
import { formatNumber } from "../../copy/formats.ts";
import { toast } from "../../ui/toast.ts";

export interface Changed {
  readonly done: readonly string[];
  /** What the server refused, one by one, and what was not asked for any more after a fault. */
  readonly refused: readonly string[];
  /** What went wrong first, with one of them or with a whole request; null when nothing did. */
  readonly fault: unknown;
}

/**
 * Does one thing to many pictures, as many requests as that takes, and says what became of each.
 * @param telling words for a message on how far it is, shown when one request is not enough
 */
export async function changeMany(
  action: Exclude<BulkAction, "add-to-album" | "remove-from-album">,
  ids: readonly string[],
  telling: (done: string, all: string) => string,
): Promise<Changed> {
  const items: BulkItem[] = [];
  let fault: unknown = null;
  const tell = (done: number) => telling(formatNumber(done), formatNumber(ids.length));
  const progress = ids.length > LIMITS.imagesAtOnce ? toast.progress(tell(0)) : null;
  try {
    for (let from = 0; from < ids.length; from += LIMITS.imagesAtOnce) {
      const imageIds = ids.slice(from, from + LIMITS.imagesAtOnce);
      items.push(...(await call(changeImages, { body: { action, imageIds } })).items);
      progress?.tell(tell(items.length));
    }
  } catch (error) {
    fault = error;
  } finally {
    progress?.close();
  }
  const refusal = items.find((item) => !item.done);
  if (refusal !== undefined) fault ??= problemOf(refusal.problem);
  const done = items.filter((item) => item.done).map(({ id }): string => id);
  const isDone = new Set(done);
  return { done, refused: ids.filter((id) => !isDone.has(id)), fault };
}
