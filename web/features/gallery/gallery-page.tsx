import { useQuery } from "@tanstack/react-query";
import { Outlet } from "@tanstack/react-router";
import { useEffect } from "react";
import { lookAgain } from "../../api/picture-changes.ts";
import { monthsQuery } from "../../api/pictures.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { faultWords } from "../../ui/fault-words.ts";
import { Page } from "../../ui/page.tsx";
import { PageSpinner } from "../../ui/spinner.tsx";
import { EmptyGallery } from "./empty-gallery.tsx";
import { Timeline } from "./timeline.tsx";

/** The timeline. The viewer of one picture opens over it, in the outlet. */
export function GalleryPage() {
  const words = useWords();
  useReturns();
  return (
    <Page title={words.shell.pictures} width="full" headingHidden>
      <Months />
      <Outlet />
    </Page>
  );
}

function Months() {
  const { data, error, refetch } = useQuery(monthsQuery);
  if (data !== undefined)
    return data.items.length === 0 ? <EmptyGallery /> : <Timeline months={data.items} />;
  if (error !== null) return <TimelineFault error={error} again={() => void refetch()} />;
  return <PageSpinner />;
}

/** Another device may have changed something while this page was not looked at. */
function useReturns(): void {
  useEffect(() => {
    const returned = () => {
      if (document.visibilityState === "visible") void lookAgain();
    };
    document.addEventListener("visibilitychange", returned);
    return () => document.removeEventListener("visibilitychange", returned);
  }, []);
}

function TimelineFault({ error, again }: { readonly error: Error; readonly again: () => void }) {
  const { gallery, shell } = useWords();
  const fault = faultWords(error);
  return (
    <div
      role="alert"
      className="mx-auto grid min-h-96 max-w-md content-center justify-items-center gap-3 px-6 text-center"
    >
      <h2 className="text-xl font-semibold">{gallery.timelineFailed}</h2>
      <p className="text-soft">
        {fault.title}. {fault.advice}
      </p>
      {fault.requestId !== null && (
        <p className="font-mono text-xs text-faint">{shell.requestId(fault.requestId)}</p>
      )}
      <Button onPress={again}>{shell.tryAgain}</Button>
    </div>
  );
}
