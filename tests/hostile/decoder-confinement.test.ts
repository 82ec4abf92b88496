// From inside the decoder, at the moment when it would hold a picture: no file, socket, process, environment or
// anything else. And from outside: what the operating system says about it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { ConfinementBroken } from "../../server/imaging/confinement.ts";
import { DecoderNotStarted, startDecoder } from "../../server/imaging/decoder-child.ts";
import { type DecoderCommand, decoderCommand } from "../../server/imaging/decoder-command.ts";
import { findOuterWalls } from "../../server/imaging/outer-walls.ts";
import { testDarkroom } from "../support/test-darkroom.ts";
import { pictureFor } from "./hostile-pictures.ts";

const hostileDecoder = join(import.meta.dirname, "hostile-decoder.cjs");
const command = decoderCommand("wasm", hostileDecoder);
const walls = await findOuterWalls({ node: process.execPath, folders: command.folders });
const bare = await findOuterWalls({ node: process.execPath, folders: command.folders, programFolders: [] });

/** At the least; escapes.cjs knows more. */
const ATTEMPTS =
  "read read-own-code read-environ list write connect connect-local listen datagram resolve fetch spawn execve worker " +
  "sqlite ffi addon wasi inspector binding evaluate signal environment";

const without = (flag: string): DecoderCommand => {
  assert.ok(command.argv.includes(flag));
  return { ...command, argv: command.argv.filter((argument) => argument !== flag) };
};

for (const [name, around] of [
  ["behind all walls of this machine", walls],
  ["without any program of the system's", bare],
] as const) {
  test(`${name}, no attempt to get out succeeds while a job runs`, async (t) => {
    const decoder = await startDecoder(command, around);
    t.after(() => decoder.kill("closed", "the test is over"));
    const { header } = await decoder.ask({
      header: { act: "escape" },
      body: Buffer.alloc(0),
      seconds: 20,
      bufferLimits: [],
    });
    assert.deepEqual(header["escapes"], []);
    const tried = header["tried"] as readonly string[];
    for (const attempt of ATTEMPTS.split(" ")) {
      assert.ok(tried.includes(attempt), attempt);
    }
  });
}

for (const [flag, escape] of [
  ["--no-experimental-sqlite", "sqlite"],
  ["--disallow-code-generation-from-strings", "evaluate"],
] as const) {
  test(`without ${flag} the self-probe gets out by ${escape}, in both kinds of thread, and nothing is decoded`, async () => {
    const starting = startDecoder(without(flag), walls);
    await assert.rejects(starting, (error: unknown) => {
      assert.ok(error instanceof ConfinementBroken);
      assert.deepEqual(error.escapes, [`${escape} (main)`, `${escape} (worker)`]);
      return true;
    });
  });
}

test("one variable in the environment is an escape", async () => {
  const leaky = { ...command, env: { ...command.env, SAFELIGHT_SECRET: "x" } };
  await assert.rejects(startDecoder(leaky, walls), ConfinementBroken);
});

test("a decoder without the permission model does not start", async () => {
  await assert.rejects(startDecoder(without("--permission"), walls), DecoderNotStarted);
});

test("a decoder that could load the native build does not start without the WebAssembly one", async () => {
  const native = command.argv.filter((argument) => !argument.includes("sharp-wasm32"));
  await assert.rejects(startDecoder({ ...command, argv: native }, walls), DecoderNotStarted);
});

test("the operating system shows another user, no privileges to gain, no core dumps and one environment variable more", {
  skip: process.getuid?.() !== 0 || walls.names.length < 3 ? "needs root, setpriv and prlimit" : false,
}, async (t) => {
  const decoder = await startDecoder(command, walls);
  t.after(() => decoder.kill("closed", "the test is over"));
  const pid = String(decoder.pid);
  const [status, limits, environment] = await Promise.all(
    ["status", "limits", "environ"].map((name) => readFile(`/proc/${pid}/${name}`, "latin1")),
  );
  assert.match(status!, /^Uid:\t65534\t65534\t65534\t65534$/m);
  assert.match(status!, /^NoNewPrivs:\t1$/m);
  assert.match(status!, /^CapEff:\t0+$/m);
  assert.match(limits!, /^Max core file size +0 +0 /m);
  assert.match(limits!, /^Max file size +0 +0 /m);
  assert.deepEqual(environment!.split("\0").filter(Boolean), [
    "VIPS_MAX_THREADS=4",
    "VIPS_DISC_THRESHOLD=4g",
  ]);
});

const endsWithParent = walls.names.includes("no new privileges") || walls.names.includes("bubblewrap");
for (const [what, act, canBeSeen] of [
  ["idle", 0, existsSync("/proc/self/stat")],
  ["spinning", 1, endsWithParent],
] as const) {
  const skip = canBeSeen ? false : "needs setpriv or bubblewrap";
  test(`a decoder that is ${what} does not outlive its server`, { skip, timeout: 300_000 }, async () => {
    const script = join(import.meta.dirname, "doomed-server.ts");
    const server = spawn(process.execPath, [script, String(act)], { stdio: ["ignore", "pipe", "inherit"] });
    const [words] = (await once(server.stdout, "data")) as [Buffer];
    const decoder = Number(words.toString());
    assert.ok(existsSync(`/proc/${decoder}`));
    server.kill("SIGKILL");
    while (existsSync(`/proc/${decoder}`)) await wait(10);
  });
}

test("a darkroom whose decoder is open develops nothing, and says why", async (t) => {
  const darkroom = testDarkroom(t, { decoderEntry: join(import.meta.dirname, "open-decoder.cjs") });
  await assert.rejects(darkroom.ready(), ConfinementBroken);
  await assert.rejects(darkroom.develop(pictureFor(0), { ownerId: "anna" }), ConfinementBroken);
  assert.equal((await darkroom.status()).isConfined, false);
});
