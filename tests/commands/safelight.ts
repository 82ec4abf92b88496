// The command line in a process of its own.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { bareEnvironment } from "../support/bare-environment.ts";

const root = join(import.meta.dirname, "..", "..");

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `npm run safelight -- …` without npm, with these settings alone. */
export function runSafelight(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  input = "",
): Promise<Ran> {
  return new Promise((resolve) => {
    const args = [join(root, "server/commands/main.ts"), ...words];
    const settings = { ...bareEnvironment, ...env };
    const child = execFile(process.execPath, args, { env: settings }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
    child.stdin?.end(input);
  });
}
