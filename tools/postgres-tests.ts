// The stage of `npm test` that runs the tests of the whole application once more, on PostgreSQL.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { runNodeTests } from "./node-tests.ts";
import { failedOnce, type Stage, type StageResult } from "./stage.ts";

/** What starts an application, and so stands on whichever database the run is on. */
const STARTS_AN_APPLICATION = /support\/(?:memory-app|running-server|test-database)\.ts"/;

/** Those of `files`, absolute paths below `root`, that run on any database. */
export function postgresTests(root: string, files: readonly string[]): Stage {
  const chosen = files.filter((file) => STARTS_AN_APPLICATION.test(readFileSync(file, "utf8")));
  return { name: "node tests on PostgreSQL", run: (tell) => runOnPostgres(root, chosen, tell) };
}

async function runOnPostgres(
  root: string,
  files: readonly string[],
  tell: (line: string) => void,
): Promise<StageResult> {
  if (files.length === 0) return failedOnce("no chosen test starts the application");
  const server = spawn(process.execPath, [join(root, "tests", "support", "serve-postgres.ts")], {
    cwd: root,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const gone = once(server, "exit");
  const said = await Promise.race([once(createInterface(server.stdout), "line"), gone]);
  const url: unknown = said[0];
  if (typeof url !== "string") return failedOnce("PostgreSQL could not be started");
  try {
    const env = { SAFELIGHT_TEST_DATABASE: "postgres", SAFELIGHT_TEST_POSTGRES: url };
    return await runNodeTests(root, files, env, tell);
  } finally {
    server.stdin.end();
    await gone;
  }
}
