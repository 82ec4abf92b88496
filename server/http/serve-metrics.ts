import { createServer } from "node:http";
import type { FastifyInstance } from "fastify";
import { equalBytes, sha256 } from "../crypto/digest.ts";
import { AppError } from "../errors.ts";
import type { Metrics } from "../metrics/metrics.ts";

// Who may read the numbers: whoever reaches an address of their own, or brings the token to the main one. Anybody
// else is told that there is nothing.

const PATH = "/metrics";
const TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** Mounts /metrics on the main port. Without a token there is nothing for anybody. */
export function serveMetrics(app: FastifyInstance, metrics: Metrics, token: string | null): void {
  app.get(PATH, async (request, reply) => {
    const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
    if (
      token === null ||
      given === undefined ||
      !equalBytes(sha256(Buffer.from(given)), sha256(Buffer.from(token)))
    )
      throw new AppError("not-found");
    await reply.type(TYPE).send(await metrics.text());
    return reply;
  });
}

export interface MetricsAddress {
  readonly host: string;
  readonly port: number;
}

/** Serves /metrics, and nothing else, at an address of its own; resolves once it listens. */
export async function listenForMetrics(
  metrics: Metrics,
  address: MetricsAddress,
): Promise<{ close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    // Pages have no business here, whatever name they reach it by.
    const isBrowser = headers["sec-fetch-site"] !== undefined || headers.origin !== undefined;
    if (url !== PATH || (method !== "GET" && method !== "HEAD") || isBrowser) {
      response.writeHead(404, { "content-length": 0 }).end();
      return;
    }
    void metrics.text().then((text) => {
      response.writeHead(200, { "content-type": TYPE, "x-content-type-options": "nosniff" }).end(text);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(address.port, address.host, () => resolve());
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
