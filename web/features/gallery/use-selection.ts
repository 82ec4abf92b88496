import { useCallback, useEffect, useRef, useState } from "react";
import { layoutQuery } from "../../api/pictures.ts";
import { onPrivateDataDrop, queryClient } from "../../api/query-client.ts";
import { toast } from "../../ui/toast.ts";
import { choiceAt, choicesAt, placeOfPicture } from "./choices.ts";
import { gatherChoices } from "./gather-choices.ts";
import { type MonthStretch, stretchesBetween } from "./layout-stretches.ts";
import {
  beginStretch,
  extendSelected,
  NOTHING_SELECTED,
  type Selection,
  toggleSelected,
  withoutSelected,
} from "./selection.ts";
import type { Place, TimelineLayout } from "./timeline-layout.ts";

/** How many months of a stretch have come. */
interface Gathering {
  readonly done: number;
  readonly all: number;
}

export interface Selecting {
  readonly selection: Selection;
  /** While months are fetched to know what "everything" is. */
  readonly gathering: Gathering | null;
  /** Chooses nothing, and stops what is being gathered. */
  readonly clear: () => void;
  readonly toggle: (place: Place) => void;
  /** Chooses from the last chosen picture to this one. */
  readonly extendTo: (place: Place) => void;
  /** What is chosen now stays, and stretches begin at this picture. */
  readonly begin: (place: Place | null, keep: boolean) => void;
  /** Chooses these in place of the stretch before. */
  readonly stretch: (stretches: readonly MonthStretch[]) => void;
  readonly all: () => void;
  readonly drop: (ids: Iterable<string>) => void;
}

/** What is chosen in the timeline, however much of it is on the screen or in memory. */
export function useSelection(layout: TimelineLayout): Selecting {
  const [selection, setSelection] = useState(NOTHING_SELECTED);
  const [gathering, setGathering] = useState<Gathering | null>(null);
  const underWay = useRef<AbortController | null>(null);
  const latest = useRef({ layout, selection });
  useEffect(() => {
    latest.current = { layout, selection };
  });
  const stop = useCallback(() => {
    underWay.current?.abort();
    underWay.current = null;
    setGathering(null);
  }, []);
  const clear = useCallback(() => {
    stop();
    setSelection(NOTHING_SELECTED);
  }, [stop]);
  useEffect(() => onPrivateDataDrop(clear), [clear]);
  useEffect(() => stop, [stop]);

  /** Waits for the months of these stretches, then chooses them in place of what was being gathered before. */
  const extend = useCallback(
    async (stretches: readonly MonthStretch[]) => {
      stop();
      const controller = new AbortController();
      const { signal } = controller;
      underWay.current = controller;
      const { months } = latest.current.layout;
      try {
        const choices = await gatherChoices(stretches, {
          monthOf: (monthIndex) => months[monthIndex]?.month,
          layoutOf: (month) => queryClient.fetchQuery(layoutQuery(month)),
          progressed: (done, all) => all > 1 && setGathering({ done, all }),
          signal,
        });
        if (choices !== null) setSelection((before) => extendSelected(before, choices));
      } catch (error) {
        if (!signal.aborted) toast.problem(error);
      } finally {
        if (underWay.current === controller) stop();
      }
    },
    [stop],
  );

  const toggle = useCallback((place: Place) => {
    const choice = choiceAt(latest.current.layout, place);
    if (choice !== null) setSelection((before) => toggleSelected(before, choice));
  }, []);
  const extendTo = useCallback(
    (place: Place) => {
      const { layout: of, selection: before } = latest.current;
      const from = before.from === null ? null : placeOfPicture(of, before.from);
      if (from === null) return toggle(place);
      void extend(stretchesBetween(of, from, place));
    },
    [extend, toggle],
  );
  const begin = useCallback((place: Place | null, keep: boolean) => {
    const from = place === null ? null : choiceAt(latest.current.layout, place);
    setSelection((before) => {
      const kept = keep ? before : NOTHING_SELECTED;
      return from === null ? { ...kept, kept: kept.chosen } : beginStretch(kept, from);
    });
  }, []);
  const stretch = useCallback((stretches: readonly MonthStretch[]) => {
    const choices = choicesAt(latest.current.layout, stretches);
    setSelection((before) => extendSelected(before, choices));
  }, []);
  const all = useCallback(() => {
    const { months } = latest.current.layout;
    void extend(months.map((_, monthIndex) => ({ monthIndex, from: 0, to: Number.POSITIVE_INFINITY })));
  }, [extend]);
  const drop = useCallback(
    (ids: Iterable<string>) => setSelection((before) => withoutSelected(before, ids)),
    [],
  );
  return { selection, gathering, clear, toggle, extendTo, begin, stretch, all, drop };
}
