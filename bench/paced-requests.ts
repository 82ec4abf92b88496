import { request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

export interface Paced {
  readonly origin: string;
  readonly paths: readonly string[];
  readonly cookie: string;
  readonly everyMs: number;
}

/** Asks at an even pace, whether or not earlier answers have come, until `work` is done; gives the delays in order. */
export async function pacedRequests(
  { origin, paths, cookie, everyMs }: Paced,
  work: () => Promise<unknown>,
): Promise<readonly number[]> {
  const delays: number[] = [];
  const running: Promise<void>[] = [];
  let isDone = false;
  const worked = work().finally(() => {
    isDone = true;
  });
  for (let at = 0; !isDone; at += 1) {
    const begun = performance.now();
    const path = paths[at % paths.length] ?? "/";
    running.push(ask(`${origin}${path}`, cookie).then(() => void delays.push(performance.now() - begun)));
    await pause(everyMs);
  }
  await Promise.all([worked, ...running]);
  return delays.toSorted((a, b) => a - b);
}

/** By node:http: fetch takes longer for itself than the server for a thumbnail. */
function ask(url: string, cookie: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { headers: { cookie } }, (reply) => {
      if (reply.statusCode !== 200) reject(new Error(`${url}: ${reply.statusCode}`));
      reply.resume().once("end", resolve).once("error", reject);
    });
    asking.once("error", reject).end();
  });
}
