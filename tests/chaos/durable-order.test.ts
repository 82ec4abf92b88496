// What a power cut may not undo. Whether bytes were asked onto the disk before an upload was answered cannot be seen
// from the files afterwards, so the kernel is asked what it was asked, and in which order.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const uploadOnce = fileURLToPath(import.meta.resolve("./upload-once.ts"));
const CALLS = "fsync,fdatasync,link,linkat,write,writev,pwrite64,pwritev,sendto,sendmsg";

/** One call into the kernel; `began` and `ended` are places in the trace. */
interface Call {
  readonly name: string;
  readonly text: string;
  readonly began: number;
  ended: number;
}

/** Calls of all threads, as strace writes them: in one line, or begun in one and ended in another. */
function callsIn(trace: string): readonly Call[] {
  const calls: Call[] = [];
  const open = new Map<string, Call>();
  for (const [at, line] of trace.split("\n").entries()) {
    const [, thread = "", rest = ""] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const name = /^(\w+)\(/.exec(rest)?.[1];
    if (name !== undefined) {
      const call = { name, text: rest, began: at, ended: at };
      calls.push(call);
      if (rest.includes("<unfinished ...>")) open.set(thread, call);
    } else if (/^<\.\.\. \w+ resumed>/.test(rest)) {
      const call = open.get(thread);
      if (call !== undefined) call.ended = at;
    }
  }
  return calls;
}

async function traceUpload(folder: string): Promise<readonly Call[]> {
  const traceFile = join(folder, "trace");
  const flags = ["--follow-forks", "--decode-fds=path", "--string-limit=40", `--trace=${CALLS}`];
  const traced = spawn("strace", [...flags, `--output=${traceFile}`, process.execPath, uploadOnce, folder], {
    // Not ours: in it node:test says that it is already running, and the server would report to nobody.
    env: { PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  traced.stdout.on("data", (words: Buffer) => (said += words.toString()));
  await once(traced, "close");
  assert.equal(said, "201");
  return callsIn(await readFile(traceFile, "latin1"));
}

test("an upload is answered only after its bytes, their names and its row were asked onto the disk, in that order", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "safelight-durable-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const calls = await traceUpload(folder);
  const isSync = ({ name }: Call) => name === "fsync" || name === "fdatasync";
  const isWrite = ({ name }: Call) => /^p?writev?(?:64)?$/.test(name);
  // Earlier answers of 201 were the registration's.
  const answer = calls.findLast(({ text }) => text.includes("HTTP/1.1 201"));
  assert.ok(answer, "no answer in the trace");
  const links = calls.filter(
    ({ name, text }) => name.startsWith("link") && text.includes("/blobs/incoming/"),
  );
  assert.equal(links.length, 3, "three renditions get their names");
  let lastNamed = 0;
  for (const link of links) {
    const [, unfinished = "", folderOfName = ""] = /"([^"]+)", .*?"([^"]+)\/[^"/]+"/.exec(link.text) ?? [];
    const written = calls.filter((call) => isWrite(call) && call.text.includes(`<${unfinished}>`));
    assert.ok(written.length > 0, `nothing was written to ${unfinished}`);
    const lastWritten = Math.max(...written.map(({ ended }) => ended));
    assert.ok(
      calls.some(
        (call) =>
          isSync(call) &&
          call.text.includes(`<${unfinished}>`) &&
          call.began > lastWritten &&
          call.ended < link.began,
      ),
      `${unfinished} gets its name before its bytes are on the disk`,
    );
    const named = calls.find(
      (call) => isSync(call) && call.text.includes(`<${folderOfName}>`) && call.began > link.ended,
    );
    assert.ok(named, `the name in ${folderOfName} is never asked onto the disk`);
    lastNamed = Math.max(lastNamed, named.ended);
  }
  const toLog = calls.filter((call) => call.text.includes("safelight.db-wal>") && call.began < answer.began);
  const lastRow = toLog.findLast(isWrite);
  const lastSync = toLog.findLast(isSync);
  assert.ok(lastRow && lastSync, "nothing of the database in the trace");
  assert.ok(lastRow.began > lastNamed, "the row was written before the blobs had their names for good");
  assert.ok(lastSync.began > lastRow.ended, "the row was not asked onto the disk");
  assert.ok(lastSync.ended < answer.began, "the answer left before the row was on the disk");
});
