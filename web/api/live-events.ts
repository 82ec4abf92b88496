import { type LiveEvent, listenToEvents } from "../../contract/events.ts";
import { noticed } from "./call.ts";
import { noteAnswer, noteNoAnswer, readConnection, watchConnection } from "./connection.ts";
import { isProblem, readProblem } from "./problem-error.ts";
import { urlOf } from "./url-of.ts";

// The line on which the server tells what changed. Read by fetch, not by EventSource, which does not say why it was
// refused: a locked vault and a session that is over are known at once.

export interface LiveListener {
  /** Listening from now on. What happened before, since the last time, was missed. */
  opened(): void;
  heard(event: LiveEvent): void;
}

/** The server says something every 20 seconds; a line that is quiet for longer is dead. */
const QUIET_MILLISECONDS = 50_000;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 60_000;

/** Listens, and begins again whenever the line breaks, until the server refuses. Returns the way to stop. */
export function keepListening(listener: LiveListener): () => void {
  const stop = new AbortController();
  void run(listener, stop.signal);
  return () => stop.abort();
}

async function run(listener: LiveListener, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      await listenOnce(signal, {
        opened: () => {
          failures = 0;
          listener.opened();
        },
        heard: (event) => listener.heard(event),
      });
    } catch (error) {
      if (isProblem(error, "session.required", "vault.locked", "factor.enrolment-required")) return;
      failures += 1;
    }
    await pause(pauseAfter(failures), signal);
  }
}

/** Longer each time, and never quite the same: a server that comes back is not met by everybody at once. */
export function pauseAfter(failures: number, random: number = Math.random()): number {
  const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failures);
  return longest / 2 + (random * longest) / 2;
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const go = (): void => {
      clearTimeout(timer);
      stopWatching();
      signal.removeEventListener("abort", go);
      resolve();
    };
    const timer = setTimeout(go, milliseconds);
    const stopWatching = watchConnection(() => readConnection() === "online" && go());
    signal.addEventListener("abort", go);
    if (signal.aborted) go();
  });
}

async function listenOnce(stop: AbortSignal, listener: LiveListener): Promise<void> {
  const quiet = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heardSomething = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => quiet.abort(), QUIET_MILLISECONDS);
  };
  heardSomething();
  try {
    const response = await answerOf(AbortSignal.any([stop, quiet.signal]));
    if (!response.ok) {
      throw noticed(readProblem(response.status, await response.text(), response.headers));
    }
    listener.opened();
    const read = eventReader();
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await reader?.read(); piece?.done === false; piece = await reader?.read()) {
      heardSomething();
      for (const event of read(piece.value)) if (!stop.aborted) listener.heard(event);
    }
  } finally {
    clearTimeout(timer);
  }
}

async function answerOf(signal: AbortSignal): Promise<Response> {
  try {
    const response = await fetch(urlOf(listenToEvents, {}), {
      headers: { accept: "text/event-stream" },
      credentials: "same-origin",
      cache: "no-store",
      signal,
    });
    noteAnswer();
    return response;
  } catch (error) {
    if (!signal.aborted) noteNoAnswer();
    throw error;
  }
}

/** Takes the stream in pieces of any size, and gives the events that are whole. */
export function eventReader(): (piece: string) => LiveEvent[] {
  let held = "";
  return (piece) => {
    held += piece;
    const blocks = held.split("\n\n");
    held = blocks.pop() ?? "";
    return blocks.flatMap((block) => {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      // Safe because it is our own server's, by the same contract.
      return data === undefined ? [] : [JSON.parse(data) as LiveEvent];
    });
  };
}
