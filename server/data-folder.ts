// The folder that holds everything a server keeps, and the lock by which one process at a time uses it. `lock` is
// the lock and is never opened by other means; `lock-holder` names the process, for people.
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { takeFileLock } from "./database/sqlite-lock.ts";

const holderTries = 100;
const holderPauseMs = 50;

export interface DataFolder {
  readonly path: string;
  /** Lets another process use the folder. Close what lies in it first. */
  release(): Promise<void>;
}

export class DataFolderInUse extends Error {
  override readonly name = "DataFolderInUse";
  /** Of the process that uses it; null when it has not said. In a container it is the container's own number. */
  readonly pid: number | null;
  constructor(path: string, pid: number | null) {
    super(
      `The data folder ${path} is in use by ${pid === null ? "another process" : `process ${pid}`}. Stop that Safelight first, or give this one a folder of its own with SAFELIGHT_DATA.`,
    );
    this.pid = pid;
  }
}

/**
 * Makes the folder if need be (0700; one that is there keeps its mode) and takes it for this process until release()
 * or the end of the process, however it ends. Rejects with DataFolderInUse while another has it.
 */
export async function openDataFolder(path: string): Promise<DataFolder> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const letGo = takeFileLock(join(path, "lock"));
  const holder = join(path, "lock-holder");
  if (!letGo) throw new DataFolderInUse(path, await holderOf(holder));
  try {
    // Renamed into place, so that whoever reads it reads a whole number.
    await writeFile(`${holder}.new`, `${process.pid}\n`, { mode: 0o600 });
    await rename(`${holder}.new`, holder);
  } catch (error) {
    letGo();
    throw error;
  }
  return {
    path,
    async release() {
      await rm(holder, { force: true });
      letGo();
    },
  };
}

/** A killed holder leaves its number behind, and a new one may not have written its own yet: then wait a little. */
async function holderOf(file: string): Promise<number | null> {
  for (let tries = 1; ; tries += 1) {
    const pid = Number.parseInt(await readFile(file, "utf8").catch(() => ""), 10);
    if (tries === holderTries) return Number.isNaN(pid) ? null : pid;
    if (isRunning(pid)) return pid;
    await sleep(holderPauseMs);
  }
}

function isRunning(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and somebody else's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
