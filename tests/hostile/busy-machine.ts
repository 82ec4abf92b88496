// A server on one core that others have to themselves: a process of its own, since it ties itself to that core. Says
// what became of a picture whose decoder would have worked, had it been let; and of the same picture afterwards.

import { execFileSync, spawn } from "node:child_process";
import { join } from "node:path";
import { openDarkroom } from "../../server/imaging/darkroom.ts";
import { defaultImageLimits } from "../../server/imaging/image-limits.ts";
import type { ImageRefused } from "../../server/imaging/image-refused.ts";
import { ACTS, pictureFor } from "./hostile-pictures.ts";

/** Each counts three times as much as a decoder, which has a lower priority. */
const OTHERS = 12;

const person = { ownerId: "anna" };
const ended: unknown[] = [];
execFileSync("taskset", ["--all-tasks", "--cpu-list", "--pid", "0", String(process.pid)]);
const darkroom = openDarkroom({
  limits: defaultImageLimits,
  maxChildren: 1,
  jobSeconds: 1,
  animatedJobSeconds: 1,
  patienceSeconds: 5,
  idleSeconds: 60,
  isolation: "pooled",
  decoderEntry: join(import.meta.dirname, "hostile-decoder.cjs"),
  log: {
    info: () => undefined,
    warn: ({ how }, message) => void (message === "a decoder ended over a picture" && ended.push(how)),
    error: () => undefined,
  },
});
await darkroom.ready();
const others = Array.from({ length: OTHERS }, () =>
  spawn(process.execPath, ["--eval", "for (;;);"], { stdio: "ignore" }),
);
const code = await darkroom.develop(pictureFor(ACTS.spinForever), person).then(
  () => "developed",
  (error: ImageRefused) => error.code,
);
for (const other of others) other.kill("SIGKILL");
const again = await darkroom.develop(pictureFor(0), person).then(
  () => "developed",
  (error: ImageRefused) => error.code,
);
await darkroom.close();
process.stdout.write(JSON.stringify({ code, ended, again }));
