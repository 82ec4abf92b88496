import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Image } from "#contract/images.ts";
import { renditionUrl } from "../../api/pictures.ts";
import { classes } from "../../ui/classes.ts";
import { altText } from "../../ui/pictures/picture-words.ts";
import { Spinner } from "../../ui/spinner.tsx";
import { flyIn } from "./fly.ts";
import { SlideFault } from "./slide-fault.tsx";
import { Layer, Likeness } from "./slide-layer.tsx";
import type { Size, Zoom } from "./zoom.ts";

// One picture on the stage, in layers: likeness, thumbnail, view, and the original when it is zoomed that far.

interface SlideProps {
  readonly image: Image;
  /** At a zoom of 1, turned as its owner wants it. */
  readonly fit: Size;
  readonly zoom: Zoom;
  readonly isEased: boolean;
  readonly isCurrent: boolean;
  /** It is the one the viewer was opened with: it comes out of its tile. */
  readonly isArrival: boolean;
  /** Neighbours wait until the picture that is looked at is there. */
  readonly mayLoad: boolean;
  readonly wantsOriginal: boolean;
  /** Of an animation: its first frame alone. */
  readonly isStill: boolean;
  /** There is something to look at, be it why there is no picture. */
  readonly onReady: (id: string, failure: Error | null) => void;
  readonly trash: () => void;
}

export function Slide(props: SlideProps) {
  const { image, fit, zoom, isCurrent, isStill, mayLoad, onReady } = props;
  const box = useRef<HTMLDivElement>(null);
  const [isShown, setShown] = useState(false);
  const [failure, setFailure] = useState<Error | null>(null);
  const [attempt, setAttempt] = useState(0);
  // Once begun it goes on: what is here already would only be asked for twice.
  const [hasBegun, setBegun] = useState(mayLoad);
  if (mayLoad && !hasBegun) setBegun(true);
  const [isArrival] = useState(props.isArrival);
  useLayoutEffect(() => {
    if (isArrival && box.current) flyIn(box.current, image.id);
  }, [isArrival, image.id]);
  useEffect(() => {
    if (isCurrent && (isShown || failure !== null)) onReady(image.id, failure);
  }, [isShown, failure, isCurrent, image.id, onReady]);

  const isTurned = image.rotation % 180 !== 0;
  const shown = useCallback(() => setShown(true), []);
  const again = useCallback(() => {
    setFailure(null);
    setAttempt((before) => before + 1);
  }, []);
  const alt = isCurrent ? altText(image) : "";
  if (failure !== null && isCurrent) {
    return <SlideFault id={image.id} failure={failure} again={again} trash={props.trash} />;
  }
  return (
    <div className="pointer-events-none absolute inset-0 grid place-items-center">
      <div
        ref={box}
        {...(isCurrent && { "data-stage-picture": "" })}
        className={classes(
          "relative shrink-0",
          props.isEased && "transition-transform duration-200 ease-calm",
        )}
        style={{
          width: fit.width,
          height: fit.height,
          transform: `translate3d(${zoom.x}px, ${zoom.y}px, 0) scale(${zoom.scale})`,
        }}
      >
        <div
          className="absolute top-1/2 left-1/2"
          style={{
            width: isTurned ? fit.height : fit.width,
            height: isTurned ? fit.width : fit.height,
            transform: `translate(-50%, -50%) rotate(${image.rotation}deg)`,
          }}
        >
          {!isShown && (
            <Likeness id={image.id} thumbHash={image.thumbHash} thumbUrl={renditionUrl(image.id, "thumb")} />
          )}
          {hasBegun && (
            <Layer
              key={`${attempt} ${isStill}`}
              url={renditionUrl(image.id, isStill ? "thumb" : "view")}
              alt={alt}
              isUrgent={isCurrent}
              onShown={shown}
              onFailed={setFailure}
            />
          )}
          {props.wantsOriginal && (
            <Layer url={renditionUrl(image.id, "original")} alt="" size={image} isUrgent />
          )}
        </div>
      </div>
      {isCurrent && !isShown && (
        <Spinner className="appear-late absolute right-5 bottom-5 size-6 text-white drop-shadow-[0_0_3px_black]" />
      )}
    </div>
  );
}
