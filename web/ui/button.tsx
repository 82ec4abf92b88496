import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components/Button";
import { ProgressBar } from "react-aria-components/ProgressBar";
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

/** A button. `isPending` keeps its width, shows a spinner and tells screen readers. */
export function Button({ look = "outline", className, children, isPending, ...rest }: ButtonProps) {
  const words = useWords();
  return (
    <AriaButton
      {...rest}
      {...(isPending !== undefined && { isPending })}
      className={buttonClasses(look, classes("relative", className))}
    >
      {isPending ? (
        <>
          <span className="inline-flex items-center gap-2 opacity-0">{children}</span>
          <ProgressBar
            isIndeterminate
            aria-label={words.shell.loading}
            className="absolute inset-0 grid place-items-center"
          >
            <Spinner />
          </ProgressBar>
        </>
      ) : (
        children
      )}
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
