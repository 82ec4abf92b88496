import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { BodyOf, ParamsOf, QueryOf, ReplyOf, Route } from "#contract/route.ts";
import type { Caller, Origin, Scraper, SignedIn, Unlocked } from "../access/caller.ts";
import { refusalAtDoor } from "../access/may.ts";
import { equalBytes, sha256 } from "../crypto/digest.ts";
import { AppError } from "../errors.ts";
import type { WarmAnswer, WarmRoute } from "./answer-from-memory.ts";
import { findNul } from "./find-nul.ts";
import { http2RequestOf } from "./http2.ts";
import { judgeReply } from "./judge-reply.ts";
import { lookOf } from "./look-of.ts";
import { type ReceivedFile, receiveFile } from "./receive-file.ts";
import {
  type CookieRules,
  clearProviderToken,
  clearSessionToken,
  readBrowserToken,
  readProviderToken,
  readSessionToken,
  writeBrowserToken,
  writeProviderToken,
  writeSessionToken,
} from "./session-cookie.ts";

// The only way to mount a route: its access rule, its schemas, and its reply filtered by the contract.

type CallerOf<R extends Route> = R["access"] extends "unlocked" | "administrator"
  ? Unlocked
  : R["access"] extends "signed-in"
    ? SignedIn
    : R["access"] extends "scraper"
      ? Scraper
      : Caller;

/** The cookies of a call, read and written. */
export interface Cookies {
  readonly sessionToken: string | null;
  readonly browserToken: string | null;
  /** Of a visit to a provider; the one cookie that comes along from there. */
  readonly providerToken: string | null;
  setProvider(token: string): void;
  clearProvider(): void;
  setSession(token: string): void;
  clearSession(): void;
  setBrowser(token: string): void;
  /** Tells the browser to drop what it cached and stored for this origin. */
  clearSiteData(): void;
}

export interface Call<R extends Route> {
  readonly caller: CallerOf<R>;
  readonly params: ParamsOf<R>;
  readonly query: QueryOf<R>;
  readonly body: BodyOf<R>;
  readonly origin: Origin;
  readonly cookies: Cookies;
  readonly requestId: string;
  /** The `Range` header; null where `If-Range` comes with it, since answers carry nothing to compare. */
  readonly range: string | null;
  /** HEAD: the headers alone are wanted. */
  readonly isHeadersOnly: boolean;
  /** How long the body is, as the client says; null when it does not. */
  readonly announcedBytes: number | null;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
  /** A header of the request; null when it is absent. */
  readonly header: (name: string) => string | null;
  /** The body as it comes, for routes that take parts of an upload. */
  readonly part: Readable | null;
  /** Reads the one file of a multipart body, at most so many bytes. */
  receiveFile(maxBytes: number): Promise<ReceivedFile>;
}

/** An answer of bytes, for routes that reply with them. */
export interface BytesReply {
  readonly status: 200 | 206;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | Readable;
}

export type Answer<R extends Route> = R["replies"] extends { readonly bytes: string }
  ? BytesReply
  : ReplyOf<R> & { readonly headers?: Readonly<Record<string, string>> };

export interface Door {
  /** @param warm what memory alone can answer of a route that is declared warm; null leaves it to `answer` */
  serve<R extends Route>(
    route: R,
    answer: (call: Call<R>) => Promise<Answer<R>>,
    warm?: WarmAnswer<CallerOf<R>, ParamsOf<R>>,
  ): void;
}

export interface DoorOptions {
  readonly clock: () => number;
  readonly cookieRules: CookieRules;
  /** Tells who holds a session token; and the token's replacement, when it is due. */
  readonly findCaller: (token: string, request: { safe: boolean; unattended: boolean }) => Promise<Caller>;
  /** Tells who holds an API token. */
  readonly findTokenCaller: (token: string) => Promise<Caller>;
  /** What a program shows that gathers numbers; null lets none. */
  readonly metricsToken: string | null;
}

const ACCESS_RULES: ReadonlySet<string> = new Set([
  "anyone",
  "signed-in",
  "unlocked",
  "administrator",
  "scraper",
]);

/** The door of one application. Routes that were mounted are in `mounted`, those with a short way also in `warm`. */
export function openDoor(
  app: FastifyInstance,
  options: DoorOptions,
): Door & { mounted: readonly Route[]; warm: readonly WarmRoute[] } {
  const mounted: Route[] = [];
  const warmRoutes: WarmRoute[] = [];
  return {
    mounted,
    warm: warmRoutes,
    serve<R extends Route>(
      route: R,
      answer: (call: Call<R>) => Promise<Answer<R>>,
      warm?: WarmAnswer<CallerOf<R>, ParamsOf<R>>,
    ): void {
      if (!ACCESS_RULES.has(route.access)) {
        throw new Error(`${route.method} ${route.path} has no access rule`);
      }
      if ((warm !== undefined) !== (route.warm === true)) {
        throw new Error(`${route.method} ${route.path} is not declared as it is mounted: warm`);
      }
      mounted.push(route);
      // Safe because it is called for this route alone, with what its rule and its schema have let through.
      if (warm !== undefined) warmRoutes.push({ route, answer: warm as WarmRoute["answer"] });
      app.route({
        method: route.method,
        url: route.path.replaceAll(/\{(\w+)\}/g, ":$1"),
        handler: async (request, reply) => {
          if (route.headers !== undefined) reply.headers(route.headers);
          const call = await admit(route, request, reply, options);
          const answered = await answer(call);
          await judgeAgain(route, request, call, answered, options);
          await send(route, reply, answered);
          return reply;
        },
      });
    },
  };
}

const accounts = new WeakMap<FastifyRequest, string>();

/** Whose a request was, for the log; undefined for a visitor's. */
export function accountOf(request: FastifyRequest): string | undefined {
  return accounts.get(request);
}

async function admit<R extends Route>(
  route: R,
  request: FastifyRequest,
  reply: FastifyReply,
  options: DoorOptions,
): Promise<Call<R>> {
  const cookies = cookiesOf(request, reply, options.cookieRules);
  const caller = await callerOf(route, request, cookies.sessionToken, options);
  if (caller.kind === "signed-in") accounts.set(request, caller.accountId);
  const refusal = refusalAtDoor(route, caller, options.clock());
  if (refusal !== null) throw new AppError(refusal);
  let signal: AbortSignal | null = null;
  return {
    // Safe because refusalAtDoor has just checked what the route's rule promises.
    caller: caller as CallerOf<R>,
    params: parse(route.params, request.params, "params") as ParamsOf<R>,
    query: parse(route.query, request.query, "query") as QueryOf<R>,
    body: (typeof route.body === "string" ? undefined : parse(route.body, request.body, "body")) as BodyOf<R>,
    get origin() {
      return {
        address: request.ip,
        device: (request.headers["user-agent"] ?? "").slice(0, 300),
        language: lookOf(request).language,
      };
    },
    cookies,
    requestId: request.id,
    range: request.headers["if-range"] === undefined ? (request.headers.range ?? null) : null,
    isHeadersOnly: request.method === "HEAD",
    announcedBytes: announcedBytesOf(request),
    get signal() {
      signal ??= goneSignal(request, reply);
      return signal;
    },
    header: (name) => request.headers[name]?.toString() ?? null,
    part: route.body === "bytes" && request.body instanceof Readable ? request.body : null,
    receiveFile: (maxBytes) => receiveFile(request, maxBytes),
  };
}

/** Aborts when the client goes away before its answer is complete. */
function goneSignal(request: FastifyRequest, { raw }: FastifyReply): AbortSignal {
  const abort = new AbortController();
  const end = (): void => {
    if (!raw.writableFinished) abort.abort();
  };
  if (http2RequestOf(request)?.stream.closed ?? raw.closed) end();
  else raw.once("close", end);
  return abort.signal;
}

/**
 * A stream ends when its vault is locked, from the moment on at which it was made; what ended before that, after the
 * door had looked, is noticed here. Throws like the door.
 */
async function judgeAgain<R extends Route>(
  route: R,
  request: FastifyRequest,
  { cookies, isHeadersOnly }: Call<R>,
  answer: Answer<R>,
  options: DoorOptions,
): Promise<void> {
  if (!("bytes" in route.replies) || isHeadersOnly) return;
  // Safe because Answer<R> is BytesReply for such a route.
  const { body } = answer as BytesReply;
  if (!(body instanceof Readable)) return;
  try {
    const now = await callerOf(route, request, cookies.sessionToken, options);
    const refusal = refusalAtDoor(route, now, options.clock());
    if (refusal !== null) throw new AppError(refusal);
  } catch (error) {
    body.destroy();
    throw error;
  }
}

function announcedBytesOf({ headers }: FastifyRequest): number | null {
  const length = headers["content-length"];
  return length === undefined ? null : Number(length);
}

/** A request that brings an API token is judged by it alone, whatever cookies come along. */
async function callerOf(
  route: Route,
  request: FastifyRequest,
  sessionToken: string | null,
  options: DoorOptions,
): Promise<Caller | Scraper> {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (route.access === "scraper")
    return { kind: isSame(bearer, options.metricsToken) ? "scraper" : "visitor" };
  if (bearer !== undefined) return await options.findTokenCaller(bearer);
  if (sessionToken === null) return { kind: "visitor" };
  const safe = request.method === "GET" || request.method === "HEAD";
  return await options.findCaller(sessionToken, { safe, unattended: route.unattended === true });
}

/** In a time that tells nothing of how they differ. */
function isSame(given: string | undefined, wanted: string | null): boolean {
  if (given === undefined || wanted === null) return false;
  return equalBytes(sha256(Buffer.from(given)), sha256(Buffer.from(wanted)));
}

function parse(schema: Route["params"], value: unknown, where: string): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value);
  const nul = parsed.success ? findNul(parsed.data) : null;
  if (parsed.success && nul === null) return parsed.data;
  // An address that names nothing is answered like any other that leads nowhere.
  if (where === "params") throw new AppError("not-found");
  const issues = parsed.error?.issues.slice(0, 20) ?? [{ path: nul ?? [], code: "nul-character" as const }];
  const errors = issues.map((issue) => ({
    path: [where, ...issue.path.map(String)].join("."),
    reason: issue.code === "custom" ? issue.message : issue.code,
  }));
  throw new AppError("request.invalid", { errors });
}

interface Sent {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

async function send<R extends Route>(route: R, reply: FastifyReply, answer: Answer<R>): Promise<void> {
  if ("bytes" in route.replies) {
    // Safe because Answer<R> is BytesReply for such a route.
    const bytes = answer as BytesReply;
    await reply.code(bytes.status).headers(bytes.headers).send(bytes.body);
    return;
  }
  const { status, body, headers } = answer as Sent;
  const json = judgeReply(route, status, body);
  reply.code(status).headers(headers ?? {});
  if ("location" in answer) reply.header("location", answer.location);
  if (json === null) await reply.send();
  else await reply.type("application/json; charset=utf-8").send(json);
}

function cookiesOf(request: FastifyRequest, reply: FastifyReply, rules: CookieRules): Cookies {
  return {
    sessionToken: readSessionToken(request, rules),
    get browserToken() {
      return readBrowserToken(request, rules);
    },
    get providerToken() {
      return readProviderToken(request, rules);
    },
    setProvider: (token) => writeProviderToken(reply, rules, token),
    clearProvider: () => clearProviderToken(reply, rules),
    setSession: (token) => writeSessionToken(reply, rules, token),
    clearSession: () => clearSessionToken(reply, rules),
    setBrowser: (token) => writeBrowserToken(reply, rules, token),
    clearSiteData: () => void reply.header("clear-site-data", '"cache", "storage"'),
  };
}
