// npm run bench [-- part …] [--rounds n] [--quick]: measures Safelight beside what a person would use otherwise and
// what the machine can do, in the same rounds, and says which targets of docs/performance.md are reached.

import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Curve, Part, Row } from "./part.ts";
import { parts } from "./parts.ts";
import { tableOf } from "./print-table.ts";
import type { Run } from "./run.ts";
import { seededVault } from "./seeded-vaults.ts";
import { pageOf } from "./write-page.ts";

const RESULTS = join(import.meta.dirname, "results");
const ROUNDS = 5;
const NEEDED = [
  { file: "/usr/bin/wrk", name: "wrk" },
  { file: "/usr/sbin/nginx", name: "nginx-light" },
  { file: "/usr/bin/taskset", name: "util-linux" },
];

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function wantedParts(names: readonly string[]): readonly Part[] {
  const unknown = names.filter((name) => !parts.some((part) => part.name === name));
  if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(", ")}.`);
  return names.length === 0 ? parts : parts.filter(({ name }) => names.includes(name));
}

function machineText(): string {
  const model = cpus()[0]?.model ?? "an unknown processor";
  const load = loadavg()[0]?.toFixed(1) ?? "?";
  return `${availableParallelism()} cores (${model}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, load ${load} at the beginning`;
}

async function measure(names: readonly string[], rounds: number, isQuick: boolean): Promise<Run> {
  const begunAt = new Date().toISOString().slice(0, 16).replace("T", " ");
  const machine = machineText();
  const rows: Row[] = [];
  const curves: Curve[] = [];
  const notes: string[] = [];
  const failed: string[] = [];
  for (const part of wantedParts(names)) {
    say(`${part.name}: ${part.about}`);
    try {
      const found = await part.run({
        rounds,
        isQuick,
        say: (line) => say(`  ${line}`),
        vaultOf: (count, options) => seededVault(count, options?.hasFiles ?? true),
      });
      rows.push(...found.rows);
      curves.push(...(found.curves ?? []));
      notes.push(...(found.notes ?? []));
    } catch (error) {
      // The other parts have something to say all the same; the run itself fails in the end.
      failed.push(`${part.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  return { begunAt, machine, isQuick, rows, curves, notes, failed };
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: "string", default: String(ROUNDS) },
      quick: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
    },
  });
  if (values.list) return parts.forEach(({ name, about }) => say(`${name.padEnd(12)}${about}`));
  const missing = NEEDED.filter(({ file }) => !existsSync(file)).map(({ name }) => name);
  if (missing.length > 0) {
    say(`The bench needs ${missing.join(", ")}. On Debian, run this once:`);
    say(`  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing.join(" ")}`);
    process.exitCode = 1;
    return;
  }
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--rounds is a whole number from 1 on");
  const run = await measure(positionals, rounds, values.quick);
  say(`\n${run.begunAt}, ${run.machine}`);
  say("Medians and quartiles; ratios are of figures from the same round.\n");
  say(tableOf(run.rows));
  for (const note of run.notes) say(`\n${note}`);
  if (run.isQuick) say("\nA quick run: it shows that the bench works, and nothing else.");
  await mkdir(RESULTS, { recursive: true });
  const name = join(RESULTS, run.begunAt.replaceAll(/[ :]/g, "-"));
  await writeFile(`${name}.json`, `${JSON.stringify(run, null, 2)}\n`);
  await writeFile(`${name}.html`, pageOf(run));
  say(`\n${name}.json and .html`);
  for (const failure of run.failed) say(`\nFAILED ${failure}`);
  if (run.failed.length > 0) process.exitCode = 1;
}

await main();
