// Where the processor's time goes while a server gives warm thumbnails: its own profile, by function.
// Run: node_modules/.bin/node bench/profile-thumbs.ts [seconds]

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSafelight } from "../tests/support/running-server.ts";
import { withThumbs } from "./thumbs.ts";
import { load, warmUp } from "./wrk.ts";

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  /** Microseconds of the system's monotonic clock. */
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const SHOWN = 40;

const monotonic = (): number => Number(process.hrtime.bigint() / 1000n);

/** Of what was sampled between two moments: a start of the server says nothing of its serving. */
function selfTimes(profile: Profile, from: number, to: number): Map<string, number> {
  const { nodes, samples, timeDeltas } = profile;
  const names = new Map(
    nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => [
      id,
      `${functionName || "(anonymous)"} ${url.replace(/^.*\/(?=(?:server|node_modules|contract)\/)/, "")}:${lineNumber + 1}`,
    ]),
  );
  const times = new Map<string, number>();
  let now = profile.startTime;
  for (const [at, id] of samples.entries()) {
    now += timeDeltas[at] ?? 0;
    if (now < from || now > to) continue;
    const name = names.get(id) ?? "?";
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[at] ?? 0));
  }
  return times;
}

const seconds = Number(process.argv[2] ?? 5);
const folder = await mkdtemp(join(tmpdir(), "safelight-profile-"));
try {
  const server = await startSafelight({ env: { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${folder}` } });
  const { origin, paths, cookie } = await withThumbs(server, 12);
  const headers = { cookie: cookie ?? "" };
  await warmUp({ origin, paths, headers, connections: 64, seconds: 1, folder }, 5000);
  const from = monotonic();
  const { requests } = await load({ origin, paths, headers, connections: 64, seconds, folder });
  const to = monotonic();
  await server.stop();
  const file = (await readdir(folder)).find((name) => name.endsWith(".cpuprofile"));
  if (file === undefined) throw new Error("the server left no profile");
  const times = selfTimes(JSON.parse(await readFile(join(folder, file), "utf8")) as Profile, from, to);
  const sorted = [...times].filter(([name]) => !name.startsWith("(idle)")).toSorted((a, b) => b[1] - a[1]);
  const all = sorted.reduce((sum, [, time]) => sum + time, 0);
  process.stdout.write(`${requests} requests; self time on the main thread\n`);
  for (const [name, time] of sorted.slice(0, SHOWN))
    process.stdout.write(
      `${((time / all) * 100).toFixed(1).padStart(5)} %  ${(time / requests).toFixed(1).padStart(6)} µs  ${name}\n`,
    );
} finally {
  await rm(folder, { recursive: true, force: true });
}
