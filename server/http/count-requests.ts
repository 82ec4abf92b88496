import type { FastifyInstance } from "fastify";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { problemOf } from "./problems.ts";

// What is counted of requests. Routes are named by their templates, refusals by their codes:
// nothing says who asked, or for what.

/** Seconds. Thumbnails take a few milliseconds, uploads seconds. */
const DURATIONS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** A request once its answer has left. */
export interface Answered {
  readonly method: string;
  /** Its template; `none` where no route took it. */
  readonly route: string;
  readonly status: number;
  readonly milliseconds: number;
}

/** Counts what the framework answers; gives what counts a request that it never saw. */
export function countRequests(
  app: FastifyInstance,
  registry: Registry,
): {
  readonly begun: () => void;
  readonly ended: () => void;
  readonly answered: (request: Answered) => void;
} {
  const registers = [registry];
  const requests = new Counter({
    name: "safelight_http_requests_total",
    help: "Requests answered.",
    labelNames: ["method", "route", "status"],
    registers,
  });
  const problems = new Counter({
    name: "safelight_http_problems_total",
    help: "Requests refused, by the code of the problem.",
    labelNames: ["code"],
    registers,
  });
  const seconds = new Histogram({
    name: "safelight_http_request_seconds",
    help: "From the headers of a request to the end of its answer.",
    labelNames: ["method", "route"],
    buckets: DURATIONS,
    registers,
  });
  const underWay = new Gauge({
    name: "safelight_http_requests_in_progress",
    help: "Requests not yet answered.",
    registers,
  });
  const begun = (): void => underWay.inc();
  const ended = (): void => underWay.dec();
  const answered = ({ method: asked, route, status, milliseconds }: Answered): void => {
    const method = METHODS.has(asked) ? asked : "other";
    requests.inc({ method, route, status });
    seconds.observe({ method, route }, milliseconds / 1000);
  };
  app.addHook("onRequest", (_request, reply, done) => {
    begun();
    // Comes also where the client has gone before its answer.
    reply.raw.once("close", ended);
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    answered({
      method: request.method,
      route: request.routeOptions.url ?? "none",
      status: reply.statusCode,
      milliseconds: reply.elapsedTime,
    });
    const code = problemOf(request);
    if (code !== undefined) problems.inc({ code });
    done();
  });
  return { begun, ended, answered };
}
