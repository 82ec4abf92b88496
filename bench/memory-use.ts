import { readdirSync, readFileSync } from "node:fs";

/** Memory of a process and all below it, each shared page counted in proportion (PSS), in MB of 1,000,000 bytes. */
export function treeMegabytes(root: number): number {
  return pssBytes(root) / 1e6;
}

function pssBytes(pid: number): number {
  try {
    const own = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "latin1"))?.[1];
    return childrenOf(pid).reduce((sum, child) => sum + pssBytes(child), Number(own ?? 0) * 1024);
  } catch {
    // It has just ended.
    return 0;
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, "latin1").split(" ").filter(Boolean).map(Number),
  );
}

/** The most there was while something ran, looked at every 50 ms. */
export async function peakMegabytes(root: number, work: () => Promise<unknown>): Promise<number> {
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, treeMegabytes(root));
  }, 50);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return most;
}
