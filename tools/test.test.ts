// Runs tools/test.ts in a small checkout of its own: does a fault in any stage reach the closing line?

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, beforeEach, test } from "node:test";

const repository = join(import.meta.dirname, "..");
let root = "";

before(() => {
  root = mkdtempSync(join(tmpdir(), "safelight-test-"));
  const configuration = [
    ".gitignore",
    ".oxlintrc.json",
    "biome.json",
    "package.json",
    "tsconfig.json",
    "web/tsconfig.json",
  ];
  for (const path of ["tools", ...configuration]) {
    const isWanted = (source: string): boolean => !source.endsWith(".test.ts");
    cpSync(join(repository, path), join(root, path), { recursive: true, filter: isWanted });
  }
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"));
});
after(() => rmSync(root, { recursive: true, force: true }));

beforeEach(() => {
  for (const folder of ["server", "tests"]) rmSync(join(root, folder), { recursive: true, force: true });
  put("server/sum.ts", "export const sum = (a: number, b: number): number => a + b;\n");
  put("web/title.ts", 'export const title = "words";\n');
  put("server/sum.test.ts", testOf("assert.equal(sum(1, 2), 3)"));
});

function put(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function testOf(statement: string): string {
  return `import assert from "node:assert/strict";
import { test } from "node:test";
import { sum } from "./sum.ts";

test("one and two are three", () => ${statement});
`;
}

function runTests(...words: readonly string[]): { code: number | null; said: string; closing: string } {
  // Without this variable, as npm starts it: inside a test, Node would take the run for a part of itself.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { status, stdout } = spawnSync(process.execPath, [join(root, "tools", "test.ts"), ...words], {
    cwd: root,
    env: { ...env, CI: "true" },
    encoding: "utf8",
  });
  return { code: status, said: stdout, closing: stdout.trimEnd().split("\n").at(-1) ?? "" };
}

test("closes with what passed and exits with 0 when everything holds", () => {
  const { code, said, closing } = runTests("types", "lint", "format", "server/");
  assert.equal(closing, "4 passed, 0 failed", said);
  assert.equal(code, 0);
});

test("what failed is said again at the end, a line each", () => {
  put("server/other.test.ts", testOf('assert.equal(sum(1, 2), 4, "a wrong sum")'));
  const { said } = runTests("format", "server/");
  const [failure, closing] = said.trimEnd().split("\n").slice(-2);
  assert.match(
    failure ?? "",
    /^✖ node tests › server\/other\.test\.ts › one and two are three: .*a wrong sum/,
  );
  assert.equal(closing, "2 passed, 1 failed");
});

test("runs only the test files whose path has the given word", () => {
  put("tests/other.test.ts", testOf("assert.fail()").replace("./sum.ts", "../server/sum.ts"));
  assert.equal(runTests("server/sum").closing, "1 passed, 0 failed");
  assert.equal(runTests("server/", "tests/").closing, "1 passed, 1 failed");
});

test("a type error on either side of the wire fails the types", () => {
  for (const path of ["server/wrong.ts", "web/wrong.ts", "tools/wrong.ts"]) {
    put(path, 'export const n: number = "words";\n');
    const { code, said, closing } = runTests("types");
    assert.equal(closing, "0 passed, 1 failed");
    assert.match(said, new RegExp(`^${path}\\(1,14\\): error TS2322`, "m"));
    assert.equal(code, 1);
    rmSync(join(root, path));
  }
});

test("a lint finding and a badly formatted file fail their stages, with the place", () => {
  put("server/floating.ts", "export function save() { Promise.resolve(1) }");
  const { code, said, closing } = runTests("lint", "format");
  assert.equal(closing, "0 passed, 2 failed");
  assert.match(said, /server\/floating\.ts:1:26/);
  assert.match(said, /server\/floating\.ts format/);
  assert.equal(code, 1);
});

test("a failing test is counted once, and shown with its error and its file's output", () => {
  put("server/sum.test.ts", `${testOf("assert.equal(sum(1, 2), 4)")}console.log("words on the way");\n`);
  const { code, said, closing } = runTests("server/");
  assert.equal(closing, "0 passed, 1 failed");
  assert.match(said, /✖ server\/sum\.test\.ts › one and two are three\n\s+AssertionError/);
  assert.match(said, /words on the way/);
  assert.equal(code, 1);
});

test("a test file that does not load, or holds no test, has failed", () => {
  put("server/broken.test.ts", 'import "./absent.ts";\n');
  put("server/empty.test.ts", "export const nothing = 0;\n");
  const { said, closing } = runTests("server/");
  assert.equal(closing, "1 passed, 2 failed");
  assert.match(said, /ERR_MODULE_NOT_FOUND/);
  assert.match(said, /✖ server\/empty\.test\.ts\n\s+this file contains no test/);
});

test("a skipped test is named, and counts as nothing", () => {
  put("server/sum.test.ts", testOf("{}").replace('", ()', '", { skip: true }, ()'));
  const { said, closing } = runTests("server/");
  assert.match(said, /not run: server\/sum\.test\.ts › one and two are three/);
  assert.equal(closing, "0 passed, 1 failed");
});

test("a word that chooses nothing fails", () => {
  assert.equal(runTests("nowhere").closing, "0 passed, 1 failed");
});
