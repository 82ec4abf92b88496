import { useEffect, useState } from "react";
import { type Carried, offerCarrying, type Spot } from "../../ui/album-carry.ts";
import { type Chosen, offerAlbums } from "../../ui/album-intake.ts";
import { AddToAlbumDialog } from "./add-to-album-dialog.tsx";
import { AlbumShelf } from "./album-shelf.tsx";

/** On every page: asks which album pictures are to go into, whoever wants to know, and takes what is carried there. */
export function AlbumHost() {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [carrying, setCarrying] = useState<{ carried: Carried; from: Spot } | null>(null);
  useEffect(() => offerAlbums(setChosen), []);
  useEffect(() => offerCarrying((carried, from) => setCarrying({ carried, from })), []);
  if (carrying !== null) return <AlbumShelf {...carrying} end={() => setCarrying(null)} />;
  if (chosen === null) return null;
  return <AddToAlbumDialog chosen={chosen} close={() => setChosen(null)} />;
}
