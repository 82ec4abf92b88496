// Processor time by the operating system's accounts, in milliseconds: of a process with all that it started, and of
// the whole machine, so that a round in which others were busy can be told.

import { readdirSync, readFileSync } from "node:fs";

const MS_PER_TICK = 10;

interface Accounts {
  readonly parent: number;
  /** Its own, and that of children which have ended. */
  readonly ticks: number;
}

function accountsOf(pid: number): Accounts | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return {
      parent: Number(fields[1]),
      ticks: [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0),
    };
  } catch {
    return null;
  }
}

/** The process and everything below it. */
export function treeMs(root: number): number {
  const all = new Map<number, Accounts>();
  for (const name of readdirSync("/proc")) {
    const accounts = /^\d+$/.test(name) ? accountsOf(Number(name)) : null;
    if (accounts !== null) all.set(Number(name), accounts);
  }
  const isBelow = (pid: number): boolean => {
    const accounts = all.get(pid);
    return pid === root || (accounts !== undefined && accounts.parent > 1 && isBelow(accounts.parent));
  };
  return [...all].reduce((sum, [pid, { ticks }]) => (isBelow(pid) ? sum + ticks : sum), 0) * MS_PER_TICK;
}

const NANOSECONDS_PER_MS = 1e6;

/**
 * The process alone, without those below it, to the nanosecond: for what is too short for steps of 10 ms. Threads that
 * have ended are no longer counted, so none may end while something is measured.
 */
export function processMs(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).reduce((sum, task) => {
    const [ran = ""] = readFileSync(`${tasks}/${task}/schedstat`, "latin1").split(" ");
    return sum + Number(ran) / NANOSECONDS_PER_MS;
  }, 0);
}

/** All cores together, waiting for disks not counted. */
export function machineMs(): number {
  const [, user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0] = (
    readFileSync("/proc/stat", "latin1").split("\n")[0] ?? ""
  )
    .split(/\s+/)
    .map(Number);
  return (user + nice + system + irq + softIrq) * MS_PER_TICK;
}
