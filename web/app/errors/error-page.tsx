import { createContext, type ReactNode, useContext } from "react";
import { DoorPage } from "../../ui/door-page.tsx";
import { Page } from "../../ui/page.tsx";

// A whole page that says what happened and what to do next.

/** True inside the frame of the pages behind the door, which has bars of its own. */
export const InFrame = createContext(false);

interface ErrorPageProps {
  readonly title: string;
  readonly advice: string;
  readonly detail?: ReactNode;
  /** What to do next. */
  readonly children: ReactNode;
}

export function ErrorPage({ title, advice, detail, children }: ErrorPageProps) {
  const isInFrame = useContext(InFrame);
  const rest = (
    <>
      {detail}
      <div className="flex flex-wrap gap-3">{children}</div>
    </>
  );
  if (!isInFrame) {
    return (
      <DoorPage title={title} lead={advice}>
        {rest}
      </DoorPage>
    );
  }
  return (
    <Page title={title} width="narrow">
      <p className="-mt-3 mb-7 text-soft">{advice}</p>
      <div className="grid gap-6">{rest}</div>
    </Page>
  );
}
