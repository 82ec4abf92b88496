import { execFileSync } from "node:child_process";

/** Puts a process with all its threads on one core, so that rates compare. */
export function pin(pid: number, core: number): void {
  execFileSync("taskset", ["-a", "-p", "-c", String(core), String(pid)], { stdio: "ignore" });
}
