import type { ReactNode } from "react";
import { LanguageChoice } from "./language-choice.tsx";
import { Page } from "./page.tsx";
import { Wordmark } from "./wordmark.tsx";

interface DoorPageProps {
  readonly title: string;
  /** Under the heading. */
  readonly lead?: ReactNode;
  /** Under the form: other ways. */
  readonly below?: ReactNode;
  readonly children?: ReactNode;
}

/** A page before the door: one short form in the middle, nothing else. */
export function DoorPage({ title, lead, below, children }: DoorPageProps) {
  return (
    <main
      id="content"
      tabIndex={-1}
      className="flex min-h-[calc(100dvh-3rem)] flex-col pb-[env(safe-area-inset-bottom)] outline-none"
    >
      <div className="flex h-20 shrink-0 items-center justify-center pt-[env(safe-area-inset-top)]">
        <Wordmark />
      </div>
      <div className="sm:pt-[min(6vh,4rem)]">
        <Page title={title} width="narrow">
          {lead && <div className="-mt-3 mb-7 text-soft">{lead}</div>}
          <div className="grid gap-6">{children}</div>
          {below && (
            <div className="mt-7 grid text-[0.9375rem] text-soft [&_a]:inline-block [&_a]:py-2.5">
              {below}
            </div>
          )}
        </Page>
      </div>
      <LanguageChoice />
    </main>
  );
}
