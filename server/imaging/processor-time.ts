// How much of the processor a process and its descendants have had, and how long they stood in line for it, as the
// kernel says. The difference tells a picture that works a decoder to death from a machine that is busy.

import { readdir, readFile } from "node:fs/promises";

export interface ProcessorTime {
  /** All threads together, those that have ended included. */
  readonly usedSeconds: number;
  /** Ready to run and not running, of the threads that live; null where the kernel does not count it. */
  readonly waitedSeconds: number | null;
}

const TICKS_PER_SECOND = 100;

/** Of `pid` and all below it; null where the system has no /proc, or the process has ended. */
export async function processorTime(pid: number): Promise<ProcessorTime | null> {
  try {
    const [stat, waited, children] = await Promise.all([
      readFile(`/proc/${pid}/stat`, "latin1"),
      waitedSecondsOf(pid),
      readFile(`/proc/${pid}/task/${pid}/children`, "latin1").catch(() => ""),
    ]);
    // The name of the program may hold anything: what counts stands behind its last bracket.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const own: ProcessorTime = {
      usedSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
      waitedSeconds: waited,
    };
    const below = await Promise.all(
      children
        .split(" ")
        .filter(Boolean)
        .map((child) => processorTime(Number(child))),
    );
    return below.reduce<ProcessorTime>((sum, time) => (time === null ? sum : added(sum, time)), own);
  } catch {
    return null;
  }
}

function added(a: ProcessorTime, b: ProcessorTime): ProcessorTime {
  return {
    usedSeconds: a.usedSeconds + b.usedSeconds,
    waitedSeconds:
      a.waitedSeconds === null || b.waitedSeconds === null ? null : a.waitedSeconds + b.waitedSeconds,
  };
}

async function waitedSecondsOf(pid: number): Promise<number | null> {
  const threads = await readdir(`/proc/${pid}/task`);
  const waited = await Promise.all(
    threads.map(async (thread) => {
      // A thread may end between the two looks.
      const text = await readFile(`/proc/${pid}/task/${thread}/schedstat`, "latin1").catch(() => null);
      return text === null ? null : Number(text.split(" ")[1]) / 1e9;
    }),
  );
  const known = waited.filter((seconds) => seconds !== null);
  return known.length === 0 ? null : known.reduce((sum, seconds) => sum + seconds, 0);
}
