import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useRouter } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { findLoaded } from "../../api/loaded-pictures.ts";
import { imageQuery } from "../../api/pictures.ts";
import { isProblem } from "../../api/problem-error.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { faultWords } from "../../ui/fault-words.ts";
import "../../ui/pictures/over-timeline.ts";
import { usePageTitle } from "../../ui/page.tsx";
import { altText, pictureName } from "../../ui/pictures/picture-words.ts";
import { Spinner } from "../../ui/spinner.tsx";
import { InfoPanel } from "./info-panel.tsx";
import { Stage, type StageActions } from "./stage.tsx";
import { trashPicture } from "./trash-picture.ts";
import { useNeighbours } from "./use-neighbours.ts";
import { ViewerBar } from "./viewer-bar.tsx";

/** One picture, over the timeline. */
export function ViewerPage() {
  const { viewer } = useWords();
  const { id = "" } = useParams({ strict: false });
  const {
    data: image,
    error,
    refetch,
  } = useQuery({ ...imageQuery(id), initialData: () => findLoaded(id) ?? undefined });
  const { previous, next, position } = useNeighbours(image);
  const { close, open } = useWays();
  const [hasInfo, setInfo] = useState(false);
  const actions = useRef<StageActions>(null);
  const label = image === undefined ? viewer.loading : viewer.dialog(altText(image));
  usePageTitle(image === undefined ? viewer.loading : pictureName(image));

  const turn = (to: "previous" | "next") => {
    const target = to === "next" ? next : previous;
    if (target !== null) open(target.id);
  };
  const trash = () => {
    if (image === undefined) return;
    const target = next ?? previous;
    if (target === null) close();
    else open(target.id);
    void trashPicture(image);
  };

  const keys: Partial<Record<string, () => void>> = {
    ArrowLeft: () => turn("previous"),
    ArrowRight: () => turn("next"),
    Delete: trash,
    i: () => setInfo((before) => !before),
    "+": () => actions.current?.zoomBy(1.5),
    "=": () => actions.current?.zoomBy(1.5),
    "-": () => actions.current?.zoomBy(1 / 1.5),
    "0": () => actions.current?.fit(),
  };
  useKeys(keys);

  return (
    <ModalOverlay
      isOpen
      onOpenChange={(isOpen) => !isOpen && close()}
      className="fixed inset-0 z-45 h-dvh bg-black text-ink scheme-dark"
    >
      <Modal className="size-full">
        <Dialog aria-label={label} className="flex size-full flex-col outline-none">
          <div className="flex min-h-0 grow">
            <div className="relative flex min-w-0 grow flex-col">
              <ViewerBar
                image={image}
                position={position}
                hasInfo={hasInfo}
                setInfo={setInfo}
                close={close}
                trash={trash}
              />
              {image !== undefined ? (
                <Stage
                  image={image}
                  previous={previous}
                  next={next}
                  turn={turn}
                  close={close}
                  actions={actions}
                />
              ) : error !== null ? (
                <ViewerFault error={error} again={() => void refetch()} close={close} />
              ) : (
                <Spinner className="appear-late m-auto size-8" />
              )}
            </div>
            {hasInfo && image !== undefined && (
              <InfoPanel key={image.id} image={image} close={() => setInfo(false)} />
            )}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Keys that work wherever the focus is, except while typing. */
function useKeys(keys: Partial<Record<string, () => void>>): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const typed = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof Element && event.target.closest("input, textarea") !== null;
      if (isTyping || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const key = latest.current[event.key];
      if (key === undefined) return;
      event.preventDefault();
      key();
    };
    document.addEventListener("keydown", typed);
    return () => document.removeEventListener("keydown", typed);
  }, []);
}

/** Closing goes back to the timeline that the picture was opened from, or else to a fresh one. */
function useWays() {
  const navigate = useNavigate();
  const router = useRouter();
  return {
    close: () => {
      if (router.history.location.state.overTimeline) router.history.back();
      else void navigate({ to: "/gallery", replace: true, resetScroll: false });
    },
    open: (id: string) =>
      void navigate({
        to: "/gallery/$id",
        params: { id },
        replace: true,
        state: (before) => before,
        resetScroll: false,
      }),
  };
}

interface ViewerFaultProps {
  readonly error: Error;
  readonly again: () => void;
  readonly close: () => void;
}

function ViewerFault({ error, again, close }: ViewerFaultProps) {
  const { viewer, shell } = useWords();
  const fault = faultWords(error);
  const isGone = isProblem(error, "not-found");
  return (
    <div role="alert" className="m-auto grid max-w-md justify-items-center gap-3 px-6 text-center">
      <h2 className="text-xl font-semibold">{isGone ? viewer.goneTitle : fault.title}</h2>
      <p className="text-soft">{isGone ? viewer.goneAdvice : fault.advice}</p>
      {fault.requestId !== null && (
        <p className="font-mono text-xs text-faint">{shell.requestId(fault.requestId)}</p>
      )}
      {isGone ? (
        <Button onPress={close}>{viewer.back}</Button>
      ) : (
        <Button onPress={again}>{shell.tryAgain}</Button>
      )}
    </div>
  );
}
