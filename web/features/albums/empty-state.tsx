import type { ReactNode } from "react";

interface EmptyStateProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly advice: string;
  /** What can be done about it. */
  readonly children?: ReactNode;
}

/** Where there is nothing yet: what would be here, and how it comes. */
export function EmptyState({ icon, title, advice, children }: EmptyStateProps) {
  return (
    <div className="grid justify-items-center gap-3 px-5 py-20 text-center">
      <span
        aria-hidden="true"
        className="grid size-16 place-items-center rounded-full bg-sunken text-faint [&_svg]:size-7 [&_svg]:stroke-[1.5]"
      >
        {icon}
      </span>
      <h2 className="text-xl font-semibold">{title}</h2>
      <p className="max-w-sm text-soft">{advice}</p>
      {children}
    </div>
  );
}
