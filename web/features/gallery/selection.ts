// Which pictures are chosen, as a file manager does it: a click chooses, shift adds the stretch since the last one.

export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** The picture from which a stretch is counted. */
  readonly from: string | null;
}

export const NOTHING_SELECTED: Selection = { ids: new Set(), from: null };

export function toggleSelected(selection: Selection, id: string): Selection {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, from: id };
}

/**
 * Adds everything between the last chosen picture and `id`, both included.
 * @param order ids of all pictures loaded, as they stand in the timeline
 */
export function extendSelected(selection: Selection, id: string, order: readonly string[]): Selection {
  const start = selection.from === null ? -1 : order.indexOf(selection.from);
  const end = order.indexOf(id);
  if (start < 0 || end < 0) return toggleSelected(selection, id);
  const stretch = order.slice(Math.min(start, end), Math.max(start, end) + 1);
  return { ids: new Set([...selection.ids, ...stretch]), from: selection.from };
}
