// Whether the server can be reached, as far as this page knows. Told by every request that gets an answer or
// none; asked by the offline banner.

export type Connection = "online" | "offline" | "unreachable";

const RETRY_MILLISECONDS = 4000;

let current: Connection = "online";
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

export function readConnection(): Connection {
  return current;
}

/** Calls `listener` at each change. Returns the way to stop. */
export function watchConnection(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The server answered, whatever it said. */
export function noteAnswer(): void {
  change("online");
}

/** A request failed without an answer: look again every few seconds until one comes. */
export function noteNoAnswer(): void {
  change(navigator.onLine ? "unreachable" : "offline");
}

/** Starts listening to the browser's own idea of being online. */
export function startConnection(): void {
  window.addEventListener("offline", () => change("offline"));
  window.addEventListener("online", () => void knock());
}

/** Asks the server for a sign of life now. */
export async function knock(): Promise<void> {
  try {
    const response = await fetch("/healthz", { cache: "no-store" });
    // A proxy whose server is gone answers 502 or 504: that is no sign of life.
    change(response.ok ? "online" : "unreachable");
  } catch {
    change(navigator.onLine ? "unreachable" : "offline");
  }
}

function change(next: Connection): void {
  clearTimeout(timer);
  if (next !== "online") timer = setTimeout(() => void knock(), RETRY_MILLISECONDS);
  if (next === current) return;
  current = next;
  for (const listener of listeners) listener();
}
