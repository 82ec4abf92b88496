import type { BulkAction } from "#contract/albums.ts";
import { LIMITS } from "#contract/limits.ts";
import { askForMany } from "../../api/albums.ts";
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
 * Does one thing to many pictures, tells how far it is, and says what became of each.
 * @param telling words for a message on how far it is, shown when one request is not enough
 */
export async function changeMany(
  action: Exclude<BulkAction, "add-to-album" | "remove-from-album">,
  ids: readonly string[],
  telling: (done: string, all: string) => string,
): Promise<Changed> {
  const tell = (done: number) => telling(formatNumber(done), formatNumber(ids.length));
  const progress = ids.length > LIMITS.imagesAtOnce ? toast.progress(tell(0)) : null;
  const asked = await askForMany(action, ids, { answered: (count) => progress?.tell(tell(count)) });
  progress?.close();
  const { items } = asked;
  let fault: unknown = asked.fault;
  const refusal = items.find((item) => !item.done);
  if (refusal !== undefined) fault ??= problemOf(refusal.problem);
  const done = items.filter((item) => item.done).map(({ id }): string => id);
  const isDone = new Set(done);
  return { done, refused: ids.filter((id) => !isDone.has(id)), fault };
}
