import { Link, type LinkProps } from "@tanstack/react-router";
import { classes } from "./classes.ts";

/** A link in running text. */
export function TextLink({ className, ...rest }: LinkProps & { readonly className?: string }) {
  return (
    <Link
      {...rest}
      className={classes("text-link underline decoration-1 underline-offset-3 hover:decoration-2", className)}
    />
  );
}
