// A line to a server that breaks for good when a certain request goes over it.

import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface BreakingLine {
  /** Of this end of the line. */
  readonly origin: string;
  readonly isBroken: boolean;
  [Symbol.asyncDispose](): Promise<void>;
}

/** @param isLast of the bytes of a request as they come; with the first that it is true of, the line is gone */
export async function breakingLine(
  endpoint: string,
  isLast: (request: string) => boolean,
): Promise<BreakingLine> {
  const { hostname, port } = new URL(endpoint);
  const sockets = new Set<Socket>();
  let isBroken = false;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    }
    near.on("data", (bytes) => {
      if (isLast(bytes.toString("latin1"))) breakIt();
      else far.write(bytes);
    });
    far.on("data", (bytes) => near.write(bytes));
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");

  function breakIt(): void {
    isBroken = true;
    server.close();
    for (const socket of sockets) socket.destroy();
  }

  return {
    // Safe because it listens on a port.
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get isBroken() {
      return isBroken;
    },
    async [Symbol.asyncDispose]() {
      breakIt();
    },
  };
}
