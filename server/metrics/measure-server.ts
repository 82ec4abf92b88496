import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Rooms } from "../rooms.ts";

// Numbers for Prometheus of the process and of the parts that work beside it. Labels take their values from lists that
// are known beforehand: nothing that people do can name itself here, or make series without end.

/** Where numbers are kept, with those of the process in it. */
export function openMetrics(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Counts what jobs have done. */
export function countJobs(registry: Registry): (job: string, result: "done" | "failed") => void {
  const runs = new Counter({
    name: "safelight_job_runs_total",
    help: "Runs of periodic work on this server.",
    labelNames: ["job", "result"],
    registers: [registry],
  });
  return (job, result) => runs.inc({ job, result });
}

export function measureRooms(
  registry: Registry,
  { darkroom, version }: Pick<Rooms, "darkroom" | "version">,
): void {
  const registers = [registry];
  new Gauge({
    name: "safelight_build_info",
    help: "The version that runs.",
    labelNames: ["version"],
    registers,
  }).set({ version }, 1);
  new Gauge({
    name: "safelight_decoder_jobs",
    help: "Pictures that a decoder has, or that wait for one.",
    labelNames: ["state"],
    registers,
    async collect() {
      const { waiting, running } = await darkroom.status();
      this.set({ state: "waiting" }, waiting);
      this.set({ state: "running" }, running);
    },
  });
  new Gauge({
    name: "safelight_decoders_resident_memory_bytes",
    help: "Of all decoders together.",
    registers,
    async collect() {
      const { decoders } = await darkroom.status();
      this.set(decoders.reduce((sum, { rssBytes }) => sum + (rssBytes ?? 0), 0));
    },
  });
  new Gauge({
    name: "safelight_decoders_confined",
    help: "1 where the decoders have proved that they cannot get out.",
    registers,
    async collect() {
      const { isConfined } = await darkroom.status();
      this.set(isConfined === true ? 1 : 0);
    },
  });
}
