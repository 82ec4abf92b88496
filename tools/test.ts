// What `npm test` runs: every check there is, in stages, closing with one line that counts them. Words after
// `npm test --` choose: the stages types, lint and format by name, and test files by a part of their path; with the
// word postgres those that start the application run on PostgreSQL instead.

import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { journeys } from "./journeys.ts";
import { nodeTests } from "./node-tests.ts";
import { postgresTests } from "./postgres-tests.ts";
import { failedOnce, type Stage, type StageResult } from "./stage.ts";
import { staticChecks } from "./static-checks.ts";
import { systemPackages } from "./system-packages.ts";

const root = join(import.meta.dirname, "..");
/** The word that runs the chosen tests on PostgreSQL, and nothing else. */
const POSTGRES = "postgres";
const NOT_OURS = new Set([
  "node_modules",
  "dist",
  "data",
  "test-results",
  "playwright-report",
  "screenshots",
]);

/** The stages for these words, all of them for none. */
function stagesFor(words: readonly string[]): readonly Stage[] {
  const isWhole = words.length === 0;
  const checks = staticChecks(root);
  const onPostgres = words.includes(POSTGRES);
  const parts = words.filter((word) => word !== POSTGRES && !checks.some(({ name }) => name === word));
  const isEverything = isWhole || (onPostgres && parts.length === 0);
  const isChosen = (path: string): boolean => isEverything || parts.some((part) => path.includes(part));
  const files = [...filesIn(root)].filter((file) => isChosen(relative(root, file)));
  const tests = files.filter((file) => file.endsWith(".test.ts"));
  const browserTests = files.filter((file) => file.endsWith(".pw.ts"));
  if (onPostgres) return [systemPackages, postgresTests(root, tests)];
  return [
    ...checks.filter(({ name }) => isWhole || words.includes(name)),
    ...(isWhole || browserTests.length > 0 ? [systemPackages] : []),
    ...(isWhole || tests.length > 0 ? [nodeTests(root, tests)] : []),
    ...(isWhole ? [postgresTests(root, tests)] : []),
    ...(isWhole || browserTests.length > 0 ? [journeys(root, browserTests)] : []),
  ];
}

function* filesIn(folder: string): Generator<string> {
  const entries = readdirSync(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => a.name.localeCompare(b.name, "en"))) {
    if (NOT_OURS.has(entry.name) || entry.name.startsWith(".")) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(path);
    else yield path;
  }
}

async function runStage({ name, run }: Stage): Promise<StageResult> {
  const startedAt = performance.now();
  const result = await run(say);
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  if (result.failed > 0) say(`\n${result.report.trimEnd()}\n`);
  for (const title of result.skipped) say(`not run: ${title}`);
  const outcome =
    result.failed > 0 ? `${result.failed} FAILED, ${result.passed} passed` : `${result.passed} passed`;
  if (result.passed + result.failed > 0) say(`${name}: ${outcome} (${seconds} s)`);
  return result;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const words = process.argv.slice(2);
const chosen = stagesFor(words);
const nothing: Stage = {
  name: "choice",
  run: () => Promise.resolve(failedOnce(`No stage or test file is called ${words.join(" or ")}.`)),
};
let passed = 0;
let failed = 0;
const failures: string[] = [];
for (const stage of chosen.length > 0 ? chosen : [nothing]) {
  const result = await runStage(stage);
  passed += result.passed;
  failed += result.failed;
  failures.push(...result.failures.map((line) => `✖ ${stage.name} › ${line}`));
}
for (const line of failures) say(line);
say(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
