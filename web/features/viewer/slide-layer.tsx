import { useCallback, useEffect, useRef, useState } from "react";
import { keepImage } from "../../api/loads.ts";
import { findPictureFailure } from "../../api/picture-failure.ts";
import { classes } from "../../ui/classes.ts";
import { Placeholder } from "../../ui/pictures/placeholder.tsx";
import { copyPicture, findTilePicture } from "./tile-of.ts";

// What a slide is drawn of: renditions, and before the first of them what the tile below shows already.

interface LayerProps {
  readonly url: string;
  readonly alt: string;
  readonly isUrgent?: boolean;
  /** What its pixels must be, as far as known: else it stays invisible. */
  readonly size?: { readonly width: number; readonly height: number };
  readonly onShown?: () => void;
  readonly onFailed?: (failure: Error) => void;
}

/** One rendition, invisible until it is whole; its request ends with it. */
export function Layer({ url, alt, isUrgent = false, size, onShown, onFailed }: LayerProps) {
  const [course, setCourse] = useState<"loading" | "shown" | "failed">("loading");
  const begin = useCallback(
    (img: HTMLImageElement | null) => (img === null ? undefined : keepImage(img, url)),
    [url],
  );
  useEffect(() => {
    if (course !== "failed" || onFailed === undefined) return;
    const search = new AbortController();
    void findPictureFailure(url, search.signal).then((failure) => {
      if (!search.signal.aborted) onFailed(failure ?? new UndecodableError());
    });
    return () => search.abort();
  }, [course, url, onFailed]);
  return (
    <img
      ref={begin}
      alt={alt}
      draggable={false}
      decoding="async"
      fetchPriority={isUrgent ? "high" : "low"}
      onLoad={({ currentTarget: img }) => {
        // Browsers disagree on the turns that some files ask for; what comes out in another shape is not shown.
        if (size && (img.naturalWidth !== size.width || img.naturalHeight !== size.height)) return;
        setCourse("shown");
        onShown?.();
      }}
      onError={(event) => event.currentTarget.hasAttribute("src") && setCourse("failed")}
      className={classes("absolute inset-0 size-full", course !== "shown" && "opacity-0")}
    />
  );
}

/** The bytes came, and this browser makes no picture of them. */
export class UndecodableError extends Error {
  override readonly name = "UndecodableError";
}

interface LikenessProps {
  readonly id: string;
  readonly thumbHash: string;
  /** Asked for where the tile has nothing to show. */
  readonly thumbUrl: string;
}

/** What stands for the picture until its view is there: the tile's own pixels, or its colours and its thumbnail. */
export function Likeness({ id, thumbHash, thumbUrl }: LikenessProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [source] = useState(() => findTilePicture(id));
  useEffect(() => {
    if (source && canvas.current) copyPicture(source, canvas.current);
  }, [source]);
  if (source !== null)
    return <canvas ref={canvas} aria-hidden="true" className="absolute inset-0 size-full" />;
  return (
    <>
      <Placeholder thumbHash={thumbHash} className="absolute inset-0" />
      <Layer url={thumbUrl} alt="" isUrgent />
    </>
  );
}
