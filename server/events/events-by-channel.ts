import type { AccountId } from "#contract/ids.ts";
import type { Channel, OpenChannel } from "../database/channel.ts";
import type { Events, Word } from "./events.ts";

// Word between all processes that serve one instance, over a channel of the database that they share.

/** As it goes over the channel: whose, what, which. */
type Sent = readonly [accountId: string, kind: string, id: string | null];

function isSent(value: unknown): value is Sent {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [accountId, kind, id] = value as unknown[];
  return typeof accountId === "string" && typeof kind === "string" && (id === null || typeof id === "string");
}

/** Null for a message that this version does not understand. */
function wordOf(message: string): Word | null {
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    return null;
  }
  if (!isSent(value)) return null;
  const [accountId, kind, id] = value;
  // Safe because only processes of this instance reach the channel, and a kind that nobody knows is nobody's.
  return { accountId: accountId as AccountId, kind: kind as Word["kind"], id };
}

/** Resolves when it hears. */
export async function eventsByChannel(openChannel: OpenChannel, sender: string): Promise<Events> {
  const listeners = new Set<Parameters<Events["listen"]>[0]>();
  const gapListeners: (() => void)[] = [];
  const tell = (word: Word, from: "here" | "elsewhere"): void => {
    for (const listener of listeners) listener(word, from);
  };
  const channel: Channel = await openChannel({
    sender,
    onMessage(message) {
      const word = wordOf(message);
      if (word !== null) tell(word, "elsewhere");
    },
    onGap() {
      for (const listener of gapListeners) listener();
    },
  });
  return {
    publish(word) {
      tell(word, "here");
      const sent: Sent = [word.accountId, word.kind, word.id];
      channel.send(JSON.stringify(sent));
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    listenForGaps: (listener) => void gapListeners.push(listener),
    isHeard: () => channel.isHeard(),
    close: () => channel.close(),
  };
}
