// A long line to a store, on which a refusal is lost when the body is sent before it has arrived: as it goes for a client
// that writes to a server which has answered and closed the connection.

import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** What arrives of such a refusal: nothing, or its status alone. */
export type Arrives = "nothing" | "status";

const LINE_MS = 60;
/** At the start, or behind the word that the body may come. */
const REFUSAL = /(?<=^(?:HTTP\/1\.1 100 [\w -]*\r\n\r\n)?)HTTP\/1\.1 4/;

export interface HastyLine {
  readonly endpoint: string;
  /** How many puts were tried over it. */
  readonly puts: () => number;
  close(): Promise<void>;
}

export async function hastyLine(endpoint: string, arrives: Arrives): Promise<HastyLine> {
  const { hostname, port } = new URL(endpoint);
  const sockets = new Set<Socket>();
  let puts = 0;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    let bodyBytes = 0;
    const refusal: Buffer[] = [];
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    }
    near.on("data", (bytes) => {
      const [, method] = /^([A-Z]+) \S+ HTTP\/1\.1\r\n/.exec(bytes.toString("latin1")) ?? [];
      const isHead = method !== undefined;
      if (method === "PUT") puts += 1;
      bodyBytes = isHead ? bytes.length - bytes.indexOf("\r\n\r\n") - 4 : bodyBytes + bytes.length;
      // Late as well, so that the store has answered before: on this side nothing is lost.
      setTimeout(() => far.destroyed || far.write(bytes), isHead ? 0 : LINE_MS);
    });
    far.on("data", (bytes: Buffer) => {
      const refusedAt = REFUSAL.exec(bytes.toString("latin1"))?.index;
      if (refusal.length > 0) refusal.push(bytes);
      else if (refusedAt === undefined) near.write(bytes);
      else {
        near.write(bytes.subarray(0, refusedAt));
        refusal.push(bytes.subarray(refusedAt));
        setTimeout(refuse, LINE_MS);
      }
    });
    const refuse = (): void => {
      const bytes = Buffer.concat(refusal.splice(0));
      if (bodyBytes === 0) {
        near.write(bytes);
        return;
      }
      if (arrives === "nothing") near.resetAndDestroy();
      else near.end(bytes.subarray(0, bytes.indexOf("\r\n\r\n") + 4));
    };
    near.on("close", () => far.destroy());
    far.on("close", () => setTimeout(() => near.end(), LINE_MS));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    // Safe because it listens on a port.
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    puts: () => puts,
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}
