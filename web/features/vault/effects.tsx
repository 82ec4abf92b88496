import type { ReactNode } from "react";
import { Icon } from "../../ui/icon.tsx";

interface EffectsProps {
  readonly title: string;
  readonly kind: "does" | "does-not";
  readonly items: readonly string[];
  /** After the list. */
  readonly children?: ReactNode;
}

/** What an act does, or does not undo, line by line. */
export function Effects({ title, kind, items, children }: EffectsProps) {
  return (
    <section className="grid gap-3">
      <h2 className="font-semibold">{title}</h2>
      <ul className="grid gap-2 text-[0.9375rem] text-soft">
        {items.map((item) => (
          <li key={item} className="flex gap-2.5">
            <Icon
              name={kind === "does" ? "met" : "warning"}
              className={`mt-1 size-4 shrink-0 ${kind === "does" ? "text-good" : "text-warn"}`}
            />
            {item}
          </li>
        ))}
      </ul>
      {children}
    </section>
  );
}
