// Asks a virus scanner about a file, by ClamAV's INSTREAM protocol (clamd(8)): the bytes go over one connection in
// measured pieces, one line comes back. What is not plainly called clean is not clean: every doubt is "unavailable".

import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

export type Verdict = "clean" | "flagged" | "unavailable";

export interface Scanner {
  /**
   * What the scanner says of `bytes`. Waits a while for one that does not answer, and tries again, before it is
   * "unavailable". Throws the signal's reason when it aborts, and nothing else.
   */
  scan(bytes: Uint8Array, signal: AbortSignal): Promise<Verdict>;
}

export interface ScannerOptions {
  readonly host: string;
  readonly port: number;
  /** How long one scan may take, connecting included. */
  readonly scanSeconds: number;
  /** How long a scanner that is down is waited for. */
  readonly waitSeconds: number;
}

const PIECE_BYTES = 1 << 16;
const COMMAND = Buffer.from("zINSTREAM\0", "latin1");
const END = Buffer.alloc(4);
const MAX_ANSWER_BYTES = 4096;
const BETWEEN_TRIES_MS = 500;

function* piecesOf(bytes: Uint8Array): Generator<Buffer> {
  yield COMMAND;
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    const piece = bytes.subarray(at, at + PIECE_BYTES);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(piece.length);
    yield length;
    yield Buffer.from(piece.buffer, piece.byteOffset, piece.length);
  }
  yield END;
}

/** Sends all of it, as fast as the other side takes it. */
function send(socket: Socket, pieces: Generator<Buffer>): void {
  for (let next = pieces.next(); !next.done; next = pieces.next()) {
    if (socket.write(next.value)) continue;
    socket.once("drain", () => send(socket, pieces));
    return;
  }
}

function verdictOf(answer: string): Verdict {
  if (answer === "stream: OK\0") return "clean";
  return /^stream: [^\0]+ FOUND\0$/.test(answer) ? "flagged" : "unavailable";
}

/** One connection, one answer. Rejects when there is none in time. */
function ask(options: ScannerOptions, bytes: Uint8Array, signal: AbortSignal): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: options.host, port: options.port });
    const within = AbortSignal.any([signal, AbortSignal.timeout(options.scanSeconds * 1000)]);
    const end = (settle: () => void) => {
      within.removeEventListener("abort", giveUp);
      socket.destroy();
      settle();
    };
    const giveUp = () => end(() => reject(within.reason as Error));
    let answer = "";
    within.addEventListener("abort", giveUp, { once: true });
    if (within.aborted) giveUp();
    socket.on("error", (error) => end(() => reject(error)));
    socket.on("connect", () => send(socket, piecesOf(bytes)));
    socket.on("data", (said: Buffer) => {
      answer += said.toString("latin1");
      if (answer.length > MAX_ANSWER_BYTES) end(() => reject(new Error("the scanner says too much")));
    });
    // It closes the connection behind its answer.
    socket.on("end", () => end(() => resolve(verdictOf(answer))));
  });
}

export function openScanner(options: ScannerOptions): Scanner {
  return {
    async scan(bytes, signal) {
      const until = performance.now() + options.waitSeconds * 1000;
      for (;;) {
        signal.throwIfAborted();
        const verdict = await ask(options, bytes, signal).catch((): Verdict => "unavailable");
        if (verdict !== "unavailable" || performance.now() + BETWEEN_TRIES_MS > until) {
          signal.throwIfAborted();
          return verdict;
        }
        // An aborted pause is told by the signal itself, at the top.
        await pause(BETWEEN_TRIES_MS, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}
