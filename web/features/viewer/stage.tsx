import { ChevronLeft, ChevronRight } from "lucide-react";
import {
  type ReactNode,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { Image } from "#contract/images.ts";
import { useWords } from "../../copy/words.ts";
import { IconButton } from "../../ui/button.tsx";
import { classes } from "../../ui/classes.ts";
import { Slide } from "./slide.tsx";
import { useGestures } from "./use-gestures.ts";
import { FITTED, fitOnStage, largestScale, needsOriginal, type Size } from "./zoom.ts";

// The picture, with its neighbours waiting on either side: they are loaded there before anyone asks.

/** The `view` rendition fits a square of this many pixels. */
const VIEW_LIMIT = 2000;

export interface StageActions {
  readonly zoomBy: (factor: number) => void;
  readonly fit: () => void;
}

interface StageProps {
  readonly image: Image;
  readonly previous: Image | null;
  readonly next: Image | null;
  readonly turn: (to: "previous" | "next") => void;
  readonly close: () => void;
  readonly actions: RefObject<StageActions | null>;
}

function shownSize(image: Image): Size {
  const { width, height } = image;
  const upright = { width: Math.max(1, width), height: Math.max(1, height) };
  return image.rotation % 180 === 0 ? upright : { width: upright.height, height: upright.width };
}

export function Stage({ image, previous, next, turn, close, actions }: StageProps) {
  const { viewer } = useWords();
  const stageRef = useRef<HTMLDivElement>(null);
  const [stage, setStage] = useState<Size>({ width: 1, height: 1 });
  useLayoutEffect(() => {
    const element = stageRef.current;
    if (element === null) return;
    const measure = () => setStage({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const size = shownSize(image);
  const fit = fitOnStage(size, stage);
  const { zoom, drag, zoomBy, reset, listeners } = useGestures({
    stageRef,
    stage,
    fit,
    largest: largestScale(size, fit),
    swiped: (to) => {
      if (to === "close") close();
      else if (to === "next" ? next : previous) turn(to);
    },
  });
  useImperativeHandle(actions, () => ({ zoomBy, fit: reset }));
  useEffect(reset, [reset, image.id, stage.width, stage.height]);

  const isOriginalUseful = image.format !== "heic" && !image.animated;
  const slides = [
    { of: previous, offset: -1 },
    { of: image, offset: 0 },
    { of: next, offset: 1 },
  ];
  return (
    <div
      ref={stageRef}
      className={classes(
        "relative grow touch-none overflow-hidden select-none",
        zoom.scale > 1.01 && "cursor-grab active:cursor-grabbing",
      )}
      {...listeners}
    >
      {slides.map(({ of, offset }) =>
        of === null || stage.width <= 1 ? null : (
          <div
            key={of.id}
            className={classes(
              "absolute inset-0",
              drag === null && "transition-transform duration-200 ease-calm",
            )}
            style={{
              transform: `translate3d(calc(${offset * 100}% + ${offset * 24 + (drag?.x ?? 0)}px), ${offset === 0 ? (drag?.y ?? 0) : 0}px, 0)`,
            }}
            aria-hidden={offset !== 0}
          >
            <Slide
              image={of}
              fit={fitOnStage(shownSize(of), stage)}
              zoom={offset === 0 ? zoom : FITTED}
              isCurrent={offset === 0}
              wantsOriginal={
                offset === 0 &&
                isOriginalUseful &&
                needsOriginal(size, fit, zoom.scale, window.devicePixelRatio, VIEW_LIMIT)
              }
            />
          </div>
        ),
      )}
      <Turn
        isShown={previous !== null}
        className="left-2"
        label={viewer.previous}
        turn={() => turn("previous")}
      >
        <ChevronLeft />
      </Turn>
      <Turn isShown={next !== null} className="right-2" label={viewer.next} turn={() => turn("next")}>
        <ChevronRight />
      </Turn>
    </div>
  );
}

interface TurnProps {
  readonly isShown: boolean;
  readonly className: string;
  readonly label: string;
  readonly turn: () => void;
  readonly children: ReactNode;
}

/** An arrow at the stage's edge, where there is a mouse. */
function Turn({ isShown, className, label, turn, children }: TurnProps) {
  if (!isShown) return null;
  return (
    <span
      className={classes(
        "absolute top-1/2 -translate-y-1/2 rounded-lg bg-black/50 pointer-coarse:hidden",
        className,
      )}
    >
      <IconButton label={label} onPress={turn} className="text-white">
        {children}
      </IconButton>
    </span>
  );
}
