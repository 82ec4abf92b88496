// Which pictures are chosen, as a file manager does it: a click chooses or takes back, shift chooses the stretch from
// the last one chosen, and another shift-click chooses another stretch from there instead.

/** A picture that can be chosen, though its details may not be there. */
export interface Choice {
  readonly id: string;
  readonly month: string;
  /** Of the original. */
  readonly sizeBytes: number;
}

type Choices = ReadonlyMap<string, Choice>;

export interface Selection {
  /** All that is chosen. */
  readonly chosen: Choices;
  /** What was chosen when the present stretch began. */
  readonly kept: Choices;
  /** The picture from which a stretch is counted. */
  readonly from: Choice | null;
}

const NONE: Choices = new Map();
export const NOTHING_SELECTED: Selection = { chosen: NONE, kept: NONE, from: null };

export function toggleSelected(selection: Selection, choice: Choice): Selection {
  const chosen = new Map(selection.chosen);
  if (!chosen.delete(choice.id)) chosen.set(choice.id, choice);
  return { chosen, kept: chosen, from: choice };
}

/** Chooses a stretch that begins at `from`, in place of the stretch before. */
export function extendSelected(selection: Selection, stretch: readonly Choice[]): Selection {
  const chosen = new Map(selection.kept);
  for (const choice of stretch) chosen.set(choice.id, choice);
  return { ...selection, chosen };
}

/** From here on stretches are counted from another picture, and what is chosen stays chosen. */
export function beginStretch(selection: Selection, from: Choice): Selection {
  return { ...selection, kept: selection.chosen, from };
}

/** Takes pictures out that are gone. */
export function withoutSelected(selection: Selection, gone: Iterable<string>): Selection {
  const chosen = new Map(selection.chosen);
  for (const id of gone) chosen.delete(id);
  if (chosen.size === selection.chosen.size) return selection;
  return {
    chosen,
    kept: chosen,
    from: selection.from && chosen.has(selection.from.id) ? selection.from : null,
  };
}

export function sizeOfSelected({ chosen }: Selection): number {
  let sum = 0;
  for (const { sizeBytes } of chosen.values()) sum += sizeBytes;
  return sum;
}
