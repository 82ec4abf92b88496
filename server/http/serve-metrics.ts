import { createServer } from "node:http";
import type { Registry } from "prom-client";

// The numbers at an address of their own, for whoever reaches it. At the main port they are a route like any other.

export interface MetricsAddress {
  readonly host: string;
  readonly port: number;
}

/** Serves /metrics, and nothing else, at an address of its own; resolves once it listens. */
export async function listenForMetrics(
  registry: Registry,
  address: MetricsAddress,
): Promise<{ close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    // Pages have no business here, whatever name they reach it by.
    const isBrowser = headers["sec-fetch-site"] !== undefined || headers.origin !== undefined;
    if (url !== "/metrics" || (method !== "GET" && method !== "HEAD") || isBrowser) {
      response.writeHead(404, { "content-length": 0 }).end();
      return;
    }
    const type = { "content-type": registry.contentType, "x-content-type-options": "nosniff" };
    registry.metrics().then(
      (text) => response.writeHead(200, type).end(text),
      () => response.writeHead(500, { "content-length": 0 }).end(),
    );
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
