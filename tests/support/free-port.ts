// Ports for servers that tests start. Asking the system for a free one and closing it again is a race: until the
// server listens, anybody's outgoing connection may be given the same. So they come from below the range that the
// system gives out, and each process takes them from a place of its own. As those places repeat, and a server that is
// started again is not listening for a while, a process also keeps each of its ports by a file until it ends.

import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Above 10080, which `fetch` refuses to call. */
const LOWEST = 10_100;
const COUNT = 22_000;
const OF_ONE_PROCESS = 16;
/** One file for each port that is kept, with the number of the process; for each user, who may not write another's. */
const FOLDER = join(tmpdir(), `safelight-ports-${process.getuid?.() ?? "all"}`);

const kept = new Set<string>();
let taken = 0;

/** A port that nobody listens on, and that no other process of the tests will choose while this one lives. */
export async function findFreePort(): Promise<number> {
  if (taken === 0) {
    mkdirSync(FOLDER, { recursive: true });
    process.once("exit", letGo);
  }
  for (let tries = 0; tries < COUNT; tries += 1) {
    const port = LOWEST + ((process.pid * OF_ONE_PROCESS + taken) % COUNT);
    taken += 1;
    if (keep(join(FOLDER, String(port))) && (await isFree(port))) return port;
  }
  throw new Error("every port is taken");
}

function keep(file: string): boolean {
  if (!write(file)) {
    if (isHeld(file)) return false;
    // Its process was killed.
    rmSync(file, { force: true });
    if (!write(file)) return false;
  }
  kept.add(file);
  return true;
}

/** False where another process was first. */
function write(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Whoever has made the file and not yet written its number is at work as well. */
function isHeld(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    if (pid > 0) process.kill(pid, 0);
    return true;
  } catch (error) {
    // Neither the file, when it was let go just now, nor its process is there.
    return !(error instanceof Error && "code" in error && ["ENOENT", "ESRCH"].includes(String(error.code)));
  }
}

function letGo(): void {
  for (const file of kept) rmSync(file, { force: true });
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch {
    return false;
  }
  server.close();
  await once(server, "close");
  return true;
}
