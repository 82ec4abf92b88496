import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import type { Route } from "#contract/route.ts";
import type { Caller, SignedIn } from "../access/caller.ts";
import { refusalAtDoor } from "../access/may.ts";
import type { Answered } from "./count-requests.ts";
import { isForeign } from "./request-guards.ts";
import { headersOfAnyAnswer } from "./response-headers.ts";
import { type CookieRules, readSessionToken } from "./session-cookie.ts";
import type { Stopping } from "./stop-serving.ts";

// The short way of routes that are declared warm (docs/decisions/0047): what memory alone can answer is answered
// before the framework looks at the request. It only ever grants: by the guards, the rule and the schemas of the route,
// with the headers of every answer. Whatever is refused, unusual or not in memory goes the ordinary way, untouched.

export interface WarmReply {
  /** The same object for the same answer: what is made of it is kept as long as it is. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export type WarmAnswer<C, P> = (call: { readonly caller: C; readonly params: P }) => WarmReply | null;

export interface WarmRoute {
  readonly route: Route;
  readonly answer: WarmAnswer<Caller, unknown>;
}

export interface WarmOptions {
  readonly origin: string;
  readonly secure: boolean;
  readonly cookieRules: CookieRules;
  readonly clock: () => number;
  readonly newId: () => string;
  /** Who holds a session token, where memory alone tells; null otherwise. */
  readonly knownCaller: (token: string) => SignedIn | null;
  readonly stopping: Pick<Stopping, "isStopping" | "begun" | "ended">;
  /** Told of each request answered here: when it begins, when it ends, and then of its answer if all of it left. */
  readonly onBegun: () => void;
  readonly onAnswered: (answered: Answered & { readonly requestId: string }) => void;
  readonly onEnded: () => void;
}

/** Requests that carry one of these want something that only the ordinary way knows. */
const UNUSUAL = [
  "authorization",
  "range",
  "if-range",
  "if-match",
  "if-none-match",
  "if-modified-since",
  "if-unmodified-since",
  "content-length",
  "transfer-encoding",
  "expect",
  "upgrade",
] as const;

const REQUEST_ID = "x-request-id";

/** A long page of thumbnails, a few times. */
const MAX_ADDRESSES = 4000;

interface Way extends WarmRoute {
  readonly pattern: RegExp;
  readonly names: readonly string[];
  /** How the log names the route: as the framework does. */
  readonly template: string;
}

/** Puts the short way of these routes before the framework's router. */
export function answerFromMemory(
  app: FastifyInstance,
  routes: readonly WarmRoute[],
  options: WarmOptions,
): void {
  const addressOf = addressReader(routes.map(wayOf));
  const host = new URL(options.origin).host;
  const headersFor = headerMaker(options.secure);

  /** What memory answers; null where the request goes the ordinary way. */
  function answerOf(request: IncomingMessage): { readonly way: Way; readonly reply: WarmReply } | null {
    const { headers, url = "" } = request;
    if (options.stopping.isStopping() || request.method !== "GET" || request.httpVersion !== "1.1")
      return null;
    if (!isFor(host, headers) || isUnusual(headers) || isForeign(request, options.origin)) return null;
    const read = addressOf(url);
    if (read === null) return null;
    const { way, params } = read;
    const token = readSessionToken(request, options.cookieRules);
    const caller = token === null ? null : options.knownCaller(token);
    if (caller === null || refusalAtDoor(way.route, caller, options.clock()) !== null) return null;
    const reply = way.answer({ caller, params });
    return reply === null ? null : { way, reply };
  }

  /** Writes the answer. It is counted and written down as any other, once it has left. */
  function send(
    request: IncomingMessage,
    response: ServerResponse,
    { template }: Way,
    reply: WarmReply,
  ): void {
    const begunAt = performance.now();
    const requestId = options.newId();
    const { socket } = request;
    options.stopping.begun(socket);
    options.onBegun();
    response.on("error", () => undefined);
    response.on("close", () => {
      options.stopping.ended(socket);
      options.onEnded();
      if (!response.writableFinished) return;
      const milliseconds = performance.now() - begunAt;
      options.onAnswered({ requestId, method: "GET", route: template, status: 200, milliseconds });
    });
    response.writeHead(200, headersFor(reply.headers, requestId)).end(reply.body);
  }

  app.server.removeAllListeners("request");
  app.server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    let answer: ReturnType<typeof answerOf> = null;
    try {
      answer = answerOf(request);
    } catch {
      // The ordinary way meets the same fault, and knows how to tell of it.
    }
    if (answer === null) app.routing(request, response);
    else send(request, response, answer.way, answer.reply);
  });
}

function wayOf(warm: WarmRoute): Way {
  const { route } = warm;
  if (route.method !== "GET" || route.unattended === true || !("bytes" in route.replies)) {
    throw new Error(`${route.method} ${route.path} cannot be answered from memory`);
  }
  return {
    ...warm,
    // Letters, digits, "-" and "_": what is written in any other way is for the framework to read.
    pattern: new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, "([\\w-]+)")}$`),
    names: [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ""),
    template: route.path.replaceAll(/\{(\w+)\}/g, ":$1"),
  };
}

interface Address {
  readonly way: Way;
  readonly params: unknown;
}

/** Which way an address goes, and its parameters as the schema of the route gives them; the last ones are remembered. */
function addressReader(ways: readonly Way[]): (url: string) => Address | null {
  const known = new Map<string, Address>();
  return (url) => {
    const found = known.get(url);
    if (found !== undefined) return found;
    for (const way of ways) {
      const matched = way.pattern.exec(url);
      if (matched === null) continue;
      const given = Object.fromEntries(way.names.map((name, at) => [name, matched[at + 1]]));
      const params = way.route.params?.safeParse(given);
      if (params?.success !== true) return null;
      if (known.size >= MAX_ADDRESSES) known.clear();
      const address = { way, params: params.data };
      known.set(url, address);
      return address;
    }
    return null;
  };
}

/** Whatever a proxy says of the host must be what the client says: then it is the same whether the proxy is believed. */
function isFor(host: string, headers: IncomingHttpHeaders): boolean {
  const forwarded = headers["x-forwarded-host"];
  return headers.host === host && (forwarded === undefined || forwarded === host);
}

function isUnusual(headers: IncomingHttpHeaders): boolean {
  for (const name of UNUSUAL) if (headers[name] !== undefined) return true;
  return false;
}

/** Names and values by turns, as Node writes them at once: those of any answer, then those of this one. */
function headerMaker(secure: boolean): (headers: WarmReply["headers"], requestId: string) => string[] {
  const always = { ...headersOfAnyAnswer(secure), [REQUEST_ID]: "" };
  const idAt = Object.keys(always).indexOf(REQUEST_ID) * 2 + 1;
  const made = new WeakMap<WarmReply["headers"], string[]>();
  return (headers, requestId) => {
    const known = made.get(headers) ?? Object.entries({ ...always, ...headers }).flat();
    made.set(headers, known);
    // Node has written them when writeHead returns.
    known[idAt] = requestId;
    return known;
  };
}
