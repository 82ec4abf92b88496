import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, test } from "node:test";
import { animatedGif } from "../../tests/support/make-images/gif-file.ts";
import { plainJpeg } from "../../tests/support/make-images/jpeg-file.ts";
import { plainPng } from "../../tests/support/make-images/png-file.ts";
import { until } from "../../tests/support/until.ts";
import { DecoderDied, DecoderNotStarted, startDecoder } from "./decoder-child.ts";
import { decoderCommand } from "./decoder-command.ts";
import { ANSWER_LIMITS } from "./developed-image.ts";
import { findOuterWalls } from "./outer-walls.ts";

const command = decoderCommand("wasm");
const walls = await findOuterWalls({ node: process.execPath, folders: command.folders });
const decoder = await startDecoder(command, walls);
after(() => decoder.kill("closed", "the tests are over"));

async function kindOf(body: Buffer, said: Readonly<Record<string, unknown>>): Promise<unknown> {
  const header = { frames: 1, animated: false, colour: "unlabelled", wantsView: false, ...said };
  return (await decoder.ask({ header, body, seconds: 20, bufferLimits: ANSWER_LIMITS })).header["kind"];
}

test("what the reader says of a picture must be what the decoder sees, or it is not decoded", async () => {
  const png = plainPng();
  assert.equal(await kindOf(png, { format: "png", width: 40, height: 24 }), "developed");
  assert.equal(await kindOf(png, { format: "jpeg", width: 40, height: 24 }), "undecodable");
  assert.equal(await kindOf(png, { format: "png", width: 39, height: 24 }), "undecodable");
  assert.equal(await kindOf(png, { format: "png", width: 40, height: 25 }), "undecodable");
  const gif = animatedGif(4);
  assert.equal(await kindOf(gif, { format: "gif", width: 32, height: 20, frames: 4 }), "developed");
  assert.equal(await kindOf(gif, { format: "gif", width: 32, height: 20, frames: 3 }), "undecodable");
});

test("formats that nobody asked for are not opened, whatever they are called", async () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
  for (const format of ["svg", "jpeg", "png"]) {
    assert.equal(await kindOf(svg, { format, width: 9, height: 9 }), "undecodable");
  }
});

test("one decoder takes one job at a time", async () => {
  const body = await plainJpeg();
  const first = kindOf(body, { format: "jpeg", width: 96, height: 64 });
  await assert.rejects(kindOf(body, { format: "jpeg", width: 96, height: 64 }), /one job at a time/);
  assert.equal(await first, "developed");
});

test("a decoder that was killed answers nothing more", async () => {
  const other = await startDecoder(command, walls);
  const header = { format: "png", width: 40, height: 24 };
  const asked = other.ask({ header, body: plainPng(), seconds: 20, bufferLimits: ANSWER_LIMITS });
  other.kill("closed", "enough");
  await assert.rejects(asked, DecoderDied);
  await other.ended;
  assert.equal(other.isAlive, false);
  await assert.rejects(
    other.ask({ header, body: plainPng(), seconds: 20, bufferLimits: ANSWER_LIMITS }),
    DecoderDied,
  );
});

test("a decoder that is ended while it starts is gone at once, with all that it has started", async () => {
  const mark = `ended-while-starting-${process.pid}`;
  const marked = { ...walls, wrap: (argv: readonly string[]) => walls.wrap([...argv, mark]) };
  for (let milliseconds = 0; milliseconds < 48; milliseconds += 2) {
    const starting = startDecoder(command, marked, AbortSignal.timeout(milliseconds));
    await assert.rejects(starting, DecoderNotStarted);
  }
  // Ended they are; the system clears away what it has of them a moment later.
  await until(() => processesWith(mark).length === 0);
});

/** Processes with this word on their command line. */
function processesWith(word: string): readonly string[] {
  const ids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return ids.filter((id) => {
    try {
      return readFileSync(`/proc/${id}/cmdline`, "latin1").includes(word);
    } catch {
      return false;
    }
  });
}
