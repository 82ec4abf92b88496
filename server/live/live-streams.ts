import { Readable } from "node:stream";
import type { LiveEvent } from "#contract/events.ts";
import type { AccountId, SessionId } from "#contract/ids.ts";
import { AppError } from "../errors.ts";
import type { Events, Word } from "../events/events.ts";

// Streams of server-sent events. Each ends when its account is forgotten, whatever the reason: whoever may still
// listen comes back and is judged anew. A reader who does not keep up is cut off rather than waited for.

export interface Listener {
  readonly accountId: AccountId;
  readonly sessionId: SessionId;
}

export interface LiveStreams {
  /** @throws AppError rate.limited with too many of one person, unavailable with too many of all */
  open(listener: Listener): Readable;
  /** How many are open. */
  readonly size: number;
  /** Ends all of them, and lets no more begin. */
  close(): void;
}

export interface LiveLimits {
  readonly ofAccount: number;
  readonly ofAll: number;
  /** What may wait for one reader. */
  readonly bufferedBytes: number;
  readonly heartbeatMilliseconds: number;
}

const LIMITS: LiveLimits = {
  ofAccount: 24,
  ofAll: 5000,
  bufferedBytes: 32 * 1024,
  heartbeatMilliseconds: 20_000,
};
const RETRY_SECONDS = 30;
/** Where a browser begins again by itself. */
const OPENING = "retry: 2000\n: listening\n\n";
const HEARTBEAT = ":\n\n";

interface Stream extends Listener {
  readonly body: Readable;
}

/** What a word is to a listener; null where it is none of theirs. */
function eventFor(word: Word, { accountId, sessionId }: Listener): LiveEvent | null {
  const { kind, id } = word;
  if (word.accountId !== accountId || kind === "account.forgotten") return null;
  if (kind === "session.ended" || kind === "vault.locked") return id === sessionId ? { kind } : null;
  return id === null ? { kind } : { kind, id };
}

export function liveStreams(events: Events, limits: LiveLimits = LIMITS): LiveStreams {
  const streams = new Set<Stream>();
  let isClosed = false;

  function send({ body }: Stream, text: string): void {
    if (body.readableLength + text.length > limits.bufferedBytes) body.destroy();
    else body.push(text);
  }

  function end(stream: Stream): void {
    streams.delete(stream);
    stream.body.push(null);
  }

  const stopListening = events.listen((word) => {
    for (const stream of streams) {
      const event = eventFor(word, stream);
      if (event !== null) send(stream, `data: ${JSON.stringify(event)}\n\n`);
      if (word.kind === "account.forgotten" && word.accountId === stream.accountId) end(stream);
    }
  });
  // Whoever comes back looks anew.
  events.listenForGaps(() => {
    for (const stream of streams) end(stream);
  });
  // Keeps proxies from hanging up, and finds out who is gone.
  const heartbeat = setInterval(() => {
    for (const stream of streams) send(stream, HEARTBEAT);
  }, limits.heartbeatMilliseconds);
  heartbeat.unref();

  function refuseTooMany(accountId: AccountId): void {
    if (isClosed || streams.size >= limits.ofAll) {
      throw new AppError("unavailable", { retryAfterSeconds: RETRY_SECONDS });
    }
    let own = 0;
    for (const stream of streams) if (stream.accountId === accountId) own += 1;
    if (own >= limits.ofAccount) throw new AppError("rate.limited", { retryAfterSeconds: RETRY_SECONDS });
  }

  return {
    open({ accountId, sessionId }) {
      refuseTooMany(accountId);
      const body = new Readable({ highWaterMark: 0, read: () => undefined });
      const stream: Stream = { accountId, sessionId, body };
      body.once("close", () => void streams.delete(stream));
      streams.add(stream);
      body.push(OPENING);
      return body;
    },
    get size() {
      return streams.size;
    },
    close() {
      isClosed = true;
      clearInterval(heartbeat);
      stopListening();
      for (const stream of streams) end(stream);
    },
  };
}
