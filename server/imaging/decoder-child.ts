// One decoder process: starts it, hands it one job at a time, ends it. A decoder that is late, too large, or says
// anything that was not asked for is killed with SIGKILL; there is no other way out of here.

import { type ChildProcess, spawn } from "node:child_process";
import { setPriority } from "node:os";
import type { Readable, Writable } from "node:stream";
import { ConfinementBroken, checkSelfProbe } from "./confinement.ts";
import type { DecoderCommand } from "./decoder-command.ts";
import { type Frame, type FrameReader, framePieces, ProtocolBroken, readFrame } from "./decoder-frames.ts";
import type { OuterWalls } from "./outer-walls.ts";
import { residentBytes } from "./process-memory.ts";

export type DecoderEnd = "timeout" | "memory" | "protocol" | "exit" | "closed";

/** The decoder is gone, and what was asked of it unanswered. */
export class DecoderDied extends Error {
  override readonly name = "DecoderDied";
  readonly how: DecoderEnd;

  constructor(how: DecoderEnd, detail: string) {
    super(`The decoder ended (${how}): ${detail}`);
    this.how = how;
  }
}

/** No decoder came to be; no picture has anything to do with it. */
export class DecoderNotStarted extends Error {
  override readonly name = "DecoderNotStarted";
}

export interface DecoderJob {
  readonly header: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
  readonly seconds: number;
  /** The most bytes each buffer of the answer may have. */
  readonly bufferLimits: readonly number[];
}

export interface Decoder {
  /**
   * Sends a job and waits for its answer; never more than one at a time.
   * Throws DecoderDied, after which this decoder is of no more use.
   */
  ask(job: DecoderJob): Promise<Frame>;
  /** Ends it now; `how` is what a waiting job hears. */
  kill(how: DecoderEnd, detail: string): void;
  /** Resolves once the process has gone, whoever ended it. */
  readonly ended: Promise<void>;
  readonly isAlive: boolean;
  readonly jobsAsked: number;
  readonly startedAtMs: number;
  /** Of the process, or of what was wrapped around it. */
  readonly pid: number | undefined;
  rssBytes(): Promise<number | null>;
}

const START_SECONDS = 20;
const MEMORY_CHECK_MS = 250;
/** The WebAssembly memory (512 MB), the process around it, and one large picture on its way in. */
const MEMORY_LIMIT_BYTES = 1_000_000_000;
const STDERR_LIMIT = 2000;
const LOWER_PRIORITY = 10;
const LAST_WORDS_MS = 500;

/**
 * Starts a decoder and waits until its box is closed and its self-probe has failed to get out.
 * `signal` ends the start, not the decoder.
 * Throws ConfinementBroken when something did get out, DecoderNotStarted when there is no decoder for other reasons.
 */
export async function startDecoder(
  command: DecoderCommand,
  walls: OuterWalls,
  signal?: AbortSignal,
): Promise<Decoder> {
  if (signal?.aborted) throw new DecoderNotStarted("not wanted any more");
  const child = launch(command, walls);
  const replies = child.stdio[3] as Readable;
  const startedAtMs = performance.now();
  let waiting: {
    reader: FrameReader;
    resolve: (frame: Frame) => void;
    reject: (error: Error) => void;
  } | null = null;
  let death: DecoderDied | null = null;
  let startWords = "";
  let jobsAsked = 0;

  function kill(how: DecoderEnd, detail: string): void {
    death ??= new DecoderDied(how, detail);
    endGroup(child);
    waiting?.reject(death);
    waiting = null;
  }

  const ended = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      kill("exit", error.message);
      if (child.pid === undefined) resolve();
    });
    // What it started may hold its pipes a moment longer, and must not hold us.
    child.once("exit", () => setTimeout(() => letGo(child), LAST_WORDS_MS));
    child.once("close", (code, signal) => {
      kill("exit", `code ${code}, signal ${signal}`);
      resolve();
    });
  });
  child.stdin!.on("error", () => kill("exit", "its input closed"));
  child.stderr!.on("data", (words: Buffer) => {
    // Only until the first picture: afterwards its words may be the picture's.
    if (jobsAsked === 0) startWords = (startWords + words.toString("latin1")).slice(0, STDERR_LIMIT);
  });
  replies.on("error", () => kill("exit", "its output closed"));
  replies.on("data", (bytes: Buffer) => {
    if (death !== null) return;
    try {
      if (waiting === null) throw new ProtocolBroken("an answer to nothing");
      const frame = waiting.reader.push(bytes);
      if (frame === null) return;
      waiting.resolve(frame);
      waiting = null;
    } catch (error) {
      kill("protocol", (error as Error).message);
    }
  });

  async function exchange(
    pieces: readonly Buffer[],
    seconds: number,
    limits: readonly number[],
  ): Promise<Frame> {
    if (death !== null) throw death;
    if (waiting !== null) throw new Error("a decoder takes one job at a time");
    const late = setTimeout(() => kill("timeout", `over ${seconds} s`), seconds * 1000);
    const watch = setInterval(() => void endIfTooLarge(), MEMORY_CHECK_MS);
    try {
      return await new Promise<Frame>((resolve, reject) => {
        waiting = { reader: readFrame(limits), resolve, reject };
        for (const piece of pieces) child.stdin!.write(piece);
      });
    } finally {
      clearTimeout(late);
      clearInterval(watch);
    }
  }

  const rssBytes = async (): Promise<number | null> =>
    child.pid === undefined ? null : residentBytes(child.pid);

  async function endIfTooLarge(): Promise<void> {
    const bytes = await rssBytes();
    if (bytes !== null && bytes > MEMORY_LIMIT_BYTES) kill("memory", `${Math.round(bytes / 1e6)} MB`);
  }

  const giveUp = (): void => kill("closed", "not wanted any more");
  signal?.addEventListener("abort", giveUp);
  try {
    checkSelfProbe((await exchange([], START_SECONDS, [])).header);
  } catch (error) {
    kill("protocol", "it did not start");
    await ended;
    if (error instanceof ConfinementBroken) throw error;
    throw new DecoderNotStarted(`${(error as Error).message}. ${printable(startWords)}`);
  } finally {
    signal?.removeEventListener("abort", giveUp);
  }
  return {
    ask({ header, body, seconds, bufferLimits }) {
      jobsAsked++;
      return exchange(framePieces(header, body), seconds, bufferLimits);
    },
    kill,
    ended,
    get isAlive() {
      return death === null;
    },
    get jobsAsked() {
      return jobsAsked;
    },
    startedAtMs,
    pid: child.pid,
    rssBytes,
  };
}

type DecoderProcess = ChildProcess & { readonly stdin: Writable; readonly stderr: Readable };

function launch(command: DecoderCommand, walls: OuterWalls): DecoderProcess {
  const [program, ...args] = walls.wrap(command.argv);
  const child = spawn(program!, args, {
    cwd: "/",
    env: { ...command.env },
    // A process group of its own, so that all of it can be ended.
    detached: true,
    stdio: ["pipe", "ignore", "pipe", "pipe"],
    ...(walls.uid === null ? {} : { uid: walls.uid, gid: walls.uid }),
  }) as DecoderProcess;
  try {
    if (child.pid !== undefined) setPriority(child.pid, LOWER_PRIORITY);
  } catch {
    // It has gone already, or the system does not allow it: the priority is a courtesy to the server's own threads.
  }
  return child;
}

/**
 * Ends it together with what it has started: bubblewrap starts itself once more, and what it starts is bound to its
 * own end only a moment later.
 */
function endGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}

function letGo(child: ChildProcess): void {
  for (const pipe of child.stdio) pipe?.destroy();
}

const printable = (text: string): string => text.replaceAll(/[^\x20-\x7e]+/g, " ").trim();
