import { useWords } from "../copy/words.ts";

/** The lamp and the name. */
export function Wordmark() {
  const words = useWords();
  return (
    <span className="inline-flex items-center gap-2.5 font-semibold tracking-[-0.01em] text-ink">
      <svg viewBox="0 0 24 24" aria-hidden="true" className="size-6 text-accent">
        <circle cx="12" cy="12" r="9.5" fill="none" stroke="currentColor" strokeWidth="2.2" />
        <circle cx="12" cy="12" r="4.5" fill="currentColor" />
      </svg>
      {words.shell.name}
    </span>
  );
}
