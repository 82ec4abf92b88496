// One connection of HTTP/2, and what it asks for: by Node's own client, which leaves nothing out and adds nothing.

import { once } from "node:events";
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
  type OutgoingHttpHeaders,
} from "node:http2";

export interface Http2Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders & IncomingHttpStatusHeader;
  readonly bytes: Buffer;
  /** As the stream ended; 0 is well. */
  readonly rstCode: number;
  readonly code: string | undefined;
}

export interface Http2Client {
  readonly session: ClientHttp2Session;
  /** Sends the headers; the body is the caller's to write and end. */
  open(method: string, path: string, headers?: OutgoingHttpHeaders): ClientHttp2Stream;
  request(
    method: string,
    path: string,
    options?: { headers?: OutgoingHttpHeaders; body?: Uint8Array },
  ): Promise<Http2Reply>;
  close(): void;
}

export async function http2Client(
  origin: string,
  { ca, cookies = new Map() }: { ca: string; cookies?: ReadonlyMap<string, string> },
): Promise<Http2Client> {
  const session = connect(origin, { ca });
  await once(session, "connect");
  session.on("error", () => undefined);
  const open = (method: string, path: string, headers: OutgoingHttpHeaders = {}): ClientHttp2Stream =>
    session.request(
      {
        ":method": method,
        ":path": path,
        origin,
        ...(cookies.size > 0 && {
          cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
        }),
        ...headers,
      },
      { endStream: false },
    );
  return {
    session,
    open,
    async request(method, path, { headers, body } = {}) {
      const stream = open(method, path, headers);
      const reply = replyOf(stream);
      stream.end(body);
      return await reply;
    },
    close: () => session.destroy(),
  };
}

/** The whole answer, once its stream has closed. Rejects when that comes without one. */
export async function replyOf(stream: ClientHttp2Stream): Promise<Http2Reply> {
  const pieces: Buffer[] = [];
  let headers: Http2Reply["headers"] | null = null;
  stream.on("response", (got) => (headers = got));
  stream.on("data", (piece: Buffer) => pieces.push(piece));
  // A stream that is closed while its request is being sent is an error to those who send.
  stream.on("error", () => undefined);
  await new Promise((resolve) => stream.once("close", resolve));
  if (headers === null) throw new Error(`the stream ended with ${stream.rstCode}, and without an answer`);
  return readReply(headers, Buffer.concat(pieces), stream.rstCode ?? 0);
}

function readReply(headers: Http2Reply["headers"], bytes: Buffer, rstCode: number): Http2Reply {
  const isJson = /[/+]json\b/.test(headers["content-type"] ?? "");
  const body: unknown = isJson && bytes.length > 0 ? JSON.parse(bytes.toString()) : undefined;
  const code = typeof body === "object" && body !== null && "code" in body ? String(body.code) : undefined;
  return { status: headers[":status"] ?? 0, headers, bytes, rstCode, code };
}
