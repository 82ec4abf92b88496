import type { ReactNode } from "react";
import { Page } from "../../ui/page.tsx";

interface ErrorPageProps {
  readonly title: string;
  readonly advice: string;
  readonly detail?: ReactNode;
  /** What to do next. */
  readonly children: ReactNode;
}

/** A whole page that says what happened and what to do next. */
export function ErrorPage({ title, advice, detail, children }: ErrorPageProps) {
  return (
    <Page title={title} width="narrow">
      <p className="-mt-2 text-lg text-soft">{advice}</p>
      {detail}
      <div className="mt-8 flex flex-wrap gap-3">{children}</div>
    </Page>
  );
}
