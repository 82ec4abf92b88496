import { faultWords } from "./fault-words.ts";

// Short messages over the page. A success goes by itself; a problem stays until it is dismissed. What is drawn,
// and how, is toast-region.tsx's business, which comes later than the first page and is told what it missed.

export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

export interface ToastContent {
  readonly kind: "success" | "problem" | "progress";
  readonly title: string;
  /** Of something under way: how far it is now, in place of the title. */
  readonly state?: ToastState;
  readonly advice?: string;
  readonly requestId?: string | null;
  readonly action?: ToastAction;
  /** How long it stays; undefined: until dismissed. */
  readonly milliseconds?: number;
}

export interface ToastState {
  readonly read: () => string;
  /** Calls `listener` at each change. Returns the way to stop. */
  readonly watch: (listener: () => void) => () => void;
}

interface ToastOptions {
  readonly action?: ToastAction;
}

/** What draws messages. */
export interface ToastSink {
  readonly show: (content: ToastContent) => void;
  readonly close: (content: ToastContent) => void;
  readonly clear: () => void;
}

// A message with something to click stays longer.
const READ_MILLISECONDS = 5000;
const ACT_MILLISECONDS = 10_000;

let sink: ToastSink | null = null;
const missed = new Set<ToastContent>();

/** Connects what draws messages, and hands it what was said before. */
export function connectToasts(to: ToastSink): void {
  sink = to;
  for (const content of missed) to.show(content);
  missed.clear();
}

export const toast = {
  /** Says what was done, for what is not visible by itself. Returns a way to take the message back. */
  success(text: string, { action }: ToastOptions = {}): () => void {
    return show({
      kind: "success",
      title: text,
      milliseconds: action ? ACT_MILLISECONDS : READ_MILLISECONDS,
      ...(action && { action }),
    });
  },

  /** Puts anything that was thrown into words, with the request's id. Stays until dismissed. */
  problem(error: unknown, { action }: ToastOptions = {}): () => void {
    return show({ kind: "problem", ...faultWords(error), ...(action && { action }) });
  },

  /** Says how far something is that takes a while, in one message, until it is closed. */
  progress(text: string): { readonly tell: (text: string) => void; readonly close: () => void } {
    let now = text;
    const listeners = new Set<() => void>();
    const watch = (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
    const close = show({ kind: "progress", title: text, state: { read: () => now, watch } });
    const tell = (next: string) => {
      now = next;
      for (const listener of listeners) listener();
    };
    return { tell, close };
  },

  /** Takes all messages away. */
  clear(): void {
    missed.clear();
    sink?.clear();
  },
};

function show(content: ToastContent): () => void {
  if (sink) sink.show(content);
  else missed.add(content);
  return () => {
    missed.delete(content);
    sink?.close(content);
  };
}
