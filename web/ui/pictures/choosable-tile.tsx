import { Link } from "@tanstack/react-router";
import type { MouseEvent } from "react";
import { useWords } from "../../copy/words.ts";
import { classes } from "../classes.ts";
import { CheckMark } from "./check-mark.tsx";
import type { PictureList } from "./opened-from.ts";
import { altText } from "./picture-words.ts";
import { Thumb } from "./thumb.tsx";
import type { PlacedPicture } from "./use-rows.ts";

interface ChoosableTileProps {
  readonly placed: PlacedPicture;
  /** Of the whole list. */
  readonly count: number;
  readonly list: PictureList;
  readonly isSelected: boolean;
  /** Something is chosen: a click chooses, instead of opening. */
  readonly isSelecting: boolean;
  readonly choose: (id: string, stretch: boolean) => void;
}

/** One picture of a list: opens in the viewer, which then walks the list, or is chosen. */
export function ChoosableTile({ placed, count, list, isSelected, isSelecting, choose }: ChoosableTileProps) {
  const { gallery } = useWords();
  const { image, index, left, top, width, height } = placed;
  const clicked = (event: MouseEvent) => {
    if (!isSelecting && !event.shiftKey) return;
    event.preventDefault();
    choose(image.id, event.shiftKey);
  };
  return (
    <li
      aria-setsize={count}
      aria-posinset={index + 1}
      className="group absolute overflow-hidden bg-sunken"
      style={{ left, top, width, height }}
    >
      <Link
        to="/gallery/$id"
        params={{ id: image.id }}
        state={{ overTimeline: true, list }}
        preload={false}
        data-picture={image.id}
        draggable={false}
        onClick={clicked}
        className={classes(
          "absolute block scroll-mt-32 scroll-mb-24 overflow-hidden outline-none after:absolute after:inset-0 focus-visible:after:border-4 focus-visible:after:border-focus focus-visible:after:shadow-[inset_0_0_0_2px_black]",
          isSelected ? "inset-2.5 rounded-md" : "inset-0",
        )}
      >
        <Thumb image={image} width={width} height={height} />
      </Link>
      <label
        className={classes(
          "absolute top-0 left-0 grid size-11 cursor-pointer place-items-center focus-within:opacity-100",
          isSelected || isSelecting
            ? "opacity-100"
            : "opacity-0 group-hover:opacity-100 pointer-coarse:opacity-100",
        )}
      >
        <input
          type="checkbox"
          checked={isSelected}
          onChange={() => choose(image.id, false)}
          aria-label={gallery.select(altText(image))}
          className="peer sr-only"
        />
        <CheckMark isChosen={isSelected} />
      </label>
    </li>
  );
}
