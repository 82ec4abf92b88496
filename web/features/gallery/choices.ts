import { layoutQuery } from "../../api/pictures.ts";
import { queryClient } from "../../api/query-client.ts";
import { choicesOfLayout } from "./gather-choices.ts";
import type { MonthStretch } from "./layout-stretches.ts";
import type { Choice } from "./selection.ts";
import type { Place, TimelineLayout } from "./timeline-layout.ts";

// From places in the timeline to the pictures that stand there, and back. Places are numbers; which pictures they
// are, the layouts of the months say.

/** The pictures of a stretch, as far as their month's layout is in memory. */
function choicesOf(month: string, from: number, to: number): Choice[] {
  const known = queryClient.getQueryData(layoutQuery(month).queryKey);
  if (known === undefined) return [];
  return choicesOfLayout(month, known, from, to);
}

/** The pictures that stand in these stretches and whose layouts are in memory. */
export function choicesAt(timeline: TimelineLayout, stretches: readonly MonthStretch[]): Choice[] {
  return stretches.flatMap(({ monthIndex, from, to }) => {
    const month = timeline.months[monthIndex]?.month;
    return month === undefined ? [] : choicesOf(month, from, to);
  });
}

/** The picture at a place; null while its month is on its way. */
export function choiceAt(timeline: TimelineLayout, { monthIndex, index }: Place): Choice | null {
  return choicesAt(timeline, [{ monthIndex, from: index, to: index + 1 }])[0] ?? null;
}

/** Where a picture stands; null when its month is not in memory, or does not hold it. */
export function placeOfPicture(
  timeline: TimelineLayout,
  picture: { id: string; month: string },
): Place | null {
  const monthIndex = timeline.months.findIndex(({ month }) => month === picture.month);
  const ids = queryClient.getQueryData(layoutQuery(picture.month).queryKey)?.ids ?? [];
  const index = (ids as readonly string[]).indexOf(picture.id);
  return monthIndex < 0 || index < 0 ? null : { monthIndex, index };
}
