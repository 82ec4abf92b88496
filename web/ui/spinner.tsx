import { useWords } from "../copy/words.ts";
import { classes } from "./classes.ts";

/** Something is under way; the words around it say what. */
export function Spinner({ className }: { readonly className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      aria-hidden="true"
      className={classes("size-5 animate-spin", className)}
    >
      <circle cx="12" cy="12" r="9" stroke="currentColor" strokeOpacity="0.25" strokeWidth="3" />
      <path d="M21 12a9 9 0 0 0-9-9" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
    </svg>
  );
}

/** Stands where a page will be; appears after a moment, so that quick pages do not flicker. */
export function PageSpinner() {
  const words = useWords();
  return (
    <output
      aria-label={words.shell.loading}
      className="appear-late grid min-h-64 place-items-center text-faint"
    >
      <Spinner className="size-8" />
    </output>
  );
}
