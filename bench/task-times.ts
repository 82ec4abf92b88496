// What tasks of pages took of the processor, out of a browser's trace. The clock counts as well what other programs
// did meanwhile; this does not.

import type { Browser, Page } from "@playwright/test";

/** The fields of a trace event that are read. Microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Processor time of each task on the main thread of pages while `act` ran, in milliseconds, longest first. */
export async function taskTimesOf(browser: Browser, page: Page, act: () => Promise<void>): Promise<number[]> {
  await browser.startTracing(page, { categories: ["toplevel"] });
  await act();
  const trace = await browser.stopTracing();
  const { traceEvents } = JSON.parse(trace.toString("utf8")) as { traceEvents: TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid}/${tid}`;
  const mainThreads = new Set(
    traceEvents.filter(({ ph, args }) => ph === "M" && args?.name === "CrRendererMain").map(threadOf),
  );
  const times = traceEvents
    .filter((event) => event.name === "ThreadControllerImpl::RunTask" && mainThreads.has(threadOf(event)))
    .map(({ tdur = 0 }) => tdur / 1000);
  if (times.length === 0) throw new Error("the trace holds no task of a page");
  return times.toSorted((a, b) => b - a);
}
