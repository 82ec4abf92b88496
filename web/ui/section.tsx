import { type ReactNode, useId } from "react";

interface SectionProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page with a heading of its own. */
export function Section({ title, lead, children }: SectionProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="border-t border-line py-7 first-of-type:border-t-0 first-of-type:pt-0"
    >
      <h2 id={id} className="text-lg font-semibold">
        {title}
      </h2>
      {lead && <p className="mt-1 max-w-prose text-[0.9375rem] text-soft">{lead}</p>}
      <div className="mt-4 max-w-[29rem]">{children}</div>
    </section>
  );
}
