import { Check } from "lucide-react";
import { classes } from "../classes.ts";

/** The round mark over a picture that can be chosen. Beside its box, which is the `peer` whose focus it shows. */
export function CheckMark({ isChosen }: { readonly isChosen: boolean }) {
  return (
    <span
      className={classes(
        "grid size-6 place-items-center rounded-full border-2 border-white shadow-[0_0_3px_rgb(0_0_0/0.6)] peer-focus-visible:outline-3 peer-focus-visible:outline-focus",
        isChosen ? "bg-accent text-on-accent" : "bg-black/35 text-transparent",
      )}
    >
      <Check aria-hidden="true" className="size-4" strokeWidth={3} />
    </span>
  );
}
