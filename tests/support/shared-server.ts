// One Safelight for many journeys, one after another: starting it costs as much as a short journey does. Each has people
// of its own, and sees of the server only what came since it began.

import { join } from "node:path";
import { namesInOutbox, readOutbox } from "./outbox.ts";
import { type RunningServer, startSafelight } from "./running-server.ts";

/** How many journeys one serves. A network address may register twenty times an hour, here as anywhere. */
const JOURNEYS_EACH = 15;

export interface SharedServer {
  /** The server for the next journey. What would tell of other journeys, or end them, throws. */
  lend(): Promise<RunningServer>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts when it is first lent, and anew when it has served enough. */
export function sharedServer(): SharedServer {
  let running: RunningServer | null = null;
  let lent = 0;
  return {
    async lend() {
      if (lent % JOURNEYS_EACH === 0) {
        await running?.stop();
        running = null;
        running = await startSafelight();
      }
      if (running === null) throw new Error("the shared server did not start");
      lent += 1;
      return sinceNow(running);
    },
    [Symbol.asyncDispose]: async () => void (await running?.stop()),
  };
}

async function sinceNow(server: RunningServer): Promise<RunningServer> {
  const begun = { stdout: server.stdout().length, stderr: server.stderr().length };
  const outbox = join(server.dataFolder, "outbox");
  const earlier = await namesInOutbox(outbox);
  const refuse = (): never => {
    throw new Error(
      'this server is shared: a journey that does so needs one of its own, by test.use({ server: "own" })',
    );
  };
  return {
    origin: server.origin,
    port: server.port,
    pid: server.pid,
    get dataFolder() {
      return refuse();
    },
    stdout: () => server.stdout().slice(begun.stdout),
    stderr: () => server.stderr().slice(begun.stderr),
    mails: () => readOutbox(outbox, earlier),
    // That one makes whoever follows it the administrator of all.
    link: async (kind) => (kind === "register" ? refuse() : await server.link(kind, begun.stdout)),
    stop: async () => refuse(),
    kill9: async () => refuse(),
    [Symbol.asyncDispose]: async () => refuse(),
  };
}
