// Ports that Safelight cannot have, told in words at its start.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { bareEnvironment } from "../support/bare-environment.ts";
import { findFreePort } from "../support/free-port.ts";
import { withoutRights } from "../support/without-rights.ts";

const main = join(import.meta.dirname, "..", "..", "server", "main.ts");

async function refusalAt(
  t: TestContext,
  port: number,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const dataFolder = await mkdtemp(join(tmpdir(), "safelight-ports-"));
  t.after(() => rm(dataFolder, { recursive: true, force: true }));
  const settings = {
    SAFELIGHT_ORIGIN: `http://localhost:${port}`,
    SAFELIGHT_PORT: String(port),
    SAFELIGHT_DATA: dataFolder,
    ...more,
  };
  const [program, ...args] = withoutRights([process.execPath, main]);
  const child = spawn(program, args, {
    env: { ...bareEnvironment, ...settings },
    stdio: ["ignore", "ignore", "pipe"],
  });
  t.after(() => child.kill("SIGKILL"));
  const [stderr] = await Promise.all([text(child.stderr), once(child, "close")]);
  assert.equal(child.exitCode, 1, stderr);
  assert.doesNotMatch(stderr, /^ {4}at |\.ts:\d/m);
  return stderr;
}

async function takenPort(t: TestContext): Promise<number> {
  const other = createServer().listen(0);
  t.after(() => other.close());
  await once(other, "listening");
  const address = other.address();
  return typeof address === "object" && address !== null ? address.port : assert.fail("no port");
}

test("a port that another program has is named, with the setting that chooses another", async (t) => {
  const port = await takenPort(t);
  const said = `Safelight cannot start. Port ${port} is taken by another program. Stop it, or set`;
  const pages = await refusalAt(t, port);
  assert.ok(pages.startsWith(`${said} SAFELIGHT_ORIGIN and SAFELIGHT_PORT to another port.`), pages);
  const metrics = await refusalAt(t, await findFreePort(), { SAFELIGHT_METRICS: `127.0.0.1:${port}` });
  assert.ok(metrics.startsWith(`${said} SAFELIGHT_METRICS to another port.`), metrics);
});

test("a port below 1024 without the right to it is told as that", async (t) => {
  const free = Number(
    await readFile("/proc/sys/net/ipv4/ip_unprivileged_port_start", "utf8").catch(() => "0"),
  );
  if (free <= 1) return t.skip("everybody may take any port here");
  const said = await refusalAt(t, 1);
  assert.match(
    said,
    /^Safelight cannot start\. The user that runs this may not take port 1: those below 1024/,
  );
});
