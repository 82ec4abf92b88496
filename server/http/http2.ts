import {
  constants,
  type Http2ServerRequest,
  type SecureServerOptions,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

// What HTTP/2 needs besides what HTTP/1.1 has: bounds for each connection and stream, and windows wide enough for
// pictures from far away.

const KIB = 1024;
/** What one request may have sent and not yet been read; 64 KiB, the default, is 1.3 MB/s at 50 ms. */
const STREAM_WINDOW = 1024 * KIB;
/** The same, for all requests of a connection. */
const CONNECTION_WINDOW = 4 * 1024 * KIB;
/** How long a client may take to end a body that nobody wants, before it is told. */
const ENOUGH_MS = 250;
const STREAMS_AT_ONCE = 100;
/** What clients are told: as much as HTTP/1.1 takes. What is refused is more than 128 lines. */
const HEADERS_BYTES = 16 * KIB;

export const http2Options: SecureServerOptions = {
  allowHTTP1: true,
  settings: {
    maxConcurrentStreams: STREAMS_AT_ONCE,
    initialWindowSize: STREAM_WINDOW,
    maxHeaderListSize: HEADERS_BYTES,
    enablePush: false,
  },
};

/** The request as HTTP/2 has it; null for one of HTTP/1.1. */
export function http2RequestOf({ raw }: FastifyRequest): Http2ServerRequest | null {
  // Safe because the server makes requests of this class for streams of HTTP/2, and for nothing else.
  return raw.httpVersionMajor === 2 ? (raw as unknown as Http2ServerRequest) : null;
}

/** Says that no further request is taken where this one came from; HTTP/2 has no word for it in an answer. */
export function hangUpAfter(request: FastifyRequest, reply: FastifyReply): void {
  if (http2RequestOf(request) === null) reply.header("connection", "close");
}

/** Ends a stream whose body is not there after so long, or not wanted any more; and widens connections. */
export function boundStreams(app: FastifyInstance, bodySeconds: number): void {
  app.server.on("session", (session: ServerHttp2Session) => session.setLocalWindowSize(CONNECTION_WINDOW));
  app.addHook("onRequest", (request, _, done) => {
    const stream = http2RequestOf(request)?.stream;
    if (stream !== undefined && !stream.endAfterHeaders) boundBody(stream, bodySeconds);
    done();
  });
}

function boundBody(stream: ServerHttp2Stream, seconds: number): void {
  // As Node does for HTTP/1.1.
  const timer = setTimeout(() => endStream(stream, constants.NGHTTP2_CANCEL), seconds * 1000).unref();
  stream.once("end", () => clearTimeout(timer));
  stream.once("close", () => clearTimeout(timer));
  // "Enough, and nothing is wrong": https://www.rfc-editor.org/rfc/rfc9113#section-8.1. Not at once: it would overtake
  // an answer that has not left. What is not read meanwhile is not sent either.
  stream.once("finish", () => {
    setTimeout(() => {
      if (!stream.readableEnded) endStream(stream, constants.NGHTTP2_NO_ERROR);
    }, ENOUGH_MS).unref();
  });
}

function endStream(stream: ServerHttp2Stream, code: number): void {
  stream.close(code);
  // It would wait for what has come to be read, and its connection for it.
  stream.destroy();
}
