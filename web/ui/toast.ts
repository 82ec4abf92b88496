import { UNSTABLE_ToastQueue as ToastQueue } from "react-aria-components/Toast";
import { faultWords } from "./fault-words.ts";

// Short messages over the page. A success goes by itself; a problem stays until it is dismissed.

export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

export interface ToastContent {
  readonly kind: "success" | "problem";
  readonly title: string;
  readonly advice?: string;
  readonly requestId?: string | null;
  readonly action?: ToastAction;
}

interface ToastOptions {
  readonly action?: ToastAction;
}

/** What is shown now; the region in the shell draws it. */
export const toastQueue = new ToastQueue<ToastContent>({ maxVisibleToasts: 4 });

// A message with something to click stays longer: at least the five seconds that accessibility asks for.
const READ_MILLISECONDS = 5000;
const ACT_MILLISECONDS = 10_000;

export const toast = {
  /** Says what was done, for what is not visible by itself. Returns a way to take the message back. */
  success(text: string, { action }: ToastOptions = {}): () => void {
    return show(
      { kind: "success", title: text, ...(action && { action }) },
      action ? ACT_MILLISECONDS : READ_MILLISECONDS,
    );
  },

  /** Puts anything that was thrown into words, with the request's id. Stays until dismissed. */
  problem(error: unknown, { action }: ToastOptions = {}): () => void {
    const fault = faultWords(error);
    const shown = toastQueue.visibleToasts.find(
      ({ content }) => content.kind === "problem" && content.title === fault.title && !content.action,
    );
    if (shown) toastQueue.close(shown.key);
    return show({ kind: "problem", ...fault, ...(action && { action }) });
  },

  /** Takes all messages away. */
  clear(): void {
    toastQueue.clear();
  },
};

function show(content: ToastContent, timeout?: number): () => void {
  const key = toastQueue.add(content, timeout === undefined ? {} : { timeout });
  return () => toastQueue.close(key);
}
