import { once } from "node:events";
import { createServer } from "node:net";

// Ports for servers that tests start. Asking the system for a free one and closing it again is a race: until the
// server listens, anybody's outgoing connection may be given the same. So they come from below the range that the
// system gives out, and each process takes them from a place of its own.

/** Above 10080, which `fetch` refuses to call. */
const LOWEST = 10_100;
const COUNT = 22_000;
const OF_ONE_PROCESS = 16;

let taken = 0;

/** A port that nobody listens on, and that no other process of the tests will choose meanwhile. */
export async function findFreePort(): Promise<number> {
  for (let tries = 0; tries < COUNT; tries += 1) {
    const port = LOWEST + ((process.pid * OF_ONE_PROCESS + taken) % COUNT);
    taken += 1;
    if (await isFree(port)) return port;
  }
  throw new Error("every port is taken");
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch {
    return false;
  }
  server.close();
  await once(server, "close");
  return true;
}
