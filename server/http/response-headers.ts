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
  // Private until a route says otherwise; nothing of an answer is a document to run.
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
};

const TWO_YEARS = 2 * 365 * 86_400;
const HSTS = `max-age=${TWO_YEARS}; includeSubDomains`;

/** What every answer says, also one that is given before any hook runs; each value may be replaced later. */
export function headersOfAnyAnswer(secure: boolean): Readonly<Record<string, string>> {
  return secure ? { ...ALWAYS, "strict-transport-security": HSTS } : ALWAYS;
}

/** Sets the headers of security.md on every answer, errors included. */
export function setResponseHeaders(app: FastifyInstance, secure: boolean): void {
  const headers = headersOfAnyAnswer(secure);
  app.addHook("onRequest", (request, reply, done) => {
    reply.headers(headers);
    reply.header("x-request-id", request.id);
    done();
  });
}
