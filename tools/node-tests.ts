// The stage of `npm test` that runs every *.test.ts in a process of its own.

import { availableParallelism } from "node:os";
import { relative } from "node:path";
import { finished } from "node:stream/promises";
import { run } from "node:test";
import { inspect } from "node:util";
import { compiledIn } from "./compiled.ts";
import { failedOnce, type Stage, type StageResult } from "./stage.ts";

const FILE_LIMIT_MS = 10 * 60_000;
/** From so many files on, those that took longest are named, and how many of them. */
const MANY = 20;
const NAMED = 8;

/** `files` are absolute paths below `root`. */
export function nodeTests(root: string, files: readonly string[]): Stage {
  return { name: "node tests", run: (tell) => runNodeTests(root, files, {}, tell) };
}

/** Each file in a process of its own, with `env` over this process' environment. Tells at once what fails. */
export async function runNodeTests(
  root: string,
  files: readonly string[],
  env: Readonly<Record<string, string>>,
  tell: (line: string) => void,
): Promise<StageResult> {
  if (files.length === 0) return failedOnce("there is no test file");
  const failures: string[] = [];
  const skipped: string[] = [];
  const output = new Map<string, string>();
  const seconds = new Map<string, number>();
  let passed = 0;
  const titleOf = ({ name, file = name }: { name: string; file?: string }): string =>
    name === file ? relative(root, file) : `${relative(root, file)} › ${name}`;
  const keep = (said: { file: string; message: string }): void => {
    output.set(said.file, (output.get(said.file) ?? "") + said.message);
  };
  const events = run({
    files: [...files],
    concurrency: availableParallelism(),
    timeout: FILE_LIMIT_MS,
    env: { ...process.env, NODE_COMPILE_CACHE: compiledIn(root), ...env },
  })
    .on("test:summary", ({ file, duration_ms: took }) => {
      if (file !== undefined) seconds.set(relative(root, file), took / 1_000);
    })
    // What a test says of itself; the runner's own lines come without a file.
    .on("test:diagnostic", ({ file, message }) => {
      if (file !== undefined) tell(`ℹ ${relative(root, file)}: ${message}`);
    })
    .on("test:stdout", keep)
    .on("test:stderr", keep)
    .on("test:pass", (test) => {
      if (isSet(test.skip) || isSet(test.todo)) skipped.push(titleOf(test));
      else if (test.name === test.file) failures.push(`✖ ${titleOf(test)}\n  this file contains no test`);
      else if (test.details.type !== "suite") passed++;
    })
    .on("test:fail", (test) => {
      if (isSet(test.todo)) skipped.push(titleOf(test));
      else if (!isOnlyAboutInnerTests(test.details.error)) {
        tell(`✖ ${titleOf(test)}`);
        failures.push(`✖ ${titleOf(test)}\n${explain(test.details.error)}`);
      }
    });
  await finished(events.resume());
  if (files.length > MANY) tell(`longest: ${longest(seconds)}`);
  if (passed + failures.length === 0) failures.push("no test was executed");
  const failedFiles = files.filter((file) =>
    failures.some((text) => text.startsWith(`✖ ${relative(root, file)}`)),
  );
  const outputs = failedFiles.flatMap((file) => {
    const text = output.get(file);
    return text === undefined ? [] : [`— output of ${relative(root, file)}:\n${text.trimEnd()}`];
  });
  return {
    passed,
    failed: failures.length,
    skipped,
    failures: failures.map(inOneLine),
    report: [...failures, ...outputs].join("\n\n"),
  };
}

/** The files that took longest, with their seconds: where a run that has become slow is to be made quicker. */
function longest(seconds: ReadonlyMap<string, number>): string {
  const first = [...seconds].toSorted(([, a], [, b]) => b - a).slice(0, NAMED);
  return first.map(([file, took]) => `${file} ${took.toFixed(0)} s`).join(", ");
}

/** Which test it was, and how its reason begins. */
function inOneLine(failure: string): string {
  const [title = "", reason = ""] = failure.split("\n", 2);
  return `${title.replace("✖ ", "")}: ${reason.trim()}`;
}

/** A skip or todo carries true or its reason. */
function isSet(mark: string | boolean | undefined): boolean {
  return mark !== undefined && mark !== false;
}

/** A suite or parent test that failed only because a test within it did: that one is counted. */
function isOnlyAboutInnerTests(error: Error): boolean {
  return "failureType" in error && error.failureType === "subtestsFailed";
}

function explain(error: Error): string {
  const reason = "code" in error && error.code === "ERR_TEST_FAILURE" ? (error.cause ?? error) : error;
  const words = typeof reason === "string" ? reason : inspect(reason, { depth: 6 });
  return words.replaceAll(/^/gm, "  ");
}
