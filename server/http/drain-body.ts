import type { FastifyInstance } from "fastify";
import { http2RequestOf } from "./http2.ts";

// Over HTTP/1.1 browsers show an early answer only when the rest of the body is taken. So what is left of a refused
// body is read and dropped, up to a bound; then the connection is cut. HTTP/2 has a word for it: http2.ts.

export interface DrainBounds {
  readonly maxBytes: number;
  readonly maxMilliseconds: number;
}

const BOUNDS: DrainBounds = { maxBytes: 256 * 1024 * 1024, maxMilliseconds: 30_000 };
const WATCH_MILLISECONDS = 20;

/** After an answer that came before the end of its request, drains the rest within bounds. */
export function drainRefusedBodies(app: FastifyInstance, bounds: DrainBounds = BOUNDS): void {
  app.addHook("onResponse", (request, _, done) => {
    const { raw } = request;
    done();
    if (raw.complete || raw.destroyed || http2RequestOf(request) !== null) return;
    const { socket } = raw;
    const from = socket.bytesRead;
    const timer = setTimeout(() => socket.destroy(), bounds.maxMilliseconds).unref();
    // Node drops what nobody reads without a word: only the socket knows how much that was.
    const watch = setInterval(() => {
      if (socket.bytesRead - from > bounds.maxBytes) socket.destroy();
    }, WATCH_MILLISECONDS).unref();
    const finish = (): void => {
      clearTimeout(timer);
      clearInterval(watch);
    };
    raw.once("close", finish);
    raw.once("end", finish);
    raw.unpipe();
    raw.resume();
  });
}
