// How much memory a process and its descendants hold, as the kernel says: what a decoder says of itself proves
// nothing. A wrapper such as bubblewrap stays alive as the parent of the real one, hence the descendants.

import { readFile } from "node:fs/promises";

/** Resident bytes of `pid` and all below it; null where the system has no /proc, or the process has ended. */
export async function residentBytes(pid: number): Promise<number | null> {
  try {
    const [status, children] = await Promise.all([
      readFile(`/proc/${pid}/status`, "latin1"),
      readFile(`/proc/${pid}/task/${pid}/children`, "latin1").catch(() => ""),
    ]);
    const own = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
    const below = await Promise.all(
      children
        .split(" ")
        .filter(Boolean)
        .map((child) => residentBytes(Number(child))),
    );
    return below.reduce<number>((sum, bytes) => sum + (bytes ?? 0), own);
  } catch {
    return null;
  }
}
