// How long a search takes over a hundred thousand sealed pictures: the very first, which opens them all and seals what
// it found, the first after a vault was unlocked, and later ones; and whether others wait meanwhile. By itself: node_modules/.bin/node bench/search.ts [pictures]

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Unlocked } from "../server/access/caller.ts";
import type { ImageDetails } from "../server/images/image-details.ts";
import { callerOf } from "../tests/images/pictures.ts";
import { insertPictures } from "../tests/support/insert-pictures.ts";
import { seededRandom } from "../tests/support/make-images/seeded-random.ts";
import { type MemoryApp, startMemoryApp } from "../tests/support/memory-app.ts";

const PICTURES = Number(process.argv[2] ?? 100_000);
const BATCH = 500;
const WORDS =
  "sunset beach family Wien Gunung Merapi birthday harbour market rain night café déjeuner Straße temple river forest train snow garden".split(
    " ",
  );
const CAMERAS = [
  { make: "Canon", model: "EOS R6", lens: "RF 24-70mm F2.8" },
  { make: "FUJIFILM", model: "X-T5" },
  { make: "Apple", model: "iPhone 15 Pro" },
  null,
];

function detailsOf(at: number, random: { below(below: number): number }): ImageDetails {
  const word = () => WORDS[random.below(WORDS.length)] ?? "";
  const taken = new Date(Date.UTC(2014, 0, 1) + Math.floor((at / PICTURES) * 10 * 365 * 86_400_000));
  return {
    v: 1,
    name: `IMG_${String(at).padStart(6, "0")} ${word()}.jpg`,
    caption: at % 3 === 0 ? `${word()} ${word()} ${word()}` : "",
    format: at % 5 === 0 ? "png" : "jpeg",
    width: 4000,
    height: 3000,
    animated: false,
    sizeBytes: 3_000_000,
    viewBytes: 400_000,
    thumbBytes: 20_000,
    viewFormat: "webp",
    takenAt: taken.toISOString().slice(0, 19),
    camera: CAMERAS[at % CAMERAS.length] ?? null,
    exposure: { iso: 200, fNumber: 2.8 },
    place: at % 2 === 0 ? { latitude: 48.2 + (at % 100) / 50, longitude: 16.3 } : null,
    thumbHash: "3OcRJYB4d3h/iIeHeEh3eIhw+j2w",
    removed: ["exif", "gps"],
    rotation: 0,
    contentHash: String(at).padStart(64, "0"),
  };
}

async function seed(app: MemoryApp, caller: Unlocked): Promise<void> {
  const random = seededRandom(7);
  for (let from = 0; from < PICTURES; from += BATCH) {
    const some = Array.from({ length: Math.min(BATCH, PICTURES - from) }, (_, n) =>
      detailsOf(from + n, random),
    );
    await insertPictures(app, caller, some);
  }
}

/** What is in use, and not what was used and waits to be collected. */
function usedHeapBytes(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}

const folder = mkdtempSync(join(tmpdir(), "safelight-bench-"));
const app = await startMemoryApp({ databaseFile: join(folder, "safelight.db"), logLevel: "fatal" });
try {
  const member = await app.member();
  const caller = await callerOf(app, member);
  const begun = performance.now();
  await seed(app, caller);
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  say(`seeded ${PICTURES} pictures in ${Math.round(performance.now() - begun)} ms`);

  const search = async (text: string, limit = 50) => {
    const start = performance.now();
    const cpu = process.cpuUsage();
    const reply = await member.client.post("/api/search", { text, limit });
    if (reply.status !== 200) throw new Error(reply.text);
    return {
      milliseconds: performance.now() - start,
      cpuMilliseconds: (process.cpuUsage(cpu).user + process.cpuUsage(cpu).system) / 1000,
      total: (reply.body as { total: number }).total,
    };
  };

  // Connections that were closed while nothing but seeding went on are noticed first.
  await pause(500);
  await member.client.get("/api/timeline");
  const heapBefore = usedHeapBytes();
  const watched = async (what: string): Promise<void> => {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const found = await search("sunset wien");
    delay.disable();
    say(
      `${what}: ${found.milliseconds.toFixed(0)} ms (${found.cpuMilliseconds.toFixed(0)} ms of CPU), ${found.total} found; others waited: p50 ${(delay.percentile(50) / 1e6).toFixed(1)} ms, p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms, at most ${(delay.max / 1e6).toFixed(1)} ms`,
    );
  };
  await watched("very first search");
  // As after locking and unlocking, and after a restart: nothing that was opened is left.
  app.rooms.forgetting.forget(caller.accountId);
  await member.client.get("/api/timeline");
  await watched("first search");
  say(`index: ${((usedHeapBytes() - heapBefore) / PICTURES).toFixed(0)} bytes of heap for each picture`);
  for (const text of [
    "sunset wien",
    "s",
    "june 2019",
    "2018-05..2018-07 cafe",
    "place:48.2,16.3",
    "canon png",
    "nothing-of-that-name",
  ]) {
    const times: number[] = [];
    const cpuTimes: number[] = [];
    let total = 0;
    for (let n = 0; n < 15; n += 1) {
      const found = await search(text);
      times.push(found.milliseconds);
      cpuTimes.push(found.cpuMilliseconds);
      total = found.total;
    }
    times.sort((a, b) => a - b);
    cpuTimes.sort((a, b) => a - b);
    say(
      `"${text}": median ${(times[7] ?? 0).toFixed(1)} ms (${(cpuTimes[7] ?? 0).toFixed(1)} ms of CPU), slowest ${(times.at(-1) ?? 0).toFixed(1)} ms, ${total} found`,
    );
  }
} finally {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
}
