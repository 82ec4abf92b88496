import { ChevronsUpDown } from "lucide-react";
import {
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { formatMonth } from "../../copy/formats.ts";
import { useWords } from "../../copy/words.ts";
import { classes } from "../../ui/classes.ts";
import { useRootMark } from "../../ui/use-root-mark.ts";
import { blockAt } from "./prefix-sums.ts";
import { monthByKey } from "./scrubber-keys.ts";
import { fractionOfSpot, scrubberScale, spotOfFraction, yearMarks } from "./scrubber-scale.ts";
import type { TimelineView } from "./timeline-view.ts";

// A slider over all months, along the right edge: it says where one is, and goes anywhere at once. On a phone it is a
// handle that comes with scrolling and goes again.

/** Shorter timelines need none. */
const SCREENS = 2;

/** How long the handle stays on a phone once nothing moves, in milliseconds. */
const LINGER = 1600;

/** Between two years, in pixels. */
const YEARS_APART = 22;

interface DateScrubberProps {
  readonly view: TimelineView;
  readonly sendTo: (spot: number) => void;
  readonly isHidden: boolean;
}

export function DateScrubber({ view, sendTo, isHidden }: DateScrubberProps) {
  const words = useWords().gallery;
  const { layout, range, spot } = view;
  const track = useRef<HTMLDivElement>(null);
  const [trackHeight, setTrackHeight] = useState(0);
  const [isDragging, setDragging] = useState(false);
  /** Where on the track the label is to tell of; null: of where the timeline stands. */
  const [told, setTold] = useState<number | null>(null);
  const [asked, setAsked] = useState<{ readonly month: number; readonly spot: number } | null>(null);
  const isAwake = useAwake(spot, isDragging);
  const isNeeded = range.height > view.viewportHeight * SCREENS;
  useLayoutEffect(() => {
    const element = track.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setTrackHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [isNeeded]);

  const scale = useMemo(() => scrubberScale(layout.months), [layout.months]);
  const furthest = fractionOfSpot(scale, layout, range.furthest) || 1;
  const marks = useMemo(
    () => yearMarks(scale, layout.months, furthest, trackHeight > 0 ? YEARS_APART / trackHeight : 1),
    [scale, layout.months, furthest, trackHeight],
  );
  useRootMark("scrubber", isNeeded);
  if (!isNeeded) return null;

  const fraction = Math.min(1, fractionOfSpot(scale, layout, Math.min(spot, range.furthest)) / furthest);
  const { monthGap } = layout.metrics;
  const stands = spot >= range.furthest ? layout.months.length - 1 : blockAt(layout.tops, spot + monthGap);
  // The last months share the last screen: which of them was asked for, the spot does not tell.
  const at = asked !== null && asked.spot === spot ? Math.min(asked.month, layout.months.length - 1) : stands;
  const month = layout.months[at];

  const fractionUnder = (event: PointerEvent): number => {
    const { top, height } = track.current?.getBoundingClientRect() ?? { top: 0, height: 1 };
    return Math.min(1, Math.max(0, (event.clientY - top) / height));
  };
  const go = (to: number) => {
    setTold(to);
    sendTo(to >= 1 ? range.furthest : spotOfFraction(scale, layout, to * furthest));
  };
  const pressed = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    setDragging(true);
    // A finger takes hold of the handle where it is; a mouse may press anywhere.
    if (event.pointerType === "mouse") go(fractionUnder(event));
  };
  const moved = (event: PointerEvent<HTMLElement>) => {
    if (isDragging) go(fractionUnder(event));
    else if (event.pointerType === "mouse") setTold(fractionUnder(event));
  };
  const released = () => {
    setDragging(false);
    setTold(null);
  };
  const goToMonth = (to: number) => {
    const top = Math.min(range.furthest, layout.tops[to] ?? 0);
    setAsked({ month: to, spot: top });
    sendTo(top);
  };
  const typed = (event: KeyboardEvent) => {
    const to = monthByKey(event.key, layout.months, at);
    if (to === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    goToMonth(to);
  };

  const shown = told ?? fraction;
  const shownMonth = told === null ? month : layout.months[blockAt(scale.sums, Math.min(told, 1) * furthest)];
  return (
    <div
      inert={isHidden}
      data-scrubber=""
      className={classes(
        "pointer-events-none fixed top-[calc(var(--top-bar)+1.75rem)] right-[env(safe-area-inset-right)] bottom-[calc(var(--bottom-bar)+1.75rem)] z-20 w-16 print:hidden",
        "pointer-coarse:transition-opacity pointer-coarse:duration-300",
        !isAwake && "pointer-coarse:not-focus-within:opacity-0",
      )}
    >
      <div ref={track} className="relative h-full">
        {marks.map(({ year, fraction: place }) => (
          <span
            key={year}
            aria-hidden="true"
            className="absolute right-6 -translate-y-1/2 text-xs text-faint tabular-nums pointer-coarse:hidden"
            style={{ top: percent(place) }}
          >
            {year}
          </span>
        ))}
        {/* For the keyboard and screen readers, which can move it; it is seen by the handle. */}
        <input
          type="range"
          min={0}
          max={layout.months.length - 1}
          value={at}
          aria-label={words.scrubber.label}
          aria-orientation="vertical"
          aria-valuetext={month && words.scrubber.value(formatMonth(month.month), month.count)}
          className="peer sr-only"
          onChange={(event) => goToMonth(event.currentTarget.valueAsNumber)}
          onKeyDown={typed}
        />
        <div
          aria-hidden="true"
          className={classes(
            "absolute touch-none select-none peer-focus-visible:[--ring:var(--color-focus)]",
            // A mouse has the whole track, a finger the handle alone: what lies under the track is to be touched.
            "pointer-fine:-inset-y-5 pointer-fine:right-0 pointer-fine:w-full pointer-fine:cursor-ns-resize",
            "pointer-coarse:top-0 pointer-coarse:right-0 pointer-coarse:grid pointer-coarse:size-12 pointer-coarse:translate-y-[calc(var(--at)-50%)]",
            isAwake ? "pointer-events-auto" : "pointer-fine:pointer-events-auto",
          )}
          style={cssAt(fraction * trackHeight)}
          onPointerDown={pressed}
          onPointerMove={moved}
          onPointerUp={released}
          onPointerCancel={released}
          onPointerLeave={() => !isDragging && setTold(null)}
        >
          <span className="hidden size-11 place-items-center self-center justify-self-end rounded-l-full border border-r-0 border-(--ring,var(--color-edge)) bg-raised text-soft shadow-float pointer-coarse:grid">
            <ChevronsUpDown className="size-5" />
          </span>
        </div>
        {/* As high as the track and moved by its share of that: it scrolls along without a new layout. */}
        <span
          aria-hidden="true"
          className="absolute inset-y-0 right-0 w-4 peer-focus-visible:[&>span]:outline-2 pointer-coarse:hidden"
          style={{ transform: `translateY(${percent(fraction)})` }}
        >
          <span className="absolute right-0 h-1 w-4 -translate-y-1/2 rounded-l-full bg-accent outline-offset-2 outline-focus" />
        </span>
        <span
          aria-hidden="true"
          className={classes(
            "absolute right-16 -translate-y-1/2 rounded-lg border border-line bg-raised px-3 py-1.5 font-medium whitespace-nowrap shadow-float transition-opacity duration-100",
            "peer-focus-visible:opacity-100",
            told === null && !isDragging && "opacity-0",
          )}
          style={{ top: percent(shown) }}
        >
          {shownMonth && formatMonth(shownMonth.month)}
        </span>
      </div>
    </div>
  );
}

const percent = (share: number) => `${share * 100}%`;

/** Where the handle stands below the track's top, for the style sheet: only a phone has one, moved without a layout. */
function cssAt(pixels: number): CSSProperties {
  return { "--at": `${pixels}px` } as CSSProperties;
}

/** True from the first move of the timeline until it has rested for a while. */
function useAwake(spot: number, isHeld: boolean): boolean {
  const [isAwake, setAwake] = useState(false);
  const before = useRef(spot);
  useEffect(() => {
    if (before.current === spot && !isHeld) return;
    before.current = spot;
    setAwake(true);
    if (isHeld) return;
    const timer = setTimeout(() => setAwake(false), LINGER);
    return () => clearTimeout(timer);
  }, [spot, isHeld]);
  return isAwake;
}
