// Load from within this process, for figures that are ratios of the servers' own processor time: connections that each
// ask for the next of some paths as soon as the last answer has come whole. No program of the system is needed.

import { connect } from "node:net";

export interface Asked {
  readonly origin: string;
  readonly paths: readonly string[];
  readonly cookie: string | null;
}

const CONNECTIONS = 16;
const HEAD_END = "\r\n\r\n";

/**
 * Resolves when so many answers have come.
 * @throws Error for any answer but 200, so that nobody measures how quickly something is refused
 */
export async function askMany({ origin, paths, cookie }: Asked, count: number): Promise<void> {
  const { hostname, port, host } = new URL(origin);
  const fields = `Host: ${host}\r\n${cookie === null ? "" : `Cookie: ${cookie}\r\n`}`;
  const requests = paths.map((path) => Buffer.from(`GET ${path} HTTP/1.1\r\n${fields}\r\n`));
  let next = 0;
  const askBy = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname);
      /** Of the answer under way; null while its head has not come whole. */
      let missing: number | null = null;
      let head = "";
      const ask = (): void => {
        const request = requests[next % requests.length];
        next += 1;
        if (next <= count && request !== undefined) socket.write(request);
        else socket.end();
      };
      socket.setNoDelay(true).once("connect", ask).once("error", reject).once("close", resolve);
      socket.on("data", (bytes) => {
        let rest = bytes.length;
        if (missing === null) {
          head += bytes.toString("latin1");
          const end = head.indexOf(HEAD_END);
          if (end < 0) return;
          const length = /^content-length: (\d+)$/im.exec(head.slice(0, end))?.[1];
          if (!head.startsWith("HTTP/1.1 200 ") || length === undefined) {
            socket.destroy(new Error(`${origin}: ${head.slice(0, end)}`));
            return;
          }
          missing = Number(length);
          rest = head.length - end - HEAD_END.length;
          head = "";
        }
        missing -= rest;
        if (missing > 0) return;
        missing = null;
        ask();
      });
    });
  await Promise.all(Array.from({ length: CONNECTIONS }, askBy));
  if (next < count) throw new Error(`${origin}: the server ended the connections`);
}
