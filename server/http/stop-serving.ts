import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import { AppError } from "../errors.ts";
import { hangUpAfter, http2RequestOf } from "./http2.ts";

// How serving ends: nothing new is let in, what is under way is finished, and what takes too long is cut off.

/** For another server, or this one after its restart. */
const RETRY_SECONDS = 5;

export interface Stopping {
  /** Resolves when every answer has been given, or after so long without them. */
  readonly stop: (graceSeconds: number) => Promise<void>;
  readonly isStopping: () => boolean;
  /** For a request that the framework never saw: its connection is not idle until it has ended. */
  readonly begun: (socket: Socket) => void;
  readonly ended: (socket: Socket) => void;
}

/** Call it before routes are mounted, and after what gives answers their headers. */
export function refuseWhileStopping(app: FastifyInstance): Stopping {
  const connections = openConnections(app);
  let isStopping = false;
  app.addHook("onRequest", (_request, _reply, done) => {
    done(isStopping ? new AppError("unavailable", { retryAfterSeconds: RETRY_SECONDS }) : undefined);
  });
  app.addHook("onSend", (request, reply, payload, done) => {
    if (isStopping) hangUpAfter(request, reply);
    done(null, payload);
  });
  return {
    isStopping: () => isStopping,
    begun: connections.begun,
    ended: connections.ended,
    async stop(graceSeconds) {
      isStopping = true;
      const tooLate = setTimeout(() => connections.cutAll(), graceSeconds * 1000);
      connections.cutIdle();
      await app.close();
      clearTimeout(tooLate);
    },
  };
}

interface Connections {
  readonly begun: (socket: Socket) => void;
  readonly ended: (socket: Socket) => void;
  /** Those of HTTP/1.1 on which nothing is asked, now or later: Node would wait for them. Those of HTTP/2 it ends itself. */
  cutIdle(): void;
  cutAll(): void;
}

function openConnections(app: FastifyInstance): Connections {
  const carriers = collectSockets(app, "connection");
  const spoken = "setSecureContext" in app.server ? collectSockets(app, "secureConnection") : carriers;
  const asked = new WeakMap<Socket, number>();
  const askedOn = (socket: Socket): number => asked.get(socket) ?? 0;
  let isCutting = false;
  const begun = (socket: Socket): void => void asked.set(socket, askedOn(socket) + 1);
  const ended = (socket: Socket): void => {
    asked.set(socket, askedOn(socket) - 1);
    // Its head may have left before, and promised to keep the connection.
    if (isCutting && askedOn(socket) === 0) socket.destroySoon();
  };
  app.addHook("onRequest", (request, _, done) => {
    if (http2RequestOf(request) === null) begun(request.raw.socket);
    done();
  });
  app.addHook("onResponse", (request, _, done) => {
    if (http2RequestOf(request) === null) ended(request.raw.socket);
    done();
  });
  return {
    begun,
    ended,
    cutIdle() {
      isCutting = true;
      for (const socket of spoken) {
        const isHttp2 = "alpnProtocol" in socket && socket.alpnProtocol === "h2";
        if (!isHttp2 && askedOn(socket) === 0) socket.destroy();
      }
    },
    cutAll() {
      for (const socket of carriers) socket.destroy();
    },
  };
}

function collectSockets(app: FastifyInstance, event: "connection" | "secureConnection"): ReadonlySet<Socket> {
  const open = new Set<Socket>();
  app.server.on(event, (socket: Socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  return open;
}
