import { useCallback, useEffect, useState } from "react";
import type { Image } from "#contract/images.ts";
import { readConnection, watchConnection } from "../../api/connection.ts";
import { findPictureFailure } from "../../api/picture-failure.ts";
import { renditionUrl } from "../../api/pictures.ts";
import { isProblem } from "../../api/problem-error.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { classes } from "../../ui/classes.ts";
import { faultWords } from "../../ui/fault-words.ts";
import { altText } from "../../ui/pictures/picture-words.ts";
import { Placeholder } from "../../ui/pictures/placeholder.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import type { Size, Zoom } from "./zoom.ts";

// One picture on the stage, in layers: likeness, thumbnail, view, and the original when it is zoomed that far.

interface SlideProps {
  readonly image: Image;
  /** At a zoom of 1, turned as its owner wants it. */
  readonly fit: Size;
  readonly zoom: Zoom;
  readonly isCurrent: boolean;
  readonly wantsOriginal: boolean;
}

export function Slide({ image, fit, zoom, isCurrent, wantsOriginal }: SlideProps) {
  const [isViewShown, setViewShown] = useState(false);
  const [failure, setFailure] = useState<Error | null>(null);
  const [attempt, setAttempt] = useState(0);
  const isTurned = image.rotation % 180 !== 0;
  const shown = useCallback(() => setViewShown(true), []);
  const again = useCallback(() => {
    setFailure(null);
    setAttempt((before) => before + 1);
  }, []);
  if (failure !== null && isCurrent) return <SlideFault failure={failure} again={again} />;
  return (
    <div className="pointer-events-none absolute inset-0 grid place-items-center overflow-hidden">
      <div
        className="relative shrink-0"
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
          {!isViewShown && <Placeholder thumbHash={image.thumbHash} className="absolute inset-0" />}
          {!isViewShown && <Layer url={renditionUrl(image.id, "thumb")} alt="" />}
          <Layer
            key={attempt}
            url={renditionUrl(image.id, "view")}
            alt={isCurrent ? altText(image) : ""}
            onShown={shown}
            onFailed={setFailure}
          />
          {wantsOriginal && <Layer url={renditionUrl(image.id, "original")} alt="" />}
        </div>
      </div>
      {isCurrent && !isViewShown && (
        <Spinner className="appear-late absolute right-5 bottom-5 size-6 text-white drop-shadow-[0_0_3px_black]" />
      )}
    </div>
  );
}

interface LayerProps {
  readonly url: string;
  readonly alt: string;
  readonly onShown?: () => void;
  readonly onFailed?: (failure: Error) => void;
}

/** One rendition, invisible until it is whole; its request ends with it. */
function Layer({ url, alt, onShown, onFailed }: LayerProps) {
  const [course, setCourse] = useState<"loading" | "shown" | "failed">("loading");
  const begin = useCallback(
    (img: HTMLImageElement | null) => {
      if (img === null) return;
      img.src = url;
      return () => img.removeAttribute("src");
    },
    [url],
  );
  useEffect(() => {
    if (course !== "failed" || onFailed === undefined) return;
    const search = new AbortController();
    void findPictureFailure(url, search.signal).then((failure) => {
      if (!search.signal.aborted) onFailed(failure ?? new Error("the picture cannot be decoded"));
    });
    return () => search.abort();
  }, [course, url, onFailed]);
  return (
    <img
      ref={begin}
      alt={alt}
      draggable={false}
      decoding="async"
      onLoad={() => {
        setCourse("shown");
        onShown?.();
      }}
      onError={(event) => event.currentTarget.hasAttribute("src") && setCourse("failed")}
      className={classes("absolute inset-0 size-full", course !== "shown" && "opacity-0")}
    />
  );
}

function SlideFault({ failure, again }: { readonly failure: Error; readonly again: () => void }) {
  const { viewer, shell } = useWords();
  const fault = faultWords(failure);
  const isDamaged = isProblem(failure, "image.damaged");
  useEffect(() => {
    if (isDamaged) return;
    return watchConnection(() => readConnection() === "online" && again());
  }, [isDamaged, again]);
  return (
    <div
      role="alert"
      className="absolute inset-0 grid place-content-center justify-items-center gap-3 px-6 text-center"
    >
      <h2 className="text-xl font-semibold">{isDamaged ? viewer.damagedTitle : viewer.failedTitle}</h2>
      <p className="max-w-md text-soft">
        {fault.title}. {fault.advice}
      </p>
      {fault.requestId !== null && (
        <p className="font-mono text-xs text-faint">{shell.requestId(fault.requestId)}</p>
      )}
      <Button onPress={again}>{shell.tryAgain}</Button>
    </div>
  );
}
