// Load by wrk, a program of Debian: many connections, each asking for the next of a list of paths, from a core of its
// own. Gives rate and delays; a single wrong answer makes it throw, since refusals are quick.

import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface Load {
  readonly origin: string;
  readonly paths: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
  /** Holds the script. */
  readonly folder: string;
  /** So large that none may come to its end within the time: what came of them counts. */
  readonly isOfLargeAnswers?: boolean;
  /** Which core it runs on; null: any. */
  readonly core?: number | null;
}

/** A machine that is busy beyond measure does not get there. */
const WARM_UP_MS = 60_000;

export interface LoadResult {
  readonly requests: number;
  readonly perSecond: number;
  readonly bytes: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const lua = (text: string): string => JSON.stringify(text);

function scriptOf({ paths, headers = {} }: Load): string {
  const fields = Object.entries(headers).map(([name, value]) => `[${lua(name)}]=${lua(value)}`);
  return `local paths = {${paths.map(lua).join(",")}}
local requests = {}
local at = 0
init = function()
  for i, path in ipairs(paths) do requests[i] = wrk.format("GET", path, {${fields.join(",")}}) end
  at = math.random(#requests)
end
request = function()
  at = at % #requests + 1
  return requests[at]
end
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('\\n{"requests":%d,"microseconds":%d,"bytes":%d,"p50":%d,"p99":%d,"errors":%d}\\n',
    summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end
`;
}

/** Loads again and again until so many requests were answered: by then its code is compiled as it will stay. */
export async function warmUp(wanted: Load, requests: number): Promise<void> {
  const end = performance.now() + WARM_UP_MS;
  for (let done = 0; done < requests && performance.now() < end; ) done += (await load(wanted)).requests;
}

export async function load(wanted: Load): Promise<LoadResult> {
  const script = join(wanted.folder, "load.lua");
  await writeFile(script, scriptOf(wanted));
  const args = [
    "-t1",
    `-c${wanted.connections}`,
    `-d${wanted.seconds}s`,
    "--timeout=60s",
    "-s",
    script,
    wanted.origin,
  ];
  const { core = 1 } = wanted;
  const { stdout } = await (core === null
    ? run("wrk", args)
    : run("taskset", ["-c", String(core), "wrk", ...args]));
  const line = stdout.trim().split("\n").at(-1) ?? "";
  const said = JSON.parse(line) as Record<
    "requests" | "microseconds" | "bytes" | "p50" | "p99" | "errors",
    number
  >;
  const answered = wanted.isOfLargeAnswers === true ? said.bytes : said.requests;
  if (said.errors > 0 || answered === 0) throw new Error(`wrk met ${said.errors} errors: ${stdout}`);
  return {
    requests: said.requests,
    perSecond: said.requests / (said.microseconds / 1e6),
    bytes: said.bytes,
    p50Ms: said.p50 / 1000,
    p99Ms: said.p99 / 1000,
  };
}
