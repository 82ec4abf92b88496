import type { FastifyInstance } from "fastify";

// Browsers show an early answer only when the rest of the body is taken. So what is left of a refused
// body is read and dropped, up to a bound; then the connection is cut.

const MAX_DRAINED_BYTES = 256 * 1024 * 1024;
const MAX_DRAIN_MILLISECONDS = 30_000;

/** After an answer that came before the end of its request, drains the rest within bounds. */
export function drainRefusedBodies(app: FastifyInstance): void {
  app.addHook("onResponse", async (request) => {
    const { raw } = request;
    if (raw.complete || raw.destroyed) return;
    const { socket } = raw;
    const from = socket.bytesRead;
    const timer = setTimeout(() => socket.destroy(), MAX_DRAIN_MILLISECONDS);
    timer.unref();
    const watch = setInterval(() => {
      if (socket.bytesRead - from > MAX_DRAINED_BYTES) socket.destroy();
    }, 50);
    watch.unref();
    const finished = () => {
      clearTimeout(timer);
      clearInterval(watch);
    };
    raw.once("close", finished);
    raw.once("end", finished);
    raw.unpipe();
    raw.resume();
  });
}
