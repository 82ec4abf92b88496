import { createLink, type LinkComponentProps } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components/Button";
import { classes } from "./classes.ts";
import { Spinner } from "./spinner.tsx";

// Buttons, and links that look like them. Every target is at least 44 px high.

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

export interface ButtonProps extends Omit<AriaButtonProps, "className" | "children" | "style"> {
  readonly look?: ButtonLook;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A button. `isPending` keeps its width, shows a spinner and tells screen readers. */
export function Button({ look = "outline", className, children, isPending, ...rest }: ButtonProps) {
  return (
    <AriaButton
      {...rest}
      {...(isPending !== undefined && { isPending })}
      className={classes(SHARED, LOOKS[look], "relative", className)}
    >
      <span className={classes("contents", isPending && "[&>*]:invisible")}>
        {isPending ? <span className="invisible inline-flex items-center gap-2">{children}</span> : children}
      </span>
      {isPending && (
        <span className="absolute inset-0 grid place-items-center">
          <Spinner />
        </span>
      )}
    </AriaButton>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, "children"> {
  /** What it does, for screen readers and as a tooltip of the browser. */
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

interface LookingLinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly look?: ButtonLook;
}

function LookingLink({ look = "outline", className, children, ...rest }: LookingLinkProps) {
  return (
    <a {...rest} className={classes(SHARED, LOOKS[look], className)}>
      {children}
    </a>
  );
}

/** A link to a page of ours that looks like a button. */
export const ButtonLink = createLink(LookingLink);
export type ButtonLinkProps = LinkComponentProps<typeof LookingLink>;
