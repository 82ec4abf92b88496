import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { findFreePort } from "./free-port.ts";

const fileOf = (port: number): string =>
  join(tmpdir(), `safelight-ports-${process.getuid?.() ?? "all"}`, String(port));

/** Keeps the port that this process would take next for the process of that number, and gives it. */
async function keepNextFor(t: TestContext, pid: number): Promise<number> {
  for (;;) {
    const next = (await findFreePort()) + 1;
    // Another test may have it already.
    if (existsSync(fileOf(next))) continue;
    writeFileSync(fileOf(next), String(pid), { flag: "wx" });
    t.after(() => rmSync(fileOf(next), { force: true }));
    return next;
  }
}

test("a port that another process keeps is not taken, though nobody listens on it", async (t) => {
  const next = await keepNextFor(t, process.ppid);
  assert.notEqual(await findFreePort(), next);
  assert.equal(readFileSync(fileOf(next), "utf8"), String(process.ppid));
});

test("a port that a killed process kept is taken over", async (t) => {
  const next = await keepNextFor(t, spawnSync("true").pid);
  await findFreePort();
  assert.equal(readFileSync(fileOf(next), "utf8"), String(process.pid));
});

test("a process keeps its ports until it ends, and no longer", () => {
  const script = `
    const { findFreePort } = await import(${JSON.stringify(import.meta.resolve("./free-port.ts"))});
    const { existsSync } = await import("node:fs");
    const port = await findFreePort();
    console.log(port, existsSync(${JSON.stringify(fileOf(0).slice(0, -1))} + port));`;
  const said = execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  const [port, wasKept] = said.trim().split(" ");
  assert.equal(wasKept, "true");
  assert.equal(existsSync(fileOf(Number(port))), false);
});
