// Shows that the lint rules that carry weight really fire: a configuration that silently stopped being
// understood (a renamed rule, type information no longer found) would otherwise look like clean code.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

const repository = join(import.meta.dirname, "..");

/** One bad line for each rule; the rule must be reported in exactly that file. */
const samples = {
  "typescript/no-explicit-any": "export const open = (key: any) => String(key);",
  "typescript/no-floating-promises": "export function save() { Promise.resolve(1); }",
  "typescript/no-misused-promises": "[1].forEach(async () => { await Promise.resolve(); });",
  "typescript/await-thenable": "export const three = await (3 as number);",
  "typescript/no-unsafe-argument": 'export const n = Number.parseInt(JSON.parse("1"));',
  "typescript/no-unsafe-assignment": 'export const parsed = JSON.parse("1");',
  "typescript/no-unsafe-call": 'JSON.parse("1")();',
  "typescript/no-unsafe-member-access": 'export const b = String(JSON.parse("1").b);',
  "typescript/no-unsafe-return": 'export function read(): string { return JSON.parse("1"); }',
  "typescript/switch-exhaustiveness-check":
    'export function pick(side: "left" | "right") { switch (side) { case "left": return 1; } return 2; }',
  "typescript/only-throw-error": 'export function fail() { throw "words"; }',
  "typescript/consistent-type-imports": 'import { Stats } from "node:fs"; export type S = Stats;',
  "typescript/ban-ts-comment": "// @ts-ignore\nexport const hidden = 1;",
  "import/no-default-export": "export default 1;",
  "import/no-cycle": 'import { there } from "./partner.ts"; export const here = () => there;',
  "no-console": 'console.log("secret");',
  "no-eval": 'eval("1");',
  eqeqeq: "export const same = (a: number, b: number) => a == b;",
  "react/no-danger": 'export const html = <p dangerouslySetInnerHTML={{ __html: "x" }} />;',
  "react/jsx-key": "export const list = [1].map((n) => <p>{n}</p>);",
  "react/rules-of-hooks":
    'import { useState } from "react"; export function Page({ on }: { on: boolean }) { if (on) useState(1); return null; }',
  "jsx-a11y/alt-text": 'export const picture = <img src="/a" />;',
} as const;

let folder = "";
let reported: ReadonlySet<string> = new Set();

before(() => {
  folder = mkdtempSync(join(tmpdir(), "safelight-lint-"));
  mkdirSync(join(folder, "server"));
  for (const file of [".oxlintrc.json", "package.json"])
    copyFileSync(join(repository, file), join(folder, file));
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      extends: join(repository, "tsconfig.json"),
      compilerOptions: { jsx: "react-jsx" },
      include: ["server"],
    }),
  );
  for (const [rule, code] of Object.entries(samples))
    writeFileSync(join(folder, sampleOf(rule, code)), `${code}\n`);
  writeFileSync(
    join(folder, "server", "partner.ts"),
    'import { here } from "./import_no-cycle.ts"; export const there = () => here;',
  );
  reported = lint();
});
after(() => rmSync(folder, { recursive: true, force: true }));

function sampleOf(rule: string, code: string): string {
  const hasReact = /<p|<img|react/.test(code);
  return `server/${rule.replace("/", "_")}.${hasReact ? "tsx" : "ts"}`;
}

/** Every finding, as "file rule". */
function lint(): ReadonlySet<string> {
  const oxlint = join(folder, "node_modules", "oxlint", "bin", "oxlint");
  const run = spawnSync(process.execPath, [oxlint, "--type-aware", "-f", "unix"], {
    cwd: folder,
    encoding: "utf8",
  });
  const findings = run.stdout.matchAll(/^(\S+?):\d+:\d+: .*\[Error\/([\w-]+)\(([\w-]+)\)\]$/gm);
  return new Set([...findings].map(([, file, plugin, rule]) => `${file} ${plugin}(${rule})`));
}

for (const [rule, code] of Object.entries(samples)) {
  test(`lint refuses what ${rule} is there for`, () => {
    const [plugin, name] = rule.includes("/") ? rule.split("/") : ["eslint", rule];
    const finding = `${sampleOf(rule, code)} ${name === "rules-of-hooks" ? "react-hooks" : plugin}(${name})`;
    assert.ok(reported.has(finding), `not reported: ${finding}; reported: ${[...reported].join(", ")}`);
  });
}
