import assert from "node:assert/strict";
import { createServer, type Server, type Socket } from "node:net";
import { after, before, test } from "node:test";
import {
  type ClamDaemon,
  FLAGGED_WORDS,
  hasClamDaemon,
  startClamDaemon,
} from "../../tests/support/clam-daemon.ts";
import { findFreePort } from "../../tests/support/free-port.ts";
import { openScanner } from "./scanner.ts";

const never = new AbortController().signal;
const scannerAt = (port: number, more: { scanSeconds?: number; waitSeconds?: number } = {}) =>
  openScanner({ host: "127.0.0.1", port, scanSeconds: 10, waitSeconds: 0, ...more });

let daemon: ClamDaemon | null = null;
before(async () => {
  if (hasClamDaemon) daemon = await startClamDaemon(await findFreePort(), 1_000_000);
});
after(() => daemon?.stop());

test("a real daemon passes what is clean, flags what its signature names, and does not judge what is too large", async (t) => {
  if (!daemon) return t.skip("no clamd here: install clamav-daemon");
  const scanner = scannerAt(daemon.port);
  const clean = Buffer.alloc(900_000, "ordinary");
  assert.equal(await scanner.scan(clean, never), "clean");
  assert.equal(await scanner.scan(Buffer.alloc(0), never), "clean");
  // Across the border of two pieces as well.
  for (const at of [0, 65_526, 65_536, 899_000]) {
    const flagged = Buffer.from(clean);
    flagged.write(FLAGGED_WORDS, at);
    assert.equal(await scanner.scan(flagged, never), "flagged", `at ${at}`);
  }
  assert.equal(await scanner.scan(Buffer.alloc(3_000_000), never), "unavailable");
  const both = [Buffer.from("good"), Buffer.from(FLAGGED_WORDS)].map((bytes) => scanner.scan(bytes, never));
  assert.deepEqual(await Promise.all(both), ["clean", "flagged"]);
});

/** A scanner that does what it likes with a connection. */
async function strangeScanner(t: { after(close: () => void): void }, act: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket.on("error", () => undefined).on("data", () => undefined));
    act(socket);
  });
  const port = await findFreePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return port;
}

test("whatever is not plainly OK is not clean", async (t) => {
  const answers = [
    "",
    "stream: OK",
    "stream: OK\0stream: OK\0",
    "OK\0",
    " stream: OK\0",
    "stream: Eicar FOUND",
    "INSTREAM size limit exceeded. ERROR\0",
    "stream: OK FOUNDATION ERROR\0",
    "x".repeat(1_000_000),
  ];
  for (const answer of answers) {
    const port = await strangeScanner(t, (socket) => socket.end(answer));
    assert.equal(await scannerAt(port).scan(Buffer.from("bytes"), never), "unavailable", answer.slice(0, 40));
  }
  const flagging = await strangeScanner(t, (socket) => socket.end("stream: OK FOUND\0"));
  assert.equal(await scannerAt(flagging).scan(Buffer.from("bytes"), never), "flagged");
});

test("a scanner that is not there, hangs up or is silent is unavailable, and silence has an end", async (t) => {
  assert.equal(await scannerAt(await findFreePort()).scan(Buffer.from("bytes"), never), "unavailable");
  const rude = await strangeScanner(t, (socket) => socket.destroy());
  assert.equal(await scannerAt(rude).scan(Buffer.alloc(5_000_000), never), "unavailable");
  const silent = await strangeScanner(t, () => undefined);
  assert.equal(
    await scannerAt(silent, { scanSeconds: 0.2 }).scan(Buffer.from("bytes"), never),
    "unavailable",
  );
});

test("a scanner that comes back within the wait is heard", async (t) => {
  let tries = 0;
  const port = await strangeScanner(t, (socket) => {
    tries += 1;
    if (tries < 3) socket.destroy();
    else socket.end("stream: OK\0");
  });
  assert.equal(await scannerAt(port, { waitSeconds: 20 }).scan(Buffer.from("bytes"), never), "clean");
  assert.equal(tries, 3);
});

test("nobody waits for a scan whose upload has gone", async (t) => {
  const silent = await strangeScanner(t, () => undefined);
  const gone = new AbortController();
  const scanning = scannerAt(silent, { waitSeconds: 20 }).scan(Buffer.from("bytes"), gone.signal);
  gone.abort(new Error("gone"));
  await assert.rejects(scanning, { message: "gone" });
});
