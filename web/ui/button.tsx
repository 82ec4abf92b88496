import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components/Button";
import { useWords } from "../copy/words.ts";
import { type ButtonLook, buttonClasses } from "./button-look.ts";
import { classes } from "./classes.ts";
import { Spinner } from "./spinner.tsx";

// Buttons that do something. Those that lead somewhere are links: button-link.tsx.

export interface ButtonProps extends Omit<AriaButtonProps, "className" | "children" | "style"> {
  readonly look?: ButtonLook;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A button. While `isPending` it keeps its width and the focus, shows a spinner, says so, and cannot be pressed. */
export function Button({ look = "outline", className, children, isPending = false, ...rest }: ButtonProps) {
  const words = useWords();
  if (!isPending) {
    return (
      <AriaButton {...rest} className={buttonClasses(look, classes("relative", className))}>
        {children}
      </AriaButton>
    );
  }
  // Not react-aria's own waiting state: what that announces points at labels that are gone by then.
  const { onPress: _, type: __, ...still } = rest;
  return (
    <AriaButton
      {...still}
      aria-disabled="true"
      className={buttonClasses(look, classes("relative cursor-progress", className))}
    >
      <span className="inline-flex items-center gap-2 opacity-0">{children}</span>
      <span className="absolute inset-0 grid place-items-center">
        <Spinner />
        <span className="sr-only">{words.shell.loading}</span>
      </span>
    </AriaButton>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, "children"> {
  /** What it does, for screen readers. */
  readonly label: string;
  readonly children: ReactNode;
}

/** A square button with an icon alone. */
export function IconButton({ label, look = "quiet", className, children, ...rest }: IconButtonProps) {
  return (
    <Button {...rest} look={look} aria-label={label} className={classes("size-11 px-0", className)}>
      {children}
    </Button>
  );
}
