import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes } from "react";
import { type ButtonLook, buttonClasses } from "./button-look.ts";

interface LookingLinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly look?: ButtonLook;
}

function LookingLink({ look = "outline", className, children, ...rest }: LookingLinkProps) {
  return (
    <a {...rest} className={buttonClasses(look, className)}>
      {children}
    </a>
  );
}

/** A link to a page of ours that looks like a button. */
export const ButtonLink = createLink(LookingLink);
