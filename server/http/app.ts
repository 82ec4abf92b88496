import type { Server as TlsServer } from "node:tls";
import multipart from "@fastify/multipart";
import fastify, { type FastifyInstance, type FastifyRequest, type FastifyServerOptions } from "fastify";
import type { Registry } from "prom-client";
import { LIMITS } from "#contract/limits.ts";
import type { Route } from "#contract/route.ts";
import { callerFinder, mountAccounts } from "../accounts/routes.ts";
import { mountAlbums } from "../albums/routes.ts";
import { mountArchives } from "../archives/routes.ts";
import { newId } from "../crypto/random.ts";
import { AppError } from "../errors.ts";
import { mountFactors } from "../factors/routes.ts";
import { mountImages } from "../images/routes.ts";
import { mountInstance } from "../instance/routes.ts";
import { mountLive } from "../live/routes.ts";
import { openMetrics } from "../metrics/measure-server.ts";
import { measureState } from "../metrics/measure-state.ts";
import { mountMyData } from "../my-data/routes.ts";
import { mountOidc } from "../oidc/routes.ts";
import { mountPasskeys } from "../passkeys/routes.ts";
import { mountPeople } from "../people/routes.ts";
import type { Log, Rooms } from "../rooms.ts";
import { mountSearch } from "../search/routes.ts";
import { mountTokens, tokenCallerFinder } from "../tokens/routes.ts";
import { mountUploads } from "../uploads/routes.ts";
import { mountVault } from "../vault/routes.ts";
import { answerFromMemory } from "./answer-from-memory.ts";
import {
  type Certificate,
  type CertificateFiles,
  type FollowedCertificate,
  followCertificate,
  readCertificate,
  secureOptions,
} from "./certificate.ts";
import { type Answered, countRequests } from "./count-requests.ts";
import { drainRefusedBodies } from "./drain-body.ts";
import { boundStreams, http2Options } from "./http2.ts";
import { openApiOf } from "./openapi.ts";
import { handleMissing, problemOf } from "./problems.ts";
import { refuseAddress, refuseBytes } from "./refuse-unreadable.ts";
import { guardRequests } from "./request-guards.ts";
import { setResponseHeaders } from "./response-headers.ts";
import { accountOf, openDoor } from "./serve.ts";
import { refuseWhileStopping } from "./stop-serving.ts";
import { serveWebFiles } from "./web-files.ts";

// The application: guards, routes, the web client. It listens to nothing by itself.

const NAME = "Safelight";
const DATABASE_RETRY_SECONDS = 2;
const REQUEST_SECONDS = 300;
const PART_TYPE = "application/offset+octet-stream";

export interface AppOptions {
  /** The built web client; null serves the API alone. */
  readonly webFolder: string | null;
  /** To serve HTTPS itself. */
  readonly tls: CertificateFiles | null;
  /** Where requests are counted; its own where nobody asks. */
  readonly metrics?: Registry;
}

export interface App {
  readonly app: FastifyInstance;
  readonly routes: readonly Route[];
  /** Null where HTTPS is not served. */
  readonly certificate: FollowedCertificate | null;
  /** Lets nothing new in, and finishes what is under way. */
  readonly stop: (graceSeconds: number) => Promise<void>;
}

/** @throws CertificateRefused */
export async function buildApp(
  rooms: Rooms,
  { webFolder, tls, metrics = openMetrics() }: AppOptions,
): Promise<App> {
  const { config } = rooms;
  const certificate = tls && readCertificate(tls);
  const app = openFramework(rooms, certificate);
  boundStreams(app, REQUEST_SECONDS);

  setResponseHeaders(app, config.secure);
  logRequests(app, rooms);
  const counted = countRequests(app, metrics);
  const stopping = refuseWhileStopping(app);
  guardRequests(app, config.origin);
  drainRefusedBodies(app);
  await app.register(multipart, { throwFileSizeLimit: false });
  app.removeContentTypeParser("text/plain");
  // A part of an upload is read by its route, as it comes.
  app.addContentTypeParser(PART_TYPE, (_, payload, done) => done(null, payload));
  // Browsers send violation reports under a type of their own.
  app.addContentTypeParser(
    "application/csp-report",
    { parseAs: "string", bodyLimit: 16_384 },
    (_, body, done) => done(null, body),
  );

  const cookieRules = { secure: config.secure, lifetimeSeconds: config.sessionLifetimeSeconds };
  const findCaller = callerFinder(rooms);
  const door = openDoor(app, {
    clock: rooms.clock,
    cookieRules,
    findCaller,
    findTokenCaller: tokenCallerFinder(rooms),
    metricsToken: config.metrics?.kind === "token" ? config.metrics.token : null,
  });
  mountAccounts(door, rooms);
  mountFactors(door, rooms);
  mountPasskeys(door, rooms);
  mountOidc(door, rooms);
  mountVault(door, rooms);
  const gallery = mountImages(door, rooms);
  mountSearch(door, gallery);
  mountArchives(door, gallery);
  const streams = mountLive(door, rooms);
  // A server that stops waits for its answers, and these would never be done.
  app.addHook("preClose", async () => streams.close());
  mountAlbums(door, gallery);
  mountUploads(door, rooms, gallery);
  mountTokens(door, rooms);
  mountPeople(door, rooms);
  mountMyData(door, rooms, gallery);
  const { readiness } = mountInstance(door, rooms, {
    name: NAME,
    metrics,
    openApi: () => openApiOf(door.mounted, { name: NAME, version: rooms.version, origin: config.origin }),
  });
  if (webFolder !== null) serveWebFiles(app, webFolder);
  handleMissing(app, rooms.log, methodsByPath(door.mounted), (error) =>
    asDatabaseProblem(rooms.database, error),
  );
  answerFromMemory(app, door.warm, {
    ...config,
    cookieRules,
    clock: rooms.clock,
    newId,
    knownCaller: findCaller.known,
    stopping,
    onAnswered(answered) {
      writeDown(rooms.log, answered);
      counted.answered(answered);
    },
    onBegun: counted.begun,
    onEnded: counted.ended,
  });
  const followed = tls && certificate && follow(app, tls, certificate, rooms);
  measureState(metrics, {
    parts: async () => (await readiness()).parts,
    eventStreams: () => streams.size,
    waitingMails: () => rooms.mail.waiting(),
    certificateExpiresAt: followed && (() => followed.expiresAt()),
  });
  return { app, routes: door.mounted, certificate: followed, stop: stopping.stop };
}

function openFramework({ config, log }: Rooms, certificate: Certificate | null): FastifyInstance {
  const settings: FastifyServerOptions = {
    logger: false,
    genReqId: () => newId(),
    bodyLimit: LIMITS.jsonBodyBytes,
    trustProxy: config.trustProxy.length > 0 ? [...config.trustProxy] : false,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false },
    // Who comes while it stops is refused in our own shape: stop-serving.ts.
    return503OnClosing: false,
    // Slow senders: headers within Node's own minute, a whole body within five.
    requestTimeout: REQUEST_SECONDS * 1000,
    frameworkErrors: refuseAddress(config.secure, log),
    clientErrorHandler: refuseBytes(config.secure),
  };
  const overTls = certificate && {
    http2: true,
    https: { ...http2Options, ...secureOptions(certificate) },
  };
  // Safe because what the framework makes for HTTP/2 has everything that is used of what it makes for HTTP/1.1.
  return fastify({ ...settings, ...overTls } as FastifyServerOptions);
}

function follow(
  app: FastifyInstance,
  files: CertificateFiles,
  first: Certificate,
  { log }: Rooms,
): FollowedCertificate {
  // Safe because a server that was given a certificate is one of TLS.
  const followed = followCertificate(app.server as unknown as TlsServer, files, first, log);
  app.addHook("onClose", async () => followed.stop());
  return followed;
}

/** A database that is full or away is no bug, and its clients are told when to try again. */
function asDatabaseProblem(database: Rooms["database"], error: unknown): unknown {
  if (database.isFull(error)) return new AppError("storage.full", { cause: error });
  if (database.isUnavailable(error)) {
    return new AppError("unavailable", { cause: error, retryAfterSeconds: DATABASE_RETRY_SECONDS });
  }
  return error;
}

function methodsByPath(routes: readonly Route[]): (path: string) => readonly string[] {
  const patterns = routes.map((route) => ({
    pattern: new RegExp(`^${route.path.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`),
    methods: route.method === "GET" ? ["GET", "HEAD"] : [route.method],
  }));
  return (path) => patterns.flatMap(({ pattern, methods }) => (pattern.test(path) ? methods : []));
}

/** Why a request was refused, and whose it was; nothing of one that was granted. */
function refusalOf(request: FastifyRequest): { code?: string; accountId?: string | undefined } {
  const code = problemOf(request);
  return code === undefined ? {} : { code, accountId: accountOf(request) };
}

/** One line for each request: the route's template, never the address that was asked for. */
function writeDown(
  log: Log,
  answered: Answered & { readonly requestId: string },
  refusal: object = {},
): void {
  const { requestId, method, route, status, milliseconds } = answered;
  const line = { requestId, method, route, status, milliseconds: Math.round(milliseconds), ...refusal };
  log.info(line, "answered");
}

function logRequests(app: FastifyInstance, { log }: Rooms): void {
  app.addHook("onResponse", (request, reply, done) => {
    const answered = {
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url ?? "none",
      status: reply.statusCode,
      milliseconds: reply.elapsedTime,
    };
    writeDown(log, answered, refusalOf(request));
    done();
  });
}
