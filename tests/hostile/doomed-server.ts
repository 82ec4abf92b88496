// A server for tests that is killed: starts a hostile decoder, gives it one job if told so, says the decoder's
// process id, and waits for its end.

import { join } from "node:path";
import { startDecoder } from "../../server/imaging/decoder-child.ts";
import { decoderCommand } from "../../server/imaging/decoder-command.ts";
import { findOuterWalls } from "../../server/imaging/outer-walls.ts";
import { pictureFor } from "./hostile-pictures.ts";

const act = Number(process.argv[2]);
const command = decoderCommand("wasm", join(import.meta.dirname, "hostile-decoder.cjs"));
const decoder = await startDecoder(
  command,
  await findOuterWalls({ node: process.execPath, folders: command.folders }),
);
if (act > 0) {
  const body = pictureFor(act);
  const header = { format: "png", width: 2100 + act, height: 2, frames: 1, animated: false, wantsView: true };
  const never = decoder.ask({ header, body, seconds: 600, bufferLimits: [1e6, 1e6, 64] });
  await Promise.race([never, new Promise((resolve) => setTimeout(resolve, 300))]);
}
console.log(decoder.pid);
