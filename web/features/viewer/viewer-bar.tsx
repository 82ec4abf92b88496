import { ArrowLeft, GalleryHorizontalEnd, Maximize, Minimize } from "lucide-react";
import type { Image } from "#contract/images.ts";
import { formatDay } from "../../copy/formats.ts";
import { useWords } from "../../copy/words.ts";
import { IconButton } from "../../ui/button.tsx";
import { pictureName } from "../../ui/pictures/picture-words.ts";
import { useFullScreen } from "./use-full-screen.ts";
import type { Position } from "./use-neighbours.ts";
import { ViewerActions, type ViewerActionsProps } from "./viewer-actions.tsx";

interface ViewerBarProps {
  readonly image: Image | undefined;
  readonly position: Position | null;
  readonly close: () => void;
  readonly startSlideshow: () => void;
  /** Null while there is no picture to do anything with. */
  readonly actions: ViewerActionsProps | null;
}

/** Above the stage: the way back, which picture it is, and on wide screens what can be done with it. */
export function ViewerBar({ image, position, close, startSlideshow, actions }: ViewerBarProps) {
  const { viewer } = useWords();
  const { isFull, canFill, toggle } = useFullScreen();
  return (
    <header className="z-10 flex items-center gap-1 bg-black pt-[env(safe-area-inset-top)] pr-[max(0.25rem,env(safe-area-inset-right))] pl-[max(0.25rem,env(safe-area-inset-left))] sm:px-3 sm:py-1">
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
              {position && <> · {viewer.position(position.at, position.of)}</>}
            </p>
          </>
        )}
      </div>
      {actions && (
        <>
          <IconButton label={viewer.slideshow} onPress={startSlideshow}>
            <GalleryHorizontalEnd />
          </IconButton>
          {canFill && (
            <IconButton
              label={isFull ? viewer.leaveFullScreen : viewer.fullScreen}
              onPress={toggle}
              className="max-sm:hidden"
            >
              {isFull ? <Minimize /> : <Maximize />}
            </IconButton>
          )}
          <div className="flex gap-1 max-sm:hidden">
            <ViewerActions {...actions} />
          </div>
        </>
      )}
    </header>
  );
}
