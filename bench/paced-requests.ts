// Asks at an even pace while something else goes on, and tells how long each answer took. It does so in a process of its
// own, which does nothing else: whoever sends uploads as well is late for the answers.

import { spawn } from "node:child_process";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";

export interface Paced {
  readonly origin: string;
  readonly paths: readonly string[];
  readonly cookie: string;
  readonly everyMs: number;
}

/** Asks at an even pace, whether or not earlier answers have come, until `work` is done; gives the delays in order. */
export async function pacedRequests(paced: Paced, work: () => Promise<unknown>): Promise<readonly number[]> {
  const child = spawn(process.execPath, [import.meta.filename, JSON.stringify(paced)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const answered = text(child.stdout);
  try {
    await work();
  } finally {
    // It asks until this end is closed.
    child.stdin.end();
  }
  return (JSON.parse(await answered) as number[]).toSorted((a, b) => a - b);
}

async function askUntilTold({ origin, paths, cookie, everyMs }: Paced): Promise<readonly number[]> {
  const delays: number[] = [];
  const running: Promise<void>[] = [];
  let isDone = false;
  process.stdin.resume().once("end", () => {
    isDone = true;
  });
  for (let at = 0; !isDone; at += 1) {
    const begun = performance.now();
    const path = paths[at % paths.length] ?? "/";
    running.push(ask(`${origin}${path}`, cookie).then(() => void delays.push(performance.now() - begun)));
    await pause(everyMs);
  }
  await Promise.all(running);
  return delays;
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

if (import.meta.main) {
  // Safe because pacedRequests gave it.
  const delays = await askUntilTold(JSON.parse(process.argv[2] ?? "") as Paced);
  process.stdout.write(JSON.stringify(delays));
}
