import { memo } from "react";
import type { Image } from "#contract/images.ts";
import { useWords } from "../../copy/words.ts";
import { classes } from "../../ui/classes.ts";
import { CheckMark } from "../../ui/pictures/check-mark.tsx";
import { altText } from "../../ui/pictures/picture-words.ts";
import { Thumb } from "../../ui/pictures/thumb.tsx";
import { isScrollingFast } from "./use-timeline-view.ts";

interface PictureTileProps {
  /** Null until the month's layout is there. */
  readonly id: string | null;
  /** Null until its details are there. */
  readonly image: Image | null;
  /** What it is called until then. */
  readonly dayName: string;
  readonly month: string;
  readonly index: number;
  /** Of the month. */
  readonly count: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly isSelected: boolean;
  /** One tile of all takes the focus by Tab; arrow keys lead on. */
  readonly isTabStop: boolean;
}

const patience = () => (isScrollingFast() ? 180 : 0);

/** One picture of the timeline, or its empty frame until it is there. The timeline hears its clicks. */
export const PictureTile = memo(function PictureTile(props: PictureTileProps) {
  const { id, image, index, count, left, top, width, height, isSelected, isTabStop } = props;
  const { gallery } = useWords();
  const place = `${props.month}:${index}`;
  const name = image === null ? gallery.unnamed(props.dayName) : altText(image);
  return (
    <li
      aria-setsize={count}
      aria-posinset={index + 1}
      className="group absolute overflow-hidden bg-sunken"
      style={{ left, top, width, height }}
    >
      {id !== null && (
        <>
          <a
            href={`/gallery/${id}`}
            {...(image === null && { "aria-label": name })}
            data-place={place}
            data-picture={id}
            tabIndex={isTabStop ? 0 : -1}
            draggable={false}
            className={classes(
              "absolute block touch-manipulation select-none scroll-mt-32 [-webkit-touch-callout:none] scroll-mb-24 overflow-hidden outline-none transition-[inset] duration-100 after:absolute after:inset-0 focus-visible:after:border-4 focus-visible:after:border-focus focus-visible:after:shadow-[inset_0_0_0_2px_black]",
              isSelected ? "inset-2.5 rounded-md" : "inset-0",
            )}
          >
            {image && <Thumb image={image} width={width} height={height} patience={patience} />}
          </a>
          {/* Frames that are scrolled past are most of what a browser draws: they have nothing to choose yet. */}
          {(image !== null || isSelected) && (
            <label
              className={classes(
                "absolute top-0 left-0 grid size-11 cursor-pointer place-items-center transition-opacity duration-100 focus-within:opacity-100",
                isSelected
                  ? "opacity-100"
                  : "opacity-0 group-hover:opacity-100 in-data-selecting:opacity-100 pointer-coarse:hidden pointer-coarse:in-data-selecting:grid",
              )}
            >
              <input
                type="checkbox"
                readOnly
                checked={isSelected}
                aria-label={gallery.select(name)}
                data-select={id}
                tabIndex={isTabStop ? 0 : -1}
                className="peer sr-only"
              />
              <CheckMark isChosen={isSelected} />
            </label>
          )}
        </>
      )}
    </li>
  );
});
