// A real ClamAV daemon for tests, with a database of one signature that is ours: quick to start, and nothing is
// fetched from anywhere.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const PROGRAM = "/usr/sbin/clamd";
const START_MS = 300_000;

/** What the daemon's only signature is about. */
export const FLAGGED_WORDS = "safelight scanner test words";

export interface ClamDaemon {
  readonly port: number;
  stop(): Promise<void>;
}

/** Whether the program is here; `npm test` brings it where it may. */
export const hasClamDaemon = existsSync(PROGRAM);

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Starts it on `port`. `maxStreamBytes`: it gives no verdict on more. */
export async function startClamDaemon(port: number, maxStreamBytes = 20_000_000): Promise<ClamDaemon> {
  const folder = await mkdtemp(join(tmpdir(), "safelight-clam-"));
  await chmod(folder, 0o755);
  const hex = Buffer.from(FLAGGED_WORDS).toString("hex");
  await writeFile(join(folder, "own.ndb"), `Safelight.Test:0:*:${hex}\n`);
  const settings = {
    TCPSocket: port,
    TCPAddr: "127.0.0.1",
    DatabaseDirectory: folder,
    TemporaryDirectory: folder,
    StreamMaxLength: maxStreamBytes,
    Foreground: "yes",
    OfficialDatabaseOnly: "no",
    ...(process.getuid?.() === 0 ? { User: "root" } : {}),
  };
  const file = join(folder, "clamd.conf");
  await writeFile(
    file,
    Object.entries(settings)
      .map(([name, value]) => `${name} ${value}\n`)
      .join(""),
  );
  const child = spawn(PROGRAM, [`--config-file=${file}`], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (words) => (said += String(words)));
  const ended = once(child, "exit");
  const until = performance.now() + START_MS;
  while (!(await answers(port))) {
    if (child.exitCode !== null || performance.now() > until) throw new Error(`clamd did not start: ${said}`);
    await pause(50);
  }
  return {
    port,
    async stop() {
      child.kill("SIGKILL");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
