// What uploads cost that came out of cameras and programs instead of this project: the large JPEGs of the collection
// that lies beside it on the machines of those who build it. A clone elsewhere lacks them, and this row.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { corpusFiles } from "../tests/support/corpus.ts";
import { startSafelight } from "../tests/support/running-server.ts";
import { bareLoop } from "./bare-loop.ts";
import { fresh, signUp, uploaded } from "./member.ts";
import { type Bench, type Row, roundsOf } from "./part.ts";
import { treeMs } from "./processor-use.ts";
import { figuresOf, interleave, ratiosOf, spreadOf } from "./rounds.ts";

/** They are few, and processor time comes in steps of 10 ms. */
const TIMES = 3;
/** What fits into this gets no view of its own, where the bare loop makes one of everything. */
const LONG_SIDE_OF_VIEW = 2000;

const isLarge = (size: string | undefined): boolean =>
  Math.max(...(size ?? "0").split("x").map(Number)) > LONG_SIDE_OF_VIEW;

export async function uploadsOfRealPhotographs(bench: Bench): Promise<readonly Row[]> {
  const files =
    corpusFiles("valid")?.filter(({ row }) => row["format"] === "jpeg" && isLarge(row["width_x_height"])) ??
    [];
  if (files.length === 0) {
    bench.say("no real photographs lie beside the project: their row is left out");
    return [];
  }
  const folder = await mkdtemp(join(tmpdir(), "safelight-bench-"));
  try {
    const paths = files.map(({ name }) => join(folder, name));
    for (const [at, { bytes }] of files.entries()) await writeFile(paths[at]!, bytes);
    await using server = await startSafelight();
    const client = await signUp(server);
    let number = 0;
    const uploadAll = async (): Promise<void> => {
      for (const { name, bytes } of files) {
        number += 1;
        await uploaded(client, fresh(bytes, number), name);
      }
    };
    await uploadAll();
    const loop = await bareLoop("wasm", paths);
    try {
      const rounds = await interleave(bench.rounds, {
        safelight: async () => {
          const before = treeMs(server.pid);
          for (let n = 0; n < TIMES; n += 1) await uploadAll();
          return { milliseconds: (treeMs(server.pid) - before) / TIMES / files.length };
        },
        bare: async () => {
          let milliseconds = 0;
          for (let n = 0; n < TIMES; n += 1) milliseconds += await loop.run();
          return { milliseconds: milliseconds / TIMES };
        },
      });
      return [
        {
          target: "",
          what: `upload of ${files.length} real photographs, each`,
          unit: "CPU ms",
          safelight: spreadOf(figuresOf(rounds, "safelight", "milliseconds")),
          yardstick: {
            name: "bare loop, WebAssembly",
            figure: spreadOf(figuresOf(rounds, "bare", "milliseconds")),
          },
          ratio: spreadOf(ratiosOf(rounds, "milliseconds", "safelight", "bare")),
          wanted: null,
          ...roundsOf(rounds),
        },
      ];
    } finally {
      await loop.end();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
