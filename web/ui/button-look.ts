import { classes } from "./classes.ts";

// How buttons look, and links that look like them. Every target is at least 44 px high.

export type ButtonLook = "primary" | "outline" | "quiet" | "danger";

const SHARED =
  "inline-flex min-h-11 cursor-pointer select-none items-center justify-center gap-2 rounded-lg px-4 text-[0.9375rem] font-medium leading-tight " +
  "transition-[background-color,border-color,color,opacity] duration-150 data-[disabled]:cursor-not-allowed data-[disabled]:opacity-50 " +
  "[&_svg]:size-5 [&_svg]:shrink-0 forced-colors:border";

const LOOKS: Record<ButtonLook, string> = {
  primary: "bg-accent font-semibold text-on-accent hover:bg-accent-strong active:bg-accent-strong",
  outline: "border border-edge text-ink hover:bg-hover active:bg-hover",
  quiet: "text-soft hover:bg-hover hover:text-ink active:bg-hover",
  danger: "bg-danger-fill font-semibold text-on-danger hover:brightness-110",
};

/** The class names of a button; `more` is appended. */
export function buttonClasses(look: ButtonLook, more?: string): string {
  return classes(SHARED, LOOKS[look], more);
}
