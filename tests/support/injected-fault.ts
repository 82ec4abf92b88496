// Makes calls of this very process into the kernel fail, or come late, on some files alone: strace, attached to it.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Fault {
  /** Names of system calls. */
  readonly calls: readonly string[];
  /** What befalls them, in strace's words: `error=ENOSPC`, `delay_exit=20ms`; `:when=2+` leaves the first alone. */
  readonly effect: string;
  /** Exact paths: by these, or by what was opened under them, a call is known. */
  readonly paths: readonly string[];
}

export interface InjectedFault extends AsyncDisposable {
  /** Lets calls go well again. Gives how many it befell. Safe to call twice. */
  lift(): Promise<number>;
}

/** Resolves once it has begun. Rejects with what strace says where this process may not be traced. */
export async function inject({ calls, effect, paths }: Fault): Promise<InjectedFault> {
  const names = calls.join(",");
  // Not through a pipe that this process reads: it stands still while a call of its own is looked at.
  const folder = await mkdtemp(join(tmpdir(), "safelight-strace-"));
  const trace = join(folder, "trace");
  const tracer = spawn(
    "strace",
    [
      "--follow-forks",
      `--output=${trace}`,
      "--string-limit=0",
      `--attach=${process.pid}`,
      `--trace=${names}`,
      `--inject=${names}:${effect}`,
      ...paths.map((path) => `--trace-path=${path}`),
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const gone = once(tracer, "close");
  let said = "";
  const begun = Promise.withResolvers<void>();
  tracer.stderr.setEncoding("utf8").on("data", (words: string) => {
    said += words;
    if (/attached/.test(said)) begun.resolve();
  });
  void gone.then(() => begun.reject(new Error(`strace ended: ${said}`)));
  await begun.promise;
  async function lift(): Promise<number> {
    tracer.kill("SIGINT");
    await gone;
    const befallen = (await readFile(trace, "latin1")).match(/\((?:INJECTED|DELAYED)\)/g) ?? [];
    return befallen.length;
  }
  return {
    lift,
    async [Symbol.asyncDispose]() {
      await lift();
      await rm(folder, { recursive: true });
    },
  };
}
