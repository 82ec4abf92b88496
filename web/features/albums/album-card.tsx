import { Link } from "@tanstack/react-router";
import { Images } from "lucide-react";
import type { Album } from "#contract/albums.ts";
import { useWords } from "../../copy/words.ts";
import { Thumb } from "../../ui/pictures/thumb.tsx";
import { albumName } from "./album-words.ts";

/** An album in the grid: its cover, its name, and how much it holds. */
export function AlbumCard({ album }: { readonly album: Album }) {
  const { albums } = useWords();
  return (
    <Link
      to="/albums/$albumId"
      params={{ albumId: album.id }}
      className="group block rounded-xl outline-none focus-visible:outline-3 focus-visible:outline-offset-3 focus-visible:outline-focus"
    >
      <span className="relative block aspect-square overflow-hidden rounded-xl bg-sunken">
        {album.cover === null ? (
          <Images
            aria-hidden="true"
            strokeWidth={1.25}
            className="absolute inset-0 m-auto size-10 text-faint"
          />
        ) : (
          <Thumb key={album.cover.id} image={album.cover} alt="" />
        )}
      </span>
      <span className="mt-2 block truncate font-medium group-hover:underline">{albumName(album)}</span>
      <span className="block text-sm text-faint tabular-nums">{albums.count(album.count)}</span>
    </Link>
  );
}
