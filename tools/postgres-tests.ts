// The stage of `npm test` that runs the tests of the whole application once more, on PostgreSQL.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { runNodeTests } from "./node-tests.ts";
import { failedOnce, type Stage, type StageResult } from "./stage.ts";

/** What starts an application, and so stands on whichever database the run is on. */
const STARTS_AN_APPLICATION = /support\/(?:memory-app|running-server|test-database)\.ts"/;

/** Run once only, since a second run would show nothing that the first did not, and why. */
const ON_WHICHEVER_DATABASE: Readonly<Record<string, string>> = {
  "bench/": "ratios of processor time, of which a database in a process of its own would have some",
  "server/database/": "each of these tests opens the database it is about by itself",
  "tests/backups/bucket.test.ts": "on SQLite by itself; backup.test.ts runs on both",
  "tests/backups/drill.test.ts": "on SQLite by itself, as the page says",
  "tests/backups/restore-command.test.ts": "restores into both databases by itself",
  "tests/buckets/lying-store.test.ts":
    "about what a bucket says and not about rows; whole-application.test.ts, on both, keeps pictures in one",
  "tests/chaos/faults.test.ts": "breaks the files of SQLite, and of pictures",
  "tests/hostile/corpus.test.ts":
    "about decoders, names and memory; a database is given sealed bytes of them alone",
  "tests/running/caddy.test.ts": "about what a proxy in front passes on",
  "tests/running/database-roles.test.ts": "starts a PostgreSQL server of its own",
  "tests/running/password-cost.test.ts": "about what a hash costs, in SQLite's file",
  "tests/running/shown-commands.test.ts": "on SQLite by itself, as the page says",
  "tests/tls/http2.test.ts": "about how bytes travel",
};

/** Those of `files`, absolute paths below `root`, that run on any database. */
export function postgresTests(root: string, files: readonly string[]): Stage {
  const isBeside = (file: string): boolean =>
    Object.keys(ON_WHICHEVER_DATABASE).some((path) => relative(root, file).startsWith(path));
  const chosen = files.filter(
    (file) => STARTS_AN_APPLICATION.test(readFileSync(file, "utf8")) && !isBeside(file),
  );
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
