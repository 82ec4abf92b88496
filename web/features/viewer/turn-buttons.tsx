import { ChevronLeft, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { useWords } from "../../copy/words.ts";
import { IconButton } from "../../ui/button.tsx";
import { classes } from "../../ui/classes.ts";

interface TurnButtonsProps {
  readonly hasPrevious: boolean;
  readonly hasNext: boolean;
  readonly turn: (to: "previous" | "next") => void;
}

/** The arrows at the stage's edges. */
export function TurnButtons({ hasPrevious, hasNext, turn }: TurnButtonsProps) {
  const { viewer } = useWords();
  return (
    <>
      <Turn isShown={hasPrevious} className="left-2" label={viewer.previous} turn={() => turn("previous")}>
        <ChevronLeft />
      </Turn>
      <Turn isShown={hasNext} className="right-2" label={viewer.next} turn={() => turn("next")}>
        <ChevronRight />
      </Turn>
    </>
  );
}

interface TurnProps {
  readonly isShown: boolean;
  readonly className: string;
  readonly label: string;
  readonly turn: () => void;
  readonly children: ReactNode;
}

/** An arrow; where fingers swipe it is seen only once it has the focus. */
function Turn({ isShown, className, label, turn, children }: TurnProps) {
  if (!isShown) return null;
  return (
    <span
      className={classes(
        "absolute top-1/2 -translate-y-1/2 rounded-lg bg-black/60 pointer-coarse:not-focus-within:sr-only",
        className,
      )}
    >
      <IconButton label={label} onPress={turn} className="text-white">
        {children}
      </IconButton>
    </span>
  );
}
