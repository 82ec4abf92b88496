// Keeps a process that talks to a token, so that a library that hangs or crashes takes nothing along: whatever does not
// answer in time is killed, and the next question starts another one.
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { KeysAway, KeysRefused, PinRefused } from "./provider.ts";
import type { FromServer, FromToken, TokenAnswer, TokenFault, TokenQuestion } from "./token-messages.ts";

const PROGRAM = join(import.meta.dirname, "token-child.ts");
const WAITING_AT_MOST = 1000;

export interface TokenTimes {
  /** How long a question may take, in milliseconds. */
  readonly answerMs: number;
  /** How long the token is left alone after it could not be opened, in milliseconds. */
  readonly pauseMs: number;
}

export interface TokenProcess {
  /** @throws KeysAway; KeysRefused; KeyVersionMissing; KeyVersionTaken */
  ask(question: TokenQuestion): Promise<TokenAnswer>;
  /** Of the process that runs now; for tests that stop or kill it. */
  pid(): number | null;
  close(): Promise<void>;
}

interface Running {
  readonly child: ChildProcess;
  readonly waiting: Map<number, PromiseWithResolvers<TokenAnswer>>;
}

/** It did not answer in time: asking once more would only take as long again. */
class TooSlow extends KeysAway {}

/** @param opening the first question to each new process */
export function tokenProcess(opening: () => Promise<TokenQuestion>, times: TokenTimes): TokenProcess {
  let running: Promise<Running> | null = null;
  let current: Running | null = null;
  let refused: PinRefused | null = null;
  let notBefore = 0;
  let lastFault = "";
  let nextId = 1;
  let closed = false;

  const end = (one: Running, why: KeysAway): void => {
    if (current === one) {
      current = null;
      running = null;
    }
    one.child.kill("SIGKILL");
    for (const { reject } of one.waiting.values()) reject(why);
    one.waiting.clear();
  };

  const send = async (one: Running, question: TokenQuestion): Promise<TokenAnswer> => {
    const id = nextId++;
    const answered = Promise.withResolvers<TokenAnswer>();
    one.waiting.set(id, answered);
    const timer = setTimeout(
      () => end(one, new TooSlow(`the token did not answer for ${times.answerMs / 1000} s`)),
      times.answerMs,
    );
    const message: FromServer = { id, question };
    one.child.send(message, (error) => {
      if (error !== null) end(one, new KeysAway("the process that talks to the token has ended"));
    });
    try {
      return await answered.promise;
    } finally {
      clearTimeout(timer);
    }
  };

  const start = async (): Promise<Running> => {
    const first = await opening();
    // What the vendor's library prints is not for the log: it may be anything.
    const child = fork(PROGRAM, [], {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    const one: Running = { child, waiting: new Map() };
    current = one;
    child.on("message", (reply) => {
      const { id, ...said } = reply as FromToken;
      const asked = one.waiting.get(id);
      one.waiting.delete(id);
      if ("answer" in said) asked?.resolve(said.answer);
      else asked?.reject(errorOf(said.fault));
    });
    const gone = (): void => end(one, new KeysAway("the process that talks to the token has ended"));
    child.on("error", gone);
    child.on("exit", gone);
    // A server that has closed everything else is not kept by it.
    child.unref();
    child.channel?.unref();
    try {
      await send(one, first);
      return one;
    } catch (error) {
      end(one, new KeysAway("the token could not be opened"));
      throw error;
    }
  };

  const ensure = (): Promise<Running> => {
    if (closed) throw new Error("the key provider is closed");
    if (refused !== null) throw refused;
    if (running !== null) return running;
    if (performance.now() < notBefore) throw new KeysAway(lastFault);
    running = start().catch((error: unknown) => {
      running = null;
      notBefore = performance.now() + times.pauseMs;
      lastFault = error instanceof Error ? error.message : String(error);
      if (error instanceof PinRefused) refused = error;
      throw error;
    });
    return running;
  };

  return {
    async ask(question) {
      for (let tries = 1; ; tries += 1) {
        const one = await ensure();
        // Whoever comes is refused, and whoever waits is not: the process is well, and goes on.
        if (one.waiting.size >= WAITING_AT_MOST) throw new KeysAway("too much waits for the token already");
        try {
          return await send(one, question);
        } catch (error) {
          if (!(error instanceof KeysAway)) throw error;
          // A session that broke is not mended: a new process opens a new one, once.
          end(one, error);
          if (error instanceof TooSlow || tries === 2) throw error;
        }
      }
    },
    pid: () => current?.child.pid ?? null,
    async close() {
      closed = true;
      const endCurrent = (): void => {
        if (current !== null) end(current, new KeysAway("the key provider is closed"));
      };
      const starting = running;
      endCurrent();
      await starting?.catch(() => undefined);
      // One whose PIN was still being read has its process only now.
      endCurrent();
    },
  };
}

function errorOf({ kind, message }: TokenFault): Error {
  switch (kind) {
    case "away":
      return new KeysAway(message);
    case "refused":
      return new KeysRefused(message);
    case "pin":
      return new PinRefused(message);
    case "missing":
    case "taken":
    case "broken":
      return new TokenRefusal(kind, message);
  }
}

/** What the asker knows better how to say. */
export class TokenRefusal extends Error {
  override readonly name = "TokenRefusal";
  readonly kind: "missing" | "taken" | "broken";

  constructor(kind: "missing" | "taken" | "broken", message: string) {
    super(message);
    this.kind = kind;
  }
}
