import { once } from "node:events";
import { createServer } from "node:net";

// Below the ports that systems give to outgoing connections (32768 and up, on Linux), any of which may be taken
// between our look and the listening of whoever asked.
const LOWEST = 10_000;
const HIGHEST = 32_000;

/** A port of loopback that nobody listens on at this moment. By chance, so that tests that run at once seldom meet. */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    const server = createServer().listen(port, "127.0.0.1");
    try {
      await once(server, "listening");
    } catch {
      continue;
    }
    server.close();
    await once(server, "close");
    return port;
  }
}
