import { ArrowLeft, Download, Info, Trash2 } from "lucide-react";
import type { Image } from "#contract/images.ts";
import { downloadUrl } from "../../api/pictures.ts";
import { formatDay } from "../../copy/formats.ts";
import { useWords } from "../../copy/words.ts";
import { IconButton } from "../../ui/button.tsx";
import { classes } from "../../ui/classes.ts";
import { pictureName } from "../../ui/pictures/picture-words.ts";

interface ViewerBarProps {
  readonly image: Image | undefined;
  readonly position: { readonly at: number; readonly of: number } | null;
  readonly hasInfo: boolean;
  readonly setInfo: (hasInfo: boolean) => void;
  readonly close: () => void;
  readonly trash: () => void;
}

/** What can be done with the picture on the stage. */
export function ViewerBar({ image, position, hasInfo, setInfo, close, trash }: ViewerBarProps) {
  const { viewer } = useWords();
  return (
    <header className="z-10 flex items-center gap-1 px-1 pt-[env(safe-area-inset-top)] sm:px-3 sm:py-1">
      <IconButton label={viewer.back} onPress={close}>
        <ArrowLeft />
      </IconButton>
      <div className="min-w-0 grow px-1 leading-tight">
        {image && (
          <>
            <p className="truncate text-[0.9375rem] font-medium">
              {image.caption.trim() || pictureName(image)}
            </p>
            <p className="truncate text-xs text-faint">
              {formatDay(image.takenAt)}
              {position && (
                <span className="max-sm:hidden"> · {viewer.position(position.at, position.of)}</span>
              )}
            </p>
          </>
        )}
      </div>
      {image && (
        <>
          <IconButton
            label={viewer.info}
            aria-pressed={hasInfo}
            onPress={() => setInfo(!hasInfo)}
            className={classes(hasInfo && "bg-hover text-ink")}
          >
            <Info />
          </IconButton>
          <a
            href={downloadUrl(image.id)}
            download
            aria-label={viewer.download}
            className="grid size-11 place-items-center rounded-lg text-soft hover:bg-hover hover:text-ink"
          >
            <Download aria-hidden="true" className="size-5" />
          </a>
          <IconButton label={viewer.trash} onPress={trash}>
            <Trash2 />
          </IconButton>
        </>
      )}
    </header>
  );
}
