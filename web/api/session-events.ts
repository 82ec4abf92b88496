// What happens to the session, told to this page and to every other tab. Only the kind of event crosses:
// nothing private is stored or sent.

export type SessionEvent = "signed-out" | "locked" | "signed-in" | "unlocked";
const KINDS: readonly SessionEvent[] = ["signed-out", "locked", "signed-in", "unlocked"];

/** Where it comes from: the person, here or in another tab, or an answer of the server that nobody asked for. */
export type SessionEventOrigin = "here" | "another-tab" | "server";

type Listener = (event: SessionEvent, from: SessionEventOrigin) => void;

const listeners = new Set<Listener>();
let channel: BroadcastChannel | null = null;

/** Opens the line to the other tabs. */
export function startSessionEvents(): void {
  channel = new BroadcastChannel("safelight-session");
  channel.addEventListener("message", (message: MessageEvent<unknown>) => {
    const event = KINDS.find((kind) => kind === message.data);
    if (event) tell(event, "another-tab");
  });
}

/** Calls `listener` for each event, from here or another tab. Returns the way to stop. */
export function watchSession(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What this page is about to bring about itself. */
let expected: SessionEvent | null = null;

/** While `act` runs, this page hears of `event` from nobody else: it is the one that brings it about. */
export async function bringAbout(event: SessionEvent, act: () => Promise<unknown>): Promise<void> {
  expected = event;
  try {
    await act();
  } finally {
    expected = null;
  }
  announce(event);
}

/** Tells this page and the other tabs. */
export function announce(event: SessionEvent, from: "here" | "server" = "here"): void {
  if (event === expected && from !== "here") return;
  channel?.postMessage(event);
  tell(event, from);
}

function tell(event: SessionEvent, from: SessionEventOrigin): void {
  if (event === expected && from !== "here") return;
  for (const listener of listeners) listener(event, from);
}
