import type { MonthLayout } from "#contract/images.ts";
import type { MonthStretch } from "./layout-stretches.ts";
import type { Choice } from "./selection.ts";

// Everything in a long stretch, month by month: each month costs the server an opening of all its rows, so they are
// asked for in turn, what has come is kept whatever memory lets go meanwhile, and a person can stop it.

export interface GatherGround {
  readonly monthOf: (monthIndex: number) => string | undefined;
  /** @throws what went wrong */
  readonly layoutOf: (month: string) => Promise<MonthLayout>;
  /** So many months of all have come. */
  readonly progressed: (done: number, all: number) => void;
  readonly signal: AbortSignal;
}

/** The pictures of a layout from one index up to, not including, another. */
export function choicesOfLayout(month: string, layout: MonthLayout, from: number, to: number): Choice[] {
  return layout.ids.slice(from, to).map((id, i) => ({ id, month, sizeBytes: layout.sizes[from + i] ?? 0 }));
}

/**
 * The pictures of these stretches; null when it was stopped: no further month is asked for then.
 * @throws what `layoutOf` throws
 */
export async function gatherChoices(
  stretches: readonly MonthStretch[],
  { monthOf, layoutOf, progressed, signal }: GatherGround,
): Promise<Choice[] | null> {
  const choices: Choice[][] = [];
  for (const { monthIndex, from, to } of stretches) {
    const month = monthOf(monthIndex);
    if (month !== undefined) {
      const layout = await layoutOf(month);
      if (signal.aborted) return null;
      choices.push(choicesOfLayout(month, layout, from, to));
    }
    progressed(choices.length, stretches.length);
  }
  return choices.flat();
}
