import type { IncomingHttpHeaders } from "node:http";
import type { FastifyInstance } from "fastify";
import { AppError } from "../errors.ts";

// What is refused before any route is looked at: foreign hosts, and requests that another site's page made.

/** Paths that another site's navigation may reach: where OpenID Connect providers send people back to. */
const CROSS_SITE_PATHS: readonly RegExp[] = [/^\/api\/oidc\/[a-z0-9-]+\/callback$/];

/** Refuses a foreign Host, and cross-site requests to /api or that would change something. */
export function guardRequests(app: FastifyInstance, origin: string): void {
  const host = new URL(origin).host;
  app.addHook("onRequest", (request, _, done) => {
    if (request.host !== host) done(new AppError("host.unknown"));
    else if (isForeign(request, origin)) done(new AppError("request.cross-site"));
    else done();
  });
}

/** What the rules look at, be it the framework's request or Node's. */
interface Guarded {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** Whether another site's page made the request, where that is not allowed. */
export function isForeign(request: Guarded, origin: string): boolean {
  const path = request.url?.split("?", 1)[0] ?? "/";
  const changes = request.method !== "GET" && request.method !== "HEAD";
  if (!changes && !path.startsWith("/api/")) return false;
  if (!changes && CROSS_SITE_PATHS.some((allowed) => allowed.test(path))) return false;
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  // A client that sends neither header is not a browser, and is judged by its credentials alone.
  return changes && request.headers.origin !== undefined && request.headers.origin !== origin;
}
