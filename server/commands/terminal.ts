import type { WriteStream } from "node:tty";

/** Where a command that takes long shows how far it is, and one that says much says it. */
export interface Terminal {
  /** Shows how far it is, where somebody looks at it. */
  readonly progress: (done: string) => void;
  /** Says part of the answer before the rest of it. Resolves when more may come. */
  readonly write: (text: string) => Promise<void>;
}

const WIDTH = 30;
const PAUSE_MS = 100;
const CLEAR = "\r\u001B[K";

/** Progress goes to standard error, where that is a terminal, and leaves nothing behind when it ends. */
export function openTerminal(
  stdout: Pick<NodeJS.WriteStream, "write" | "once">,
  stderr: Pick<WriteStream, "write" | "isTTY">,
): Terminal & { end(): void } {
  let shownAt = Number.NEGATIVE_INFINITY;
  return {
    async write(text) {
      if (stdout.write(text)) return;
      await new Promise<void>((resolve) => void stdout.once("drain", resolve));
    },
    progress(done) {
      const now = performance.now();
      if (!stderr.isTTY || now - shownAt < PAUSE_MS) return;
      shownAt = now;
      // Written over the line before.
      stderr.write(`${CLEAR}${done}`);
    },
    end() {
      if (shownAt > 0) stderr.write(CLEAR);
    },
  };
}

/** `Pictures [####......] 40 of 100` */
export function bar(what: string, done: number, total: number): string {
  const share = total === 0 ? 1 : Math.min(1, done / total);
  return `${what} [${"#".repeat(Math.round(share * WIDTH)).padEnd(WIDTH, ".")}] ${done} of ${total}`;
}
