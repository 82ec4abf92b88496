import { useEffect, useState } from "react";
import { type Chosen, offerAlbums } from "../../ui/album-intake.ts";
import { AddToAlbumDialog } from "./add-to-album-dialog.tsx";

/** On every page: asks which album pictures are to go into, whoever wants to know. */
export function AlbumHost() {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  useEffect(() => offerAlbums(setChosen), []);
  if (chosen === null) return null;
  return <AddToAlbumDialog chosen={chosen} close={() => setChosen(null)} />;
}
