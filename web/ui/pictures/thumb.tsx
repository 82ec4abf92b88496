import { ImageOff, TriangleAlert } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Image } from "#contract/images.ts";
import { readConnection, watchConnection } from "../../api/connection.ts";
import { keepImage } from "../../api/loads.ts";
import { findPictureFailure } from "../../api/picture-failure.ts";
import { renditionUrl } from "../../api/pictures.ts";
import { isProblem } from "../../api/problem-error.ts";
import { useWords } from "../../copy/words.ts";
import { classes } from "../classes.ts";
import { altText } from "./picture-words.ts";
import { Placeholder } from "./placeholder.tsx";
import { distanceOf, thumbQueue } from "./thumb-queue.ts";

// A picture in a box of a known size: its likeness first, then its thumbnail, turned as its owner wants it.
// A request that is no longer wanted ends with the element; a picture that cannot be shown says so.

interface ThumbProps {
  readonly image: Image;
  /** Of the box, in pixels; left out for a square that is as large as what it stands in. */
  readonly width?: number;
  readonly height?: number;
  /** Milliseconds to wait before asking for the bytes; while scrolling fast most boxes are gone by then. */
  readonly patience?: () => number;
  /** Empty when the words stand beside it. */
  readonly alt?: string;
}

type Course = "waiting" | "loading" | "shown" | { readonly failure: Error };

export function Thumb({ image, width, height = width, patience, alt }: ThumbProps) {
  const [course, setCourse] = useState<Course>("waiting");
  const isTurned = image.rotation % 180 !== 0;
  const url = renditionUrl(image.id, "thumb");

  const box = useRef<HTMLSpanElement>(null);
  const isDamaged = image.damaged;
  const isUnderWay = course === "waiting" || course === "loading";
  useEffect(() => {
    if (!isUnderWay || isDamaged) return;
    let done: (() => void) | undefined;
    const timer = setTimeout(() => {
      done = thumbQueue.wait(
        () => (box.current === null ? Number.POSITIVE_INFINITY : distanceOf(box.current)),
        () => setCourse("loading"),
      );
    }, patience?.() ?? 0);
    return () => {
      clearTimeout(timer);
      done?.();
    };
  }, [isUnderWay, isDamaged, patience]);

  return (
    <span
      ref={box}
      className="@container absolute top-1/2 left-1/2 block overflow-hidden"
      style={{
        width: (isTurned ? height : width) ?? "100%",
        height: (isTurned ? width : height) ?? "100%",
        transform: `translate(-50%, -50%) rotate(${image.rotation}deg)`,
      }}
    >
      {course !== "shown" && !isDamaged && <Placeholder thumbHash={image.thumbHash} />}
      {course === "waiting" && !isDamaged && <span className="sr-only">{alt ?? altText(image)}</span>}
      {(course === "loading" || course === "shown") && (
        <Bytes url={url} alt={alt ?? altText(image)} isShown={course === "shown"} onCourse={setCourse} />
      )}
      {isDamaged && <Fault isDamaged rotation={0} label={altText(image)} />}
      {typeof course === "object" && (
        <Failure
          failure={course.failure}
          rotation={image.rotation}
          label={altText(image)}
          again={() => setCourse("waiting")}
        />
      )}
    </span>
  );
}

interface BytesProps {
  readonly url: string;
  readonly alt: string;
  readonly isShown: boolean;
  readonly onCourse: (course: Course) => void;
}

function Bytes({ url, alt, isShown, onCourse }: BytesProps) {
  const [isFailed, setFailed] = useState(false);
  const begin = useCallback(
    (img: HTMLImageElement | null) => (img === null ? undefined : keepImage(img, url)),
    [url],
  );
  useEffect(() => {
    if (!isFailed) return;
    const search = new AbortController();
    void findPictureFailure(url, search.signal).then((failure) => {
      if (search.signal.aborted) return;
      onCourse({ failure: failure ?? new Error("the picture cannot be decoded") });
    });
    return () => search.abort();
  }, [isFailed, url, onCourse]);
  return (
    <img
      ref={begin}
      alt={alt}
      decoding="async"
      draggable={false}
      onLoad={() => onCourse("shown")}
      onError={(event) => event.currentTarget.hasAttribute("src") && setFailed(true)}
      className={classes(
        "absolute inset-0 size-full object-cover transition-opacity duration-200",
        isShown ? "opacity-100" : "opacity-0",
      )}
    />
  );
}

interface FailureProps {
  readonly failure: Error;
  readonly rotation: number;
  readonly label: string;
  readonly again: () => void;
}

function Failure({ failure, again, ...rest }: FailureProps) {
  const isDamaged = isProblem(failure, "image.damaged");
  useEffect(() => {
    if (isDamaged) return;
    return watchConnection(() => readConnection() === "online" && again());
  }, [isDamaged, again]);
  return <Fault isDamaged={isDamaged} {...rest} />;
}

interface FaultProps {
  readonly isDamaged: boolean;
  readonly rotation: number;
  /** What the picture is called. */
  readonly label: string;
}

/** Words in place of a picture that cannot be shown; what can be done about it, the viewer says. */
function Fault({ isDamaged, rotation, label }: FaultProps) {
  const { gallery } = useWords();
  const Mark = isDamaged ? TriangleAlert : ImageOff;
  return (
    <span
      className="absolute inset-0 grid place-items-center bg-black/60 text-center text-xs text-white"
      style={{ transform: `rotate(${-rotation}deg)` }}
    >
      <span className="grid justify-items-center gap-1 p-1">
        <Mark aria-hidden="true" className="size-5" />
        <span className="sr-only @min-[4.5rem]:not-sr-only">
          {isDamaged ? gallery.damaged : gallery.notLoaded}
        </span>
        <span className="sr-only">{label}</span>
        {isDamaged && <span className="hidden @min-[9rem]:block">{gallery.damagedHelp}</span>}
      </span>
    </span>
  );
}
