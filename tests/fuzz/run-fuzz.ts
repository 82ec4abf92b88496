// `npm run fuzz -- [minutes] [seed]`: fuzzes for so long (1 minute) from that seed (the day's own), says what it
// found, and keeps the files in .cache/fuzz. A second process watches: one that is silent for too long hangs.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fuzz } from "./fuzz.ts";

const FOLDER = join(import.meta.dirname, "..", "..", ".cache", "fuzz");
const SLICE_CASES = 2000;
const SILENCE_MS = 60_000;

/** One slice in a process of its own; the exit code is 0 when nothing was found. */
async function runSlice(seed: number): Promise<void> {
  const { cases, accepted, decoded, findings } = await fuzz({
    seed,
    decodeOneOf: 20,
    isDone: (done) => done >= SLICE_CASES,
  });
  for (const { what, bytes } of findings) {
    const name = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(join(FOLDER, `${name}.bin`), bytes);
    process.stdout.write(`FOUND ${name}.bin (seed ${seed}): ${what}\n`);
  }
  process.stdout.write(`seed ${seed}: ${cases} cases, ${accepted} accepted, ${decoded} decoded\n`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}

function watchSlice(seed: number): Promise<boolean> {
  const child = spawn(process.execPath, [import.meta.filename, "slice", String(seed)], { stdio: "inherit" });
  const hangs = setTimeout(() => {
    process.stdout.write(`FOUND seed ${seed}: it hangs\n`);
    child.kill("SIGKILL");
  }, SILENCE_MS);
  return new Promise((resolve) => {
    child.once("exit", (code) => {
      clearTimeout(hangs);
      resolve(code === 0);
    });
  });
}

const [first = "1", second] = process.argv.slice(2);
if (first === "slice") await runSlice(Number(second));
else {
  const until = performance.now() + Number(first) * 60_000;
  let seed = second === undefined ? Math.floor(Date.now() / 86_400_000) * 1000 : Number(second);
  let isSound = true;
  for (; performance.now() < until; seed++) isSound = (await watchSlice(seed)) && isSound;
  process.exitCode = isSound ? 0 : 1;
}
