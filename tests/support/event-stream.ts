import { type LiveEvent, liveEvent } from "#contract/events.ts";
import { type ApiClient, forwarded } from "./api-client.ts";

// Somebody who listens to GET /api/events, as a test sees them.

export interface EventStream {
  /** What has come so far. */
  readonly events: readonly LiveEvent[];
  /** All that has come, as it came. */
  readonly text: () => string;
  /** Waits until something that came fulfils it. Rejects when the stream ends before, or after 20 s. */
  expect(isIt: (event: LiveEvent) => boolean): Promise<LiveEvent>;
  /** Resolves when the server has ended it; rejects when it broke. */
  readonly ended: Promise<void>;
  /** Hangs up. */
  leave(): void;
}

const PATIENCE = 120_000;

/** Rejects when the answer is a refusal. */
export async function listen({ origin, at, cookies }: ApiClient): Promise<EventStream> {
  const hangUp = new AbortController();
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const headers = { cookie, ...forwarded({ origin, at }) };
  const response = await fetch(`${at}/api/events`, { headers, signal: hangUp.signal });
  if (response.status !== 200) throw new Error(`events: ${response.status} ${await response.text()}`);
  const events: LiveEvent[] = [];
  const waiting = new Set<() => void>();
  let text = "";
  let isOver = false;

  async function read(): Promise<void> {
    const decoder = new TextDecoder();
    let taken = 0;
    try {
      for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
        text += decoder.decode(piece, { stream: true });
        for (let end = text.indexOf("\n\n", taken); end >= 0; end = text.indexOf("\n\n", taken)) {
          const data = /^data: (.*)$/m.exec(text.slice(taken, end))?.[1];
          taken = end + 2;
          if (data !== undefined) events.push(liveEvent.parse(JSON.parse(data)));
        }
        for (const look of waiting) look();
      }
    } finally {
      isOver = true;
      for (const look of waiting) look();
    }
  }

  const ended = read();
  ended.catch(() => undefined);
  return {
    events,
    text: () => text,
    ended,
    leave: () => hangUp.abort(),
    expect: (isIt) =>
      new Promise((resolve, reject) => {
        const stop = (): void => {
          clearTimeout(timer);
          waiting.delete(look);
        };
        const fail = (why: string): void => {
          stop();
          reject(new Error(`${why}; so far came ${JSON.stringify(events)}`));
        };
        const look = (): void => {
          const found = events.find(isIt);
          if (found === undefined) return isOver ? fail("the stream ended") : undefined;
          stop();
          resolve(found);
        };
        const timer = setTimeout(() => fail("it did not come"), PATIENCE);
        waiting.add(look);
        look();
      }),
  };
}
