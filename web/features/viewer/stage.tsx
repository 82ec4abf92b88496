import { type RefObject, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import type { Image } from "#contract/images.ts";
import { classes } from "../../ui/classes.ts";
import { PlayButton } from "./play-button.tsx";
import { useReducedMotion } from "./reduced-motion.ts";
import { Slide } from "./slide.tsx";
import { TurnButtons } from "./turn-buttons.tsx";
import { useGestures } from "./use-gestures.ts";
import { FITTED, fitOnStage, largestScale, needsOriginal, type Point, type Size } from "./zoom.ts";

// The picture, with its neighbours waiting on either side: they are loaded there before anyone asks.

/** The `view` rendition fits a square of this many pixels. */
const VIEW_LIMIT = 2000;

/** Between pictures that follow the finger, in pixels. */
const GAP = 24;

/** What every browser shows as it is; others are looked at as their view, however near. */
const SHOWN_BY_ALL: ReadonlySet<Image["format"]> = new Set(["jpeg", "png", "webp"]);

export interface StageActions {
  readonly zoomBy: (factor: number) => void;
  readonly panBy: (by: Point) => void;
  readonly fit: () => void;
}

interface StageProps {
  readonly image: Image;
  readonly previous: Image | null;
  readonly next: Image | null;
  readonly turn: (to: "previous" | "next") => void;
  readonly close: () => void;
  readonly trash: () => void;
  readonly actions: RefObject<StageActions | null>;
  /** Pictures melt into each other instead of passing by. */
  readonly isFading: boolean;
  readonly onReady: (id: string, failure: Error | null) => void;
  /** The picture that is there to be looked at. */
  readonly readyId: string | null;
}

function shownSize(image: Image): Size {
  const { width, height } = image;
  const upright = { width: Math.max(1, width), height: Math.max(1, height) };
  return image.rotation % 180 === 0 ? upright : { width: upright.height, height: upright.width };
}

export function Stage(props: StageProps) {
  const { image, previous, next, turn, close, actions, isFading, readyId } = props;
  const stageRef = useRef<HTMLDivElement>(null);
  const stage = useSize(stageRef);
  const [arrivalId] = useState(image.id);
  const [hasTurned, setTurned] = useState(false);
  if (image.id !== arrivalId && !hasTurned) setTurned(true);
  const isCalm = useReducedMotion();
  const [choice, setChoice] = useState<{ readonly id: string; readonly plays: boolean } | null>(null);
  const plays = choice?.id === image.id ? choice.plays : !isCalm;

  const size = shownSize(image);
  const fit = fitOnStage(size, stage);
  const { zoom, isEased, drag, zoomBy, panBy, reset, listeners } = useGestures({
    stageRef,
    stage,
    fit,
    largest: largestScale(size, fit),
    subject: `${image.id} ${image.rotation}`,
    swiped: (to) => {
      if (to === "close") close();
      else if (to === "next" ? next : previous) turn(to);
    },
  });
  useImperativeHandle(actions, () => ({ zoomBy, panBy, fit: reset }));

  // Nothing is placed by a stage that has no extent yet.
  const isMeasured = stage.width > 1 && stage.height > 1;
  const slides = [
    { of: previous, offset: -1 },
    { of: image, offset: 0 },
    { of: next, offset: 1 },
  ];
  return (
    <div
      ref={stageRef}
      className={classes(
        "relative min-h-0 grow touch-none select-none",
        zoom.scale > 1.01 && "cursor-grab active:cursor-grabbing",
      )}
      {...listeners}
    >
      <div
        className="fixed inset-0 -z-10 animate-[appear_200ms] bg-black"
        style={{ opacity: veil(drag, stage) }}
      />
      {slides.map(({ of, offset }) =>
        of === null || !isMeasured ? null : (
          <div
            key={of.id}
            className={classes(
              "absolute inset-0",
              drag === null && "transition-[transform,opacity] ease-calm",
              isFading ? "duration-700" : "duration-250",
              isFading && offset !== 0 && "opacity-0",
            )}
            style={{ transform: isFading ? "none" : placed(offset, drag, { previous, next }) }}
            aria-hidden={offset !== 0}
          >
            <Slide
              image={of}
              fit={fitOnStage(shownSize(of), stage)}
              zoom={offset === 0 ? zoom : FITTED}
              isEased={offset === 0 && isEased}
              isCurrent={offset === 0}
              isArrival={of.id === arrivalId && !hasTurned && offset === 0}
              mayLoad={offset === 0 || readyId === image.id}
              wantsOriginal={
                offset === 0 &&
                SHOWN_BY_ALL.has(image.format) &&
                !image.animated &&
                needsOriginal(size, fit, zoom.scale, window.devicePixelRatio, VIEW_LIMIT)
              }
              isStill={of.animated && !(offset === 0 ? plays : !isCalm)}
              onReady={props.onReady}
              trash={props.trash}
            />
          </div>
        ),
      )}
      {image.animated && readyId === image.id && (
        <PlayButton plays={plays} setPlays={(on) => setChoice({ id: image.id, plays: on })} />
      )}
      {!isFading && <TurnButtons hasPrevious={previous !== null} hasNext={next !== null} turn={turn} />}
    </div>
  );
}

/** Follows the finger; where there is nothing to turn to, only reluctantly. */
function placed(
  offset: number,
  drag: Point | null,
  { previous, next }: { readonly previous: Image | null; readonly next: Image | null },
): string {
  const x = drag?.x ?? 0;
  const isEnd = x > 0 ? previous === null : next === null;
  const followed = isEnd ? x / 4 : x;
  const y = offset === 0 ? (drag?.y ?? 0) : 0;
  return `translate3d(calc(${offset * 100}% + ${offset * GAP + followed}px), ${y}px, 0)`;
}

/** What lies behind shines through while the picture is pulled down. */
function veil(drag: Point | null, stage: Size): number {
  return 1 - Math.min(0.7, (drag?.y ?? 0) / Math.max(1, stage.height));
}

function useSize(element: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 1, height: 1 });
  useLayoutEffect(() => {
    const measured = element.current;
    if (measured === null) return;
    const measure = () => setSize({ width: measured.clientWidth, height: measured.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(measured);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
