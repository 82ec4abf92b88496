import type { FastifyInstance } from "fastify";

// Headers that every answer carries. The page's own policy is added where the page is served (web-files.ts).

const ALWAYS: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "permissions-policy":
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(self), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-create=(self), publickey-credentials-get=(self), screen-wake-lock=(), usb=(), xr-spatial-tracking=()",
};

const TWO_YEARS = 2 * 365 * 86_400;

/** Sets the headers of security.md on every answer, errors included. */
export function setResponseHeaders(app: FastifyInstance, secure: boolean): void {
  const headers = secure
    ? { ...ALWAYS, "strict-transport-security": `max-age=${TWO_YEARS}; includeSubDomains` }
    : ALWAYS;
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(headers);
    reply.header("x-request-id", request.id);
    // Private until a route says otherwise; nothing of an answer is a document to run.
    reply.header("cache-control", "no-store");
    reply.header("content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
  });
}
