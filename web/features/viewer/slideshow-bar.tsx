import { Pause, Play, X } from "lucide-react";
import { useId } from "react";
import { useWords } from "../../copy/words.ts";
import { IconButton } from "../../ui/button.tsx";
import { SLIDESHOW_SECONDS, type SlideshowSeconds } from "./slideshow.ts";
import type { SlideshowControl } from "./use-slideshow.ts";

interface SlideshowBarProps {
  readonly slideshow: SlideshowControl;
  /** The picture whose time runs. */
  readonly subject: string;
}

/** Halts a slideshow, goes on with it, ends it; and how long each picture stays. */
export function SlideshowBar({ slideshow, subject }: SlideshowBarProps) {
  const { viewer } = useWords();
  const id = useId();
  const { show, isCounting, seconds } = slideshow;
  return (
    <section
      aria-label={viewer.slideshow}
      className="z-10 bg-black pb-[env(safe-area-inset-bottom)] text-ink"
    >
      <div className="h-0.5 bg-line motion-reduce:hidden">
        {isCounting && (
          <div
            key={`${subject} ${seconds}`}
            aria-hidden="true"
            className="h-full origin-left animate-[grow_1s_linear_both] bg-accent"
            style={{ animationDuration: `${seconds}s` }}
          />
        )}
      </div>
      <div className="flex items-center justify-center gap-2 px-2 py-1">
        <IconButton
          label={show === "running" ? viewer.slideshowPause : viewer.slideshowResume}
          onPress={slideshow.toggle}
        >
          {show === "running" ? <Pause /> : <Play />}
        </IconButton>
        <label htmlFor={id} className="sr-only">
          {viewer.slideshowInterval}
        </label>
        <select
          id={id}
          value={seconds}
          // Safe because the list only offers these.
          onChange={(event) => slideshow.setSeconds(Number(event.currentTarget.value) as SlideshowSeconds)}
          className="min-h-11 cursor-pointer rounded-lg border border-edge bg-surface px-2 text-ink"
        >
          {SLIDESHOW_SECONDS.map((choice) => (
            <option key={choice} value={choice}>
              {viewer.slideshowSeconds(choice)}
            </option>
          ))}
        </select>
        <IconButton label={viewer.slideshowStop} onPress={slideshow.stop}>
          <X />
        </IconButton>
      </div>
    </section>
  );
}
