import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { FolderMinus, FolderPlus, Images } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { albumQuery, albumsQuery } from "../../api/albums.ts";
import { useWords } from "../../copy/words.ts";
import type { Carried, Spot } from "../../ui/album-carry.ts";
import { addToAlbum } from "../../ui/album-intake.ts";
import { classes } from "../../ui/classes.ts";
import { Thumb } from "../../ui/pictures/thumb.tsx";
import { toast } from "../../ui/toast.ts";
import { albumName } from "./album-words.ts";
import { putIntoAlbum, takeOutOfAlbum } from "./put-into-album.ts";

interface AlbumShelfProps {
  readonly carried: Carried;
  readonly from: Spot;
  /** The mouse was let go, or it was thought better of. */
  readonly end: () => void;
}

/** So many albums stand on the shelf, those made last; any other is found by its name. */
const ON_SHELF = 6;

/**
 * Where pictures that are carried by mouse can be put. For the mouse alone: by keyboard, finger and voice the same is
 * done by the buttons of the selection.
 */
export function AlbumShelf({ carried, from, end }: AlbumShelfProps) {
  const { albums: words } = useWords();
  const navigate = useNavigate();
  const { imageIds, fromAlbum } = carried;
  const { data } = useInfiniteQuery(albumsQuery);
  const { data: source } = useQuery({ ...albumQuery(fromAlbum ?? ""), enabled: fromAlbum !== undefined });
  const albums = (data?.pages[0]?.items ?? [])
    .filter((album) => !album.damaged && album.id !== fromAlbum)
    .slice(0, ON_SHELF);

  const drop = (place: string) => {
    if (place === "other") return addToAlbum(carried);
    if (place === "out") {
      if (source !== undefined) void takeOutOfAlbum(source, imageIds);
      return carried.done?.();
    }
    const album = albums.find(({ id }) => id === place);
    if (album === undefined) return;
    const show = () => void navigate({ to: "/albums/$albumId", params: { albumId: album.id } });
    putIntoAlbum(album, imageIds, show).then(carried.done, (fault: unknown) => toast.problem(fault));
  };
  const { chip, over } = useCarrying(from, drop, end);

  return (
    <div aria-hidden="true" className="pointer-events-none fixed inset-0 z-50 select-none">
      <div
        ref={chip}
        className="absolute top-0 left-0 rounded-full bg-accent px-3 py-1 text-sm font-semibold text-on-accent tabular-nums shadow-float"
      >
        {words.count(imageIds.length)}
      </div>
      <div className="pointer-events-auto absolute inset-x-3 bottom-3 mx-auto flex max-w-3xl flex-wrap justify-center gap-1.5 rounded-2xl border border-line bg-raised p-2 shadow-float">
        {source !== undefined && (
          <DropPlace
            place="out"
            isOver={over === "out"}
            picture={<FolderMinus className="size-5" />}
            name={words.selection.remove}
          />
        )}
        {albums.map((album) => (
          <DropPlace
            key={album.id}
            place={album.id}
            isOver={over === album.id}
            picture={
              album.cover === null ? (
                <Images className="size-5 text-faint" />
              ) : (
                <Thumb key={album.cover.id} image={album.cover} alt="" />
              )
            }
            name={albumName(album)}
          />
        ))}
        <DropPlace
          place="other"
          isOver={over === "other"}
          picture={<FolderPlus className="size-5" />}
          name={words.carry.other}
        />
      </div>
    </div>
  );
}

interface DropPlaceProps {
  readonly place: string;
  readonly isOver: boolean;
  readonly picture: ReactNode;
  readonly name: string;
}

function DropPlace({ place, isOver, picture, name }: DropPlaceProps) {
  return (
    <div
      data-drop-place={place}
      className={classes(
        "grid w-26 justify-items-center gap-1 rounded-xl border-2 p-1.5 text-center text-sm",
        isOver ? "border-accent bg-sunken" : "border-transparent",
      )}
    >
      <span className="relative grid size-16 place-items-center overflow-hidden rounded-lg bg-sunken">
        {picture}
      </span>
      <span className="w-full truncate">{name}</span>
    </div>
  );
}

/** Follows the mouse until it is let go, or Escape is pressed. */
function useCarrying(from: Spot, drop: (place: string) => void, end: () => void) {
  const chip = useRef<HTMLDivElement>(null);
  const [over, setOver] = useState<string | null>(null);
  const latest = useRef({ drop, end });
  useEffect(() => {
    latest.current = { drop, end };
  });
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const follow = ({ x, y }: Spot) => {
      if (chip.current) chip.current.style.transform = `translate(${x + 12}px, ${y + 12}px)`;
      setOver(placeAt({ x, y }));
    };
    follow(from);
    const finish = (place: string | null) => {
      latest.current.end();
      if (place !== null) latest.current.drop(place);
    };
    // A click that ends it on a picture must not open that.
    const clicked = (event: Event) => {
      event.preventDefault();
      event.stopPropagation();
    };
    const up = ({ clientX: x, clientY: y }: PointerEvent) => {
      window.addEventListener("click", clicked, { capture: true, once: true });
      setTimeout(() => window.removeEventListener("click", clicked, { capture: true }), 0);
      finish(placeAt({ x, y }));
    };
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      // What is chosen stays chosen.
      clicked(event);
      finish(null);
    };
    window.addEventListener("pointermove", ({ clientX: x, clientY: y }) => follow({ x, y }), { signal });
    window.addEventListener("pointerup", up, { signal });
    window.addEventListener("pointercancel", () => finish(null), { signal });
    window.addEventListener("keydown", pressed, { signal, capture: true });
    return () => stop.abort();
  }, [from]);
  return { chip, over };
}

function placeAt({ x, y }: Spot): string | null {
  const place = document.elementFromPoint(x, y)?.closest("[data-drop-place]");
  return place?.getAttribute("data-drop-place") ?? null;
}
