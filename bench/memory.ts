// P8: memory of the server with everything it started, each shared page in proportion: at rest, with four photographs
// on their way in, with one very large, and after many uploads.

import { setTimeout as pause } from "node:timers/promises";
import { photograph } from "../tests/support/photographs.ts";
import { startSafelight } from "../tests/support/running-server.ts";
import { fresh, signUp, uploaded } from "./member.ts";
import { peakMegabytes, treeMegabytes } from "./memory-use.ts";
import type { Bench, Findings, Row } from "./part.ts";
import { spreadOf } from "./rounds.ts";

/** Decoders that nobody needs stop after a minute. */
const UNTIL_DECODERS_STOP_MS = 75_000;

export async function measureMemory(bench: Bench): Promise<Findings> {
  const [few, many] = bench.isQuick ? [4, 12] : [100, 1000];
  const photo = (await photograph(0, { longSide: 4032 })).bytes;
  const huge = (await photograph(1, { longSide: 8160 })).bytes;
  const small = (await photograph(2, { longSide: 1200 })).bytes;
  // A photograph of 50 MP is larger than what is taken by default.
  await using server = await startSafelight({ env: { SAFELIGHT_MAX_UPLOAD: "32MiB" } });
  const client = await signUp(server);
  let number = 0;
  const upload = async (file: Buffer): Promise<void> => {
    number += 1;
    await uploaded(client, fresh(file, number), `${number}.jpg`);
  };
  await upload(photo);
  const four: number[] = [];
  const one: number[] = [];
  for (let round = 0; round < bench.rounds; round += 1) {
    four.push(await peakMegabytes(server.pid, () => Promise.all([0, 1, 2, 3].map(() => upload(photo)))));
    one.push(await peakMegabytes(server.pid, () => upload(huge)));
  }
  bench.say(`${many} uploads of a small photograph`);
  const after: number[] = [];
  for (const count of [few, many]) {
    while (number < count) await upload(small);
    await pause(bench.isQuick ? 2000 : UNTIL_DECODERS_STOP_MS);
    after.push(treeMegabytes(server.pid));
  }
  const [afterFew = 0, afterMany = 0] = after;
  const row = (what: string, figures: readonly number[], atMost: number): Row => ({
    target: "P8",
    what,
    unit: "MB",
    safelight: spreadOf(figures),
    yardstick: null,
    ratio: null,
    wanted: { of: "figure", atMost },
    kept: figures.length,
    dropped: 0,
    isBusy: false,
  });
  return {
    rows: [
      row("memory, four uploads of 12 MP at once", four, 800),
      row("memory, one JPEG of 50 MP", one, 700),
      row(
        bench.isQuick ? "memory at rest (decoders still run)" : "memory at rest, decoders stopped",
        [afterFew],
        150,
      ),
      {
        ...row(`memory at rest after ${many} uploads`, [afterMany], 0),
        yardstick: { name: `after ${few}`, figure: spreadOf([afterFew]) },
        ratio: spreadOf([afterMany / afterFew]),
        wanted: { of: "ratio", atMost: 1.1 },
      },
    ],
  };
}
