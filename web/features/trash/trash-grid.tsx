import { RotateCcw, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Image } from "#contract/images.ts";
import { LIMITS } from "#contract/limits.ts";
import { useWords } from "../../copy/words.ts";
import { IconButton } from "../../ui/button.tsx";
import { pictureName } from "../../ui/pictures/picture-words.ts";
import { Thumb } from "../../ui/pictures/thumb.tsx";
import { daysLeft } from "./days-left.ts";

interface TrashGridProps {
  readonly images: readonly Image[];
  readonly restore: (image: Image) => void;
  readonly destroy: (image: Image) => void;
}

/** The pictures of the trash, each with the days it has left. */
export function TrashGrid({ images, restore, destroy }: TrashGridProps) {
  const { trash } = useWords();
  const [now] = useState(() => Date.now());
  return (
    <ul
      aria-label={trash.title}
      className="grid grid-cols-2 gap-3 sm:grid-cols-[repeat(auto-fill,minmax(13rem,1fr))] sm:gap-4"
    >
      {images.map((image) => (
        <li
          key={image.id}
          className="overflow-hidden rounded-xl border border-line bg-surface [content-visibility:auto] [contain-intrinsic-size:auto_16rem]"
        >
          <div className="relative aspect-square overflow-hidden bg-sunken">
            <Thumb image={image} />
          </div>
          <div className="flex flex-wrap items-center justify-end gap-x-0.5 pt-2 pr-1 pb-1 pl-3 sm:pt-1">
            <div className="min-w-0 grow leading-tight max-sm:w-full">
              <p className="truncate text-sm font-medium">{pictureName(image)}</p>
              <p className="text-xs text-faint">
                {trash.daysLeft(daysLeft(image.trashedAt ?? "", LIMITS.trashDays, now))}
              </p>
            </div>
            <IconButton label={trash.restoreNamed(pictureName(image))} onPress={() => restore(image)}>
              <RotateCcw />
            </IconButton>
            <IconButton label={trash.destroyNamed(pictureName(image))} onPress={() => destroy(image)}>
              <Trash2 />
            </IconButton>
          </div>
        </li>
      ))}
    </ul>
  );
}
