import { useCallback, useMemo, useState } from "react";
import type { Image } from "#contract/images.ts";

export interface PictureSelection {
  readonly chosen: readonly Image[];
  readonly ids: ReadonlySet<string>;
  /** Chooses or lets go; `stretch` chooses everything since the last one. */
  readonly choose: (id: string, stretch: boolean) => void;
  readonly all: () => void;
  readonly clear: () => void;
}

/** Which pictures of a list are chosen. What leaves the list is no longer chosen. */
export function usePictureSelection(images: readonly Image[]): PictureSelection {
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const [from, setFrom] = useState<string | null>(null);
  const chosen = useMemo(() => images.filter((image) => marked.has(image.id)), [images, marked]);
  const ids = useMemo(() => new Set<string>(chosen.map((image) => image.id)), [chosen]);
  const clear = useCallback(() => {
    setMarked(new Set());
    setFrom(null);
  }, []);
  const choose = (id: string, stretch: boolean) => {
    const next = new Set(ids);
    const start = from === null ? -1 : images.findIndex((image) => image.id === from);
    const end = images.findIndex((image) => image.id === id);
    if (stretch && start >= 0 && end >= 0) {
      const between = images.slice(Math.min(start, end), Math.max(start, end) + 1);
      for (const image of between) next.add(image.id);
    } else {
      if (!next.delete(id)) next.add(id);
      setFrom(id);
    }
    setMarked(next);
  };
  const all = () => setMarked(new Set(images.map((image) => image.id)));
  return { chosen, ids, choose, all, clear };
}
