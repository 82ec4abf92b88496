import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { Image } from "#contract/images.ts";
import { useWords } from "../../copy/words.ts";
import "../../ui/pictures/over-timeline.ts";
import { Thumb } from "../../ui/pictures/thumb.tsx";
import { useRows } from "../../ui/pictures/use-rows.ts";

interface FoundPicturesProps {
  readonly images: readonly Image[];
  readonly total: number;
  /** Fetches the next page; null while there is none, or it is on its way. */
  readonly more: (() => void) | null;
}

/** What was found, in justified rows, newest first; more of it as its end comes near. */
export function FoundPictures({ images, total, more }: FoundPicturesProps) {
  const { search } = useWords();
  const area = useRef<HTMLUListElement>(null);
  const { height, placed, isNearEnd } = useRows(area, images);
  useEffect(() => {
    if (isNearEnd) more?.();
  }, [isNearEnd, more]);
  return (
    <ul
      ref={area}
      aria-label={search.results}
      className="relative mt-3 [overflow-anchor:none]"
      style={{ height }}
    >
      {placed.map(({ image, index, left, top, width, height: rowHeight }) => (
        <li
          key={image.id}
          aria-setsize={total}
          aria-posinset={index + 1}
          className="absolute overflow-hidden bg-sunken"
          style={{ left, top, width, height: rowHeight }}
        >
          <Link
            to="/gallery/$id"
            params={{ id: image.id }}
            state={{ overTimeline: true }}
            preload={false}
            draggable={false}
            className="absolute inset-0 block scroll-mt-40 scroll-mb-24 overflow-hidden outline-none after:absolute after:inset-0 focus-visible:after:border-4 focus-visible:after:border-focus focus-visible:after:shadow-[inset_0_0_0_2px_black]"
          >
            <Thumb image={image} width={width} height={rowHeight} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
