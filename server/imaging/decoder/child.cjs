"use strict";
// The decoder process: closes its box, says so, then answers one job after the other until its input ends.

const { getHeapStatistics } = require("node:v8");
const { closeBox, die } = require("./box.cjs");
const { Truncated } = require("./develop.cjs");
const { readJob, writeAnswer } = require("./frames.cjs");

/**
 * Above this the pictures of past jobs are swept up: the collector does not see by itself how large they are. A look
 * at what is young finds nearly all of them, and costs a tenth of a look at everything.
 */
const SWEEP_BYTES = 4_000_000;

process.on("uncaughtException", die);

function kindOf(error) {
  if (error instanceof Truncated) return "truncated";
  return /out of memory|memory allocation|allocating \d+ bytes/i.test(error.message)
    ? "exhausted"
    : "undecodable";
}

async function serve() {
  const [sharpPath, thumbHashPath, build] = process.argv.slice(2);
  const { develop, threads, escapes } = await closeBox({ sharpPath, thumbHashPath, build });
  // process.memoryUsage() would ask /proc, which is not there behind the strongest walls.
  const outsideHeap = () => getHeapStatistics().external_memory;
  const atRest = outsideHeap();
  writeAnswer({ kind: "ready", escapes, threads });
  for (;;) {
    const job = await readJob();
    if (job === null) die();
    try {
      const { buffers, view, thumb } = await develop(job.header, job.body);
      writeAnswer({ kind: "developed", view, thumb }, buffers);
    } catch (error) {
      // The library's words may quote the picture: they stay in here.
      writeAnswer({ kind: kindOf(error) });
    }
    if (outsideHeap() - atRest > SWEEP_BYTES) globalThis.gc({ type: "minor" });
    if (outsideHeap() - atRest > SWEEP_BYTES) globalThis.gc();
  }
}

serve().catch((error) => {
  // Nothing untrusted has been read yet unless a pipe broke: these words are our own or the library's start-up's.
  process.stderr.write(`${error?.stack}\n`, die);
});
