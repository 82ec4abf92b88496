// The unit for systemd: that systemd understands it, how little it leaves, and that Safelight and its decoders' own
// walls stand behind what it asks for.

import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { findFreePort } from "../support/free-port.ts";

const root = join(import.meta.dirname, "..", "..");
const unit = join(root, "deploy", "safelight.service");
/** Nobody else's on this machine, so that nothing is open to it by chance. */
const USER = 61_234;

test("systemd finds nothing to say against it, once the program is where it looks for it", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "safelight-unit-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const there = join(folder, "safelight.service");
  writeFileSync(there, readFileSync(unit, "utf8").replaceAll("/opt/safelight", root));
  const { status, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", there], {
    encoding: "utf8",
  });
  // What it says of other units on this machine names them.
  assert.deepEqual(
    stderr.split("\n").filter((line) => line.includes("safelight")),
    [],
  );
  assert.equal(status, 0, stderr);
});

test("it leaves the service little to do harm with", () => {
  const args = ["security", "--offline=true", "--threshold=30", unit];
  assert.match(execFileSync("systemd-analyze", args, { encoding: "utf8" }), /Overall exposure level/);
});

test("behind all that it asks for, Safelight serves, decoders have their own namespaces, and it ends when asked", {
  skip: process.getuid?.() !== 0,
}, async (t) => {
  const port = await findFreePort();
  const origin = `http://localhost:${port}`;
  const program = join(import.meta.dirname, "as-service.py");
  const child = spawn("python3", [program, unit, root, String(USER), `SAFELIGHT_ORIGIN=${origin}`], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const gone = once(child, "exit");
  t.after(() => child.kill("SIGKILL"));
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  }
  const parts = async (): Promise<Record<string, string>> => {
    const reply = await fetch(`${origin}/readyz`);
    return ((await reply.json()) as { parts: Record<string, string> }).parts;
  };
  while (!said.includes("Safelight is ready")) {
    assert.equal(child.exitCode, null, said);
    await pause(50);
  }
  while ((await parts())["decoders"] === "starting") await pause(50);
  assert.deepEqual(new Set(Object.values(await parts())), new Set(["ok"]), said);
  child.kill("SIGTERM");
  assert.deepEqual(await gone, [0, null], said);
  const walls = said.split("\n").find((line) => line.includes('"walls"')) ?? "";
  assert.match(walls, /"bubblewrap"/, said);
  assert.match(walls, /"no new privileges"/, said);
});
