import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import type { Image } from "#contract/images.ts";
import { markFavourite } from "../../api/favourites.ts";
import { findLoaded } from "../../api/loaded-pictures.ts";
import { noteGone } from "../../api/picture-changes.ts";
import { imageQuery } from "../../api/pictures.ts";
import { isProblem } from "../../api/problem-error.ts";
import { useWords } from "../../copy/words.ts";
import { classes } from "../../ui/classes.ts";
import { usePageTitle } from "../../ui/page.tsx";
import { altText, pictureName } from "../../ui/pictures/picture-words.ts";
import { Spinner } from "../../ui/spinner.tsx";
import { toast } from "../../ui/toast.ts";
import { findEnd } from "./find-end.ts";
import { flyOut } from "./fly.ts";
import { InfoPanel } from "./info-panel.tsx";
import { rotatePicture } from "./rotate-picture.ts";
import { SlideshowBar } from "./slideshow-bar.tsx";
import { Stage, type StageActions } from "./stage.tsx";
import { restorePicture, trashPicture } from "./trash-picture.ts";
import { TurnButtons } from "./turn-buttons.tsx";
import { useList, useWalkedList } from "./use-list.ts";
import { useNeighbours } from "./use-neighbours.ts";
import { useSlideshow } from "./use-slideshow.ts";
import { useViewerKeys } from "./use-viewer-keys.ts";
import { useWays } from "./use-ways.ts";
import { ViewerActions } from "./viewer-actions.tsx";
import { ViewerBar } from "./viewer-bar.tsx";
import { ViewerFault, type ViewerFaultKind } from "./viewer-fault.tsx";

/** How far a key moves a zoomed picture. Pixels. */
const STEP = 120;

/** One picture, over the timeline, among the pictures of what it was opened from. */
export function ViewerPage() {
  const { viewer } = useWords();
  const { id = "" } = useParams({ strict: false });
  const query = useQuery({ ...imageQuery(id), initialData: () => findLoaded(id) ?? undefined });
  const { data: image, error, refetch } = query;
  const fault = faultOf(image, error);
  const list = useList();
  const walked = useWalkedList(list, image);
  const inTimeline = useNeighbours(list === null ? image : undefined);
  const { previous, next, hasNext, position } = list === null ? inTimeline : walked.neighbours;
  const ways = useWays();
  const [hasInfo, setInfo] = useState(false);
  const [ready, setReady] = useState<{ readonly id: string; readonly failure: Error | null } | null>(null);
  const readyId = ready?.id ?? null;
  const surface = useRef<HTMLElement>(null);
  const actions = useRef<StageActions>(null);
  const isOpen = useIsOpen();
  usePageTitle(image === undefined ? viewer.loading : pictureName(image));

  const close = () => {
    const box = surface.current?.querySelector<HTMLElement>("[data-stage-picture]");
    if (image !== undefined && box) flyOut(box, image.id, image.rotation);
    ways.close();
  };
  const turn = (to: "previous" | "next") => {
    const target = to === "next" ? next : previous;
    if (target !== null) ways.open(target.id);
  };
  const goTo = (end: "first" | "last") => {
    (list === null ? findEnd(end) : walked.findEnd(end)).then(
      (found) => found !== null && isOpen() && ways.open(found.id),
      (fault: unknown) => toast.problem(fault),
    );
  };
  const trash = () => {
    if (image === undefined) return;
    const target = next ?? previous;
    if (target === null) ways.close();
    else ways.open(target.id);
    void trashPicture(image, ({ id: restored }) => isOpen() && ways.open(restored));
  };
  const rotate = (quarters: number) =>
    image !== undefined && fault === null && void rotatePicture(image, quarters);
  const toggleFavourite = () => {
    if (image === undefined || fault !== null) return;
    markFavourite(image, !image.favourite).catch((refusal: unknown) => toast.problem(refusal));
  };
  const toggleInfo = () => setInfo((before) => !before);
  const slideshow = useSlideshow({
    subject: id,
    isReady: readyId === id,
    hasNext,
    next: () => turn("next"),
  });
  const isShow = slideshow.show !== "off";
  const leave = () => (isShow ? slideshow.stop() : close());
  const onReady = useCallback((of: string, failure: Error | null) => setReady({ id: of, failure }), []);
  useForgetting(image, fault === "gone" || (readyId === id && isProblem(ready?.failure, "not-found")));

  useViewerKeys(surface, {
    ArrowLeft: (event) => (event.shiftKey ? actions.current?.panBy({ x: STEP, y: 0 }) : turn("previous")),
    ArrowRight: (event) => (event.shiftKey ? actions.current?.panBy({ x: -STEP, y: 0 }) : turn("next")),
    ArrowUp: () => actions.current?.panBy({ x: 0, y: STEP }),
    ArrowDown: () => actions.current?.panBy({ x: 0, y: -STEP }),
    Home: () => goTo("first"),
    End: () => goTo("last"),
    Delete: trash,
    d: trash,
    f: toggleFavourite,
    i: toggleInfo,
    r: () => rotate(1),
    R: () => rotate(-1),
    " ": slideshow.toggle,
    "+": () => actions.current?.zoomBy(1.5),
    "=": () => actions.current?.zoomBy(1.5),
    "-": () => actions.current?.zoomBy(1 / 1.5),
    "0": () => actions.current?.fit(),
    // Inside the dialog it is the overlay's; Firefox leaves the focus outside when a pressed button goes away.
    Escape: ({ target }) => {
      if (target === document.body) leave();
    },
  });

  const words = image === undefined ? null : altText(image);
  const tools =
    image === undefined || fault !== null
      ? null
      : { image, hasInfo, toggleInfo, toggleFavourite, rotate: () => rotate(1), trash };
  return (
    <ModalOverlay
      isOpen
      // Escape ends what was begun last.
      onOpenChange={(stays) => !stays && leave()}
      className="fixed inset-0 z-45 h-dvh text-ink scheme-dark"
    >
      <Modal className="size-full">
        <Dialog
          ref={surface}
          aria-label={words === null ? viewer.loading : viewer.dialog(words)}
          className="flex size-full flex-col outline-none"
        >
          <div className="flex min-h-0 grow">
            <div className="relative flex min-w-0 grow flex-col overflow-hidden">
              {!isShow && (
                <ViewerBar
                  image={image}
                  position={position}
                  close={close}
                  startSlideshow={slideshow.toggle}
                  actions={tools}
                />
              )}
              {image !== undefined && fault === null ? (
                <Stage
                  image={image}
                  previous={previous}
                  next={next}
                  turn={turn}
                  close={close}
                  trash={trash}
                  actions={actions}
                  isFading={isShow}
                  onReady={onReady}
                  readyId={readyId}
                />
              ) : (
                <div className="relative flex grow bg-black">
                  {fault !== null ? (
                    <ViewerFault
                      kind={fault}
                      error={error}
                      again={() => void refetch()}
                      close={ways.close}
                      trash={image === undefined ? null : trash}
                      restore={() => void restorePicture(id)}
                    />
                  ) : (
                    <Spinner className="appear-late m-auto size-8" />
                  )}
                  <TurnButtons hasPrevious={previous !== null} hasNext={next !== null} turn={turn} />
                </div>
              )}
              {isShow && <SlideshowBar slideshow={slideshow} subject={id} />}
              {!isShow && tools && (
                <div
                  className={classes(
                    "z-10 flex flex-wrap justify-around bg-black pb-[env(safe-area-inset-bottom)] sm:hidden",
                    hasInfo && "max-sm:hidden",
                  )}
                >
                  <ViewerActions {...tools} />
                </div>
              )}
            </div>
            {hasInfo && !isShow && image !== undefined && fault === null && (
              <InfoPanel key={image.id} image={image} close={() => setInfo(false)} />
            )}
          </div>
          <output className="sr-only">
            {words !== null && position && viewer.announce(position.at, position.of, words)}
          </output>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** What keeps the picture from being looked at, so far as its details tell. */
function faultOf(image: Image | undefined, error: Error | null): ViewerFaultKind | null {
  if (isProblem(error, "not-found")) return "gone";
  if (image !== undefined && image.trashedAt !== null) return "trashed";
  if (image?.damaged === true || isProblem(error, "image.damaged")) return "damaged";
  return image === undefined && error !== null ? "failed" : null;
}

/** A picture that was deleted elsewhere leaves the timeline, once the person has left it. */
function useForgetting(image: Image | undefined, isGone: boolean): void {
  const gone = useRef<Image | null>(null);
  const id = image?.id;
  useEffect(() => {
    gone.current = isGone && image !== undefined ? image : null;
  }, [isGone, image]);
  useEffect(
    () => () => {
      if (gone.current !== null && gone.current.id === id) noteGone(gone.current);
    },
    [id],
  );
}

/** Whether the viewer is still there when something comes back that took a while. */
function useIsOpen(): () => boolean {
  const isThere = useRef(false);
  useEffect(() => {
    isThere.current = true;
    return () => {
      isThere.current = false;
    };
  }, []);
  return () => isThere.current;
}
