import { Heart, Info, RotateCw, Trash2 } from "lucide-react";
import type { Image } from "#contract/images.ts";
import { useWords } from "../../copy/words.ts";
import { IconButton } from "../../ui/button.tsx";
import { classes } from "../../ui/classes.ts";
import { DownloadButton } from "./download-button.tsx";

export interface ViewerActionsProps {
  readonly image: Image;
  readonly hasInfo: boolean;
  readonly toggleInfo: () => void;
  readonly toggleFavourite: () => void;
  readonly rotate: () => void;
  readonly trash: () => void;
}

/** What can be done with the picture on the stage: in the bar above it, on phones below it, under the thumb. */
export function ViewerActions(props: ViewerActionsProps) {
  const { image, hasInfo, toggleInfo, toggleFavourite, rotate, trash } = props;
  const { viewer } = useWords();
  return (
    <>
      <IconButton label={viewer.favourite} aria-pressed={image.favourite} onPress={toggleFavourite}>
        <Heart className={classes(image.favourite && "fill-accent text-accent")} />
      </IconButton>
      <IconButton
        label={viewer.info}
        aria-pressed={hasInfo}
        onPress={toggleInfo}
        className={classes(hasInfo && "bg-hover text-ink")}
      >
        <Info />
      </IconButton>
      <IconButton label={viewer.rotate} onPress={rotate}>
        <RotateCw />
      </IconButton>
      <DownloadButton image={image} />
      <IconButton label={viewer.trash} onPress={trash}>
        <Trash2 />
      </IconButton>
    </>
  );
}
