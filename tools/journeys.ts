// The stage of `npm test` that walks through the product in browsers: tests/journeys/*.pw.ts by Playwright.

import { readFile, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { compiledIn } from "./compiled.ts";
import { runToEnd } from "./run-to-end.mjs";
import { failedOnce, type Stage, type StageResult } from "./stage.ts";

interface Summary {
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
}

/** How Playwright's list names a journey that failed. */
const FAILED = /^ +(?:✘|x) .*$/gm;

/** `files` are absolute paths below `root`. */
export function journeys(root: string, files: readonly string[]): Stage {
  return { name: "journeys", run: (tell) => runFiles(root, files, tell) };
}

async function runFiles(
  root: string,
  files: readonly string[],
  tell: (line: string) => void,
): Promise<StageResult> {
  if (files.length === 0) return failedOnce("there is no journey");
  const summaryFile = join(root, ".cache", "journeys.json");
  await rm(summaryFile, { force: true });
  const playwright = join(root, "node_modules", "@playwright", "test", "cli.js");
  const patterns = files.map((file) => RegExp.escape(relative(root, file)));
  const { ended, said } = await runToEnd(
    process.execPath,
    [playwright, "test", "--reporter=list,json", ...patterns],
    {
      cwd: root,
      env: { ...process.env, NODE_COMPILE_CACHE: compiledIn(root), PLAYWRIGHT_JSON_OUTPUT_FILE: summaryFile },
      hear: (text) => {
        for (const failed of text.match(FAILED) ?? []) tell(failed);
      },
    },
  );
  const summary = await readFile(summaryFile, "utf8").catch(() => null);
  if (summary === null) return failedOnce(said);
  const { stats } = JSON.parse(summary) as Summary;
  const passed = stats.expected;
  const failed = stats.unexpected + stats.flaky;
  const didNothing = passed + failed === 0;
  const failures = said.match(FAILED)?.map((line) => line.trim()) ?? [];
  const skipped = said.match(/^\s*-\s+\d+ \[.*$/gm) ?? [];
  return {
    passed,
    failed: failed === 0 && (ended !== null || didNothing) ? 1 : failed,
    skipped,
    failures,
    report: said,
  };
}
