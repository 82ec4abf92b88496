// What an upload costs: photographs of 12 megapixels sent one after another to a real server, beside bare loops of
// the same decoder in the same rounds. Run it: node_modules/.bin/node bench/upload-path.ts [rounds]

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { photographs } from "../tests/support/photographs.ts";
import { startSafelight } from "../tests/support/running-server.ts";
import { bareLoop } from "./bare-loop.ts";
import { fresh, signUp } from "./member.ts";
import { machineMs, treeMs } from "./processor-use.ts";

const PHOTOS = 4;
const LONG_SIDE = 4032;
const ROUNDS = 7;

export interface UploadPathRound {
  /** Processor time per picture. */
  readonly serverMs: number;
  /** Of a server whose decoders are native, behind bubblewrap. */
  readonly nativeServerMs: number;
  readonly wasmMs: number;
  readonly nativeMs: number;
  /** Until view and thumb could be fetched, each picture. */
  readonly wallMs: readonly number[];
  readonly nativeWallMs: readonly number[];
  /** Part of the machine's processors that somebody else had. */
  readonly othersShare: number;
}

/** @param onRound is told each round as it ends */
export async function measureUploadPath(
  rounds = ROUNDS,
  onRound: (round: UploadPathRound) => void = () => undefined,
): Promise<readonly UploadPathRound[]> {
  const folder = await mkdtemp(join(tmpdir(), "safelight-bench-"));
  const files = (await photographs(PHOTOS, { longSide: LONG_SIDE })).map(({ bytes }) => bytes);
  const paths = await Promise.all(
    files.map(async (bytes, at) => {
      const path = join(folder, `${at}.jpg`);
      await writeFile(path, bytes);
      return path;
    }),
  );
  const wasm = await bareLoop("wasm", paths);
  const native = await bareLoop("native", paths);
  const servers: UploadServer[] = [];
  try {
    for (const decoder of ["wasm", "native"] as const) servers.push(await uploadServer(decoder, files));
    const [boxed, boxedNative] = servers;
    const done: UploadPathRound[] = [];
    for (let round = 0; round < rounds; round++) {
      const [machine, own, began] = [machineMs(), treeMs(process.pid), performance.now()];
      const wasmMs = await wasm.run();
      const ours = await boxed!.run();
      const nativeMs = await native.run();
      const oursNative = await boxedNative!.run();
      const others = machineMs() - machine - (treeMs(process.pid) - own);
      done.push({
        serverMs: ours.cpuMs,
        nativeServerMs: oursNative.cpuMs,
        wasmMs,
        nativeMs,
        wallMs: ours.wallMs,
        nativeWallMs: oursNative.wallMs,
        othersShare: others / (performance.now() - began),
      });
      onRound(done.at(-1)!);
    }
    return done;
  } finally {
    await Promise.all([wasm.end(), native.end(), ...servers.map((server) => server.stop())]);
    await rm(folder, { recursive: true, force: true });
  }
}

interface UploadServer {
  /** Sends each file once, one after the other. */
  run(): Promise<{ readonly cpuMs: number; readonly wallMs: readonly number[] }>;
  stop(): Promise<unknown>;
}

async function uploadServer(decoder: "wasm" | "native", files: readonly Buffer[]): Promise<UploadServer> {
  const server = await startSafelight({ env: { SAFELIGHT_LOG: "warn", SAFELIGHT_DECODER: decoder } });
  try {
    const client = await signUp(server);
    let number = 0;
    const upload = async (file: Buffer): Promise<number> => {
      number += 1;
      const bytes = fresh(file, number);
      const began = performance.now();
      const reply = await client.upload(bytes, { name: `${number}.jpg` });
      if (reply.status !== 201) throw new Error(`upload: ${reply.status} ${reply.text}`);
      return performance.now() - began;
    };
    for (const file of files) await upload(file);
    return {
      async run() {
        const before = treeMs(server.pid);
        const wallMs: number[] = [];
        for (const file of files) wallMs.push(await upload(file));
        return { cpuMs: (treeMs(server.pid) - before) / files.length, wallMs };
      },
      stop: () => server.stop(),
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

function report(rounds: readonly UploadPathRound[]): string {
  const of = (pick: (round: UploadPathRound) => number) => median(rounds.map(pick));
  const wall = rounds.flatMap(({ wallMs }) => wallMs).toSorted((a, b) => a - b);
  const busy = rounds.filter(({ othersShare }) => othersShare > 0.5).length;
  return [
    `Upload of a 12 MP photograph, ${rounds.length} rounds of ${PHOTOS}, medians`,
    `  Safelight              ${of((r) => r.serverMs).toFixed(0)} CPU-ms`,
    `  bare loop, WebAssembly ${of((r) => r.wasmMs).toFixed(0)} CPU-ms   ratio ${of((r) => r.serverMs / r.wasmMs).toFixed(2)} (P1: at most 1.25)`,
    `  bare loop, native      ${of((r) => r.nativeMs).toFixed(0)} CPU-ms   ratio ${of((r) => r.serverMs / r.nativeMs).toFixed(2)} (P1: at most 2.2)`,
    `  with native decoders   ${of((r) => r.nativeServerMs).toFixed(0)} CPU-ms   ratio ${of((r) => r.nativeServerMs / r.nativeMs).toFixed(2)} (P1: at most 1.4)`,
    `  pictures per CPU-second ${(1000 / of((r) => r.serverMs)).toFixed(2)} (P2: at least 4.4)`,
    `  on the wall p50 ${median(wall).toFixed(0)} ms, p95 ${(wall[Math.floor(wall.length * 0.95)] ?? 0).toFixed(0)} ms (P3: 250 and 350)`,
    busy === 0
      ? "  nobody else used much of the machine"
      : `  in ${busy} rounds others had over half a processor: believe the ratios only`,
  ].join("\n");
}

if (import.meta.main) {
  const rounds = await measureUploadPath(
    Number(process.argv[2] ?? ROUNDS),
    ({ serverMs, wasmMs, nativeMs }) =>
      process.stdout.write(`${[serverMs, wasmMs, nativeMs].map((ms) => ms.toFixed(0)).join(" / ")}\n`),
  );
  process.stdout.write(`${report(rounds)}\n`);
}
