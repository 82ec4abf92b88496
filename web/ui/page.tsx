import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { words } from "../copy/words.ts";
import { classes } from "./classes.ts";

// The frame of one page: its title in the tab, its heading, and the focus when one has come from elsewhere.

interface PageProps {
  /** The heading, and the title of the tab. */
  readonly title: string;
  /** `narrow` for forms and reading, `wide` for settings, `full` for pictures. */
  readonly width?: "narrow" | "wide" | "full";
  /** Beside the heading. */
  readonly actions?: ReactNode;
  /** For pages whose heading is drawn by themselves or not at all: screen readers still get it. */
  readonly headingHidden?: boolean;
  readonly children: ReactNode;
}

const WIDTHS = {
  narrow: "mx-auto w-full max-w-[29rem] px-5 sm:px-6",
  wide: "mx-auto w-full max-w-5xl px-5 sm:px-8",
  full: "w-full",
};

/** One page. Use exactly one per route; a page over another (the viewer) uses `usePageTitle` alone. */
export function Page({ title, width = "wide", actions, headingHidden = false, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  usePageTitle(title);
  // At once, not when there is time for it: somebody may type into a field before.
  useLayoutEffect(() => focusOnArrival(heading.current), []);
  return (
    <div className={classes(WIDTHS[width], width !== "full" && "pt-6 pb-12 sm:pt-10")}>
      <div className={headingHidden ? "contents" : "mb-6 flex flex-wrap items-center justify-between gap-3"}>
        <h1
          ref={heading}
          tabIndex={-1}
          className={
            headingHidden ? "sr-only" : "text-[1.75rem] leading-tight font-semibold tracking-[-0.015em]"
          }
        >
          {title}
        </h1>
        {actions}
      </div>
      {children}
    </div>
  );
}

const titles: { readonly text: string }[] = [];

/** Titles the tab while the component lives. The one that came last wins; the one before comes back after it. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    const entry = { text: title };
    titles.push(entry);
    writeTitle();
    return () => {
      titles.splice(titles.indexOf(entry), 1);
      writeTitle();
    };
  }, [title]);
}

function writeTitle(): void {
  const last = titles.at(-1);
  document.title = last ? words.shell.pageTitle(last.text) : words.shell.name;
}

let arrived = false;

/** Moves the focus to the new page's heading, so that the keyboard and screen readers start there. */
function focusOnArrival(heading: HTMLElement | null): void {
  const first = !arrived;
  arrived = true;
  // The first page of a visit leaves the focus to the browser, and a field that took it keeps it.
  const held = document.activeElement;
  if (first || (held && held !== document.body && heading?.closest("main")?.contains(held))) return;
  heading?.focus({ preventScroll: true });
}
