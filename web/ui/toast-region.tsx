import { type MouseEvent, useEffect, useSyncExternalStore } from "react";
import { Text } from "react-aria-components/Text";
import {
  UNSTABLE_Toast as AriaToast,
  UNSTABLE_ToastContent as AriaToastContent,
  UNSTABLE_ToastQueue as AriaToastQueue,
  UNSTABLE_ToastRegion as AriaToastRegion,
} from "react-aria-components/Toast";
import { useWords } from "../copy/words.ts";
import { Button, IconButton } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { reserveRoomFor } from "./message-room.ts";
import { Spinner } from "./spinner.tsx";
import { connectToasts, type ToastContent, type ToastState } from "./toast.ts";

const queue = new AriaToastQueue<ToastContent>({ maxVisibleToasts: 4 });

connectToasts({
  show: (content) => {
    // The same problem again replaces the first: one is enough to read.
    const same = queue.visibleToasts.find((shown) => isSame(shown.content, content));
    if (same) queue.close(same.key);
    queue.add(content, content.milliseconds === undefined ? {} : { timeout: content.milliseconds });
  },
  close: closeToast,
  clear: () => queue.clear(),
});

function isSame(a: ToastContent, b: ToastContent): boolean {
  return a.kind === "problem" && a.kind === b.kind && a.title === b.title && !a.action && !b.action;
}

/** Where the messages of `toast` appear: above the bottom bar on a phone, at the lower right elsewhere. */
export function ToastRegion() {
  const words = useWords();
  useEffect(() => {
    document.addEventListener("keydown", undoByKey);
    return () => document.removeEventListener("keydown", undoByKey);
  }, []);
  return (
    <AriaToastRegion
      ref={reserveRoomFor}
      queue={queue}
      aria-label={words.shell.notifications}
      className="fixed right-3 bottom-[calc(var(--bottom-bar)+var(--selection-bar)+0.75rem)] left-3 z-50 flex flex-col-reverse gap-2 outline-none md:right-6 md:bottom-6 md:left-auto md:w-96 print:hidden"
    >
      {({ toast }) => (
        <AriaToast
          toast={toast}
          onMouseDown={toast.content.milliseconds === undefined ? undefined : keepFocusOut}
          className="toast-in flex items-start gap-3 rounded-xl border border-line bg-raised py-2 pr-1 pl-4 shadow-float"
        >
          <ToastBody content={toast.content} />
          <IconButton slot="close" label={words.shell.dismiss}>
            <Icon name="close" />
          </IconButton>
        </AriaToast>
      )}
    </AriaToastRegion>
  );
}

/** A finger on a message that goes by itself would otherwise leave the focus in it, and hold it there. */
function keepFocusOut(event: MouseEvent): void {
  event.preventDefault();
}

const UNCHANGING: ToastState = { read: () => "", watch: () => () => undefined };

function ToastBody({ content }: { readonly content: ToastContent }) {
  const words = useWords();
  const { action } = content;
  const { read, watch } = content.state ?? UNCHANGING;
  const state = useSyncExternalStore(watch, read);
  return (
    <>
      {content.kind === "progress" ? (
        <Spinner className="mt-2.5 size-5 shrink-0" />
      ) : (
        <Icon
          name={content.kind === "success" ? "good" : "problem"}
          className={`mt-2.5 size-5 shrink-0 ${content.kind === "success" ? "text-good" : "text-danger"}`}
        />
      )}
      <AriaToastContent className="min-w-0 grow py-2 text-[0.9375rem] leading-snug">
        <Text slot="title" className="block font-medium">
          {state || content.title}
        </Text>
        {content.advice && <p className="mt-1 text-soft">{content.advice}</p>}
        {content.requestId && (
          <p className="mt-1.5 font-mono text-xs text-faint">{words.shell.requestId(content.requestId)}</p>
        )}
      </AriaToastContent>
      {action && (
        <Button
          look="quiet"
          slot={null}
          {...(content.kind === "success" && { "aria-keyshortcuts": "Control+Z" })}
          className="shrink-0 px-3 font-semibold text-link"
          onPress={() => {
            action.run();
            closeToast(content);
          }}
        >
          {action.label}
        </Button>
      )}
    </>
  );
}

/** Where the browser's own undo is wanted. */
const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable=true]";

/** Ctrl+Z does what the newest offer to undo does: the message lies beside what has the keyboard to itself. */
function undoByKey(event: KeyboardEvent): void {
  if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  if (event.target instanceof Element && event.target.closest(TYPING) !== null) return;
  const offer = queue.visibleToasts.find(({ content }) => content.kind === "success" && content.action);
  if (!offer) return;
  event.preventDefault();
  offer.content.action?.run();
  closeToast(offer.content);
}

function closeToast(content: ToastContent): void {
  const shown = queue.visibleToasts.find((queued) => queued.content === content);
  if (shown) queue.close(shown.key);
}
