// Runs bench/bare-loop.cjs, the yardstick of uploads, in a process of its own.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface BareLoop {
  /** Goes through its files once: milliseconds of processor time per picture. */
  run(): Promise<number>;
  end(): Promise<void>;
}

/** @param paths of JPEGs */
export async function bareLoop(build: "wasm" | "native", paths: readonly string[]): Promise<BareLoop> {
  const script = join(import.meta.dirname, "bare-loop.cjs");
  const child: ChildProcess = spawn(process.execPath, [script, build, ...paths], {
    env: { VIPS_MAX_THREADS: "4" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout! });
  const said = lines[Symbol.asyncIterator]();
  if ((await said.next()).value !== "ready") throw new Error(`the ${build} loop did not start`);
  return {
    async run() {
      child.stdin!.write("go\n");
      return Number((await said.next()).value);
    },
    async end() {
      child.stdin!.end();
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
}
