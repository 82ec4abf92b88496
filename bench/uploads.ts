// P1 to P3 as rows (bench/upload-path.ts measures them), and P6 for uploads: the same server without sealing.

import { photograph } from "../tests/support/photographs.ts";
import { startSafelight } from "../tests/support/running-server.ts";
import { fresh, signUp, uploaded } from "./member.ts";
import { type Bench, type Findings, type Row, roundsOf } from "./part.ts";
import { treeMs } from "./processor-use.ts";
import { uploadsOfRealPhotographs } from "./real-photographs.ts";
import { figuresOf, interleave, quantile, ratiosOf, type Sample, spreadOf } from "./rounds.ts";
import { preload } from "./thumbs.ts";
import { measureUploadPath } from "./upload-path.ts";

const TOO_BUSY = 1;

export async function measureUploads(bench: Bench): Promise<Findings> {
  const all = await measureUploadPath(bench.rounds);
  // Shares are of one processor there, and half of the two that this is written for is one.
  const quiet = all.filter(({ othersShare }) => othersShare <= TOO_BUSY);
  const isBusy = quiet.length === 0;
  const kept = isBusy ? all : quiet;
  const common = { kept: kept.length, dropped: isBusy ? 0 : all.length - quiet.length, isBusy };
  const server = spreadOf(kept.map(({ serverMs }) => serverMs));
  const beside = (name: string, of: "wasmMs" | "nativeMs", atMost: number): Row => ({
    target: "P1",
    what: "upload of 12 MP",
    unit: "CPU ms",
    safelight: server,
    yardstick: { name, figure: spreadOf(kept.map((round) => round[of])) },
    ratio: spreadOf(kept.map((round) => round.serverMs / round[of])),
    wanted: { of: "ratio", atMost },
    ...common,
  });
  const inOrder = (of: "wallMs" | "nativeWallMs") =>
    kept.flatMap((round) => round[of]).toSorted((a, b) => a - b);
  const [wall, nativeWall] = [inOrder("wallMs"), inOrder("nativeWallMs")];
  const natively: Row = {
    ...beside("bare loop, native", "nativeMs", 1.4),
    what: "the same with native decoders in bubblewrap",
    safelight: spreadOf(kept.map(({ nativeServerMs }) => nativeServerMs)),
    ratio: spreadOf(kept.map((round) => round.nativeServerMs / round.nativeMs)),
  };
  const perSecond = (what: string, of: "serverMs" | "nativeServerMs", atLeast: number): Row => ({
    ...beside("", "wasmMs", 0),
    target: "P2",
    what,
    unit: "per CPU second",
    safelight: spreadOf(kept.map((round) => 1000 / round[of])),
    yardstick: null,
    ratio: null,
    wanted: { of: "figure", atLeast },
  });
  const waited = (what: string, share: number, atMost: number): Row => ({
    ...beside("", "wasmMs", 0),
    target: "P3",
    what,
    unit: "ms",
    safelight: spreadOf([quantile(wall, share)]),
    yardstick: null,
    ratio: null,
    wanted: { of: "figure", atMost },
  });
  return {
    rows: [
      beside("bare loop, WebAssembly", "wasmMs", 1.25),
      beside("bare loop, native", "nativeMs", 2.2),
      natively,
      perSecond("photographs of 12 MP", "serverMs", 4.4),
      perSecond("the same with native decoders", "nativeServerMs", 8.8),
      waited("until thumb and view are there, p50", 0.5, 250),
      waited("until thumb and view are there, p95", 0.95, 350),
      {
        ...waited("the same with native decoders, p50", 0.5, 250),
        safelight: spreadOf([quantile(nativeWall, 0.5)]),
        wanted: null,
      },
      await priceOfSealing(bench),
      ...(await uploadsOfRealPhotographs(bench)),
    ],
  };
}

async function priceOfSealing(bench: Bench): Promise<Row> {
  const each = bench.isQuick ? 1 : 4;
  const { bytes } = await photograph(0, { longSide: 4032 });
  await using sealed = await startSafelight();
  await using unsealed = await startSafelight({ env: preload("without-sealing.ts") });
  const uploading = async (server: typeof sealed): Promise<() => Promise<Sample>> => {
    const client = await signUp(server);
    let number = 0;
    const upload = async (): Promise<void> => {
      number += 1;
      await uploaded(client, fresh(bytes, number), `${number}.jpg`);
    };
    await upload();
    return async () => {
      const before = treeMs(server.pid);
      for (let n = 0; n < each; n += 1) await upload();
      return { milliseconds: (treeMs(server.pid) - before) / each };
    };
  };
  const rounds = await interleave(bench.rounds, {
    sealed: await uploading(sealed),
    unsealed: await uploading(unsealed),
  });
  return {
    target: "P6",
    what: "upload, price of sealing",
    unit: "CPU ms",
    safelight: spreadOf(figuresOf(rounds, "sealed", "milliseconds")),
    yardstick: { name: "without sealing", figure: spreadOf(figuresOf(rounds, "unsealed", "milliseconds")) },
    ratio: spreadOf(ratiosOf(rounds, "milliseconds", "unsealed", "sealed")),
    wanted: { of: "ratio", atLeast: 0.97 },
    ...roundsOf(rounds),
  };
}
