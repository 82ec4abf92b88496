// As nothing-regresses.test.ts, of originals: beside a bare server on Node that opens the same ones.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { noisyPng } from "../tests/images/pictures.ts";
import { photograph } from "../tests/support/photographs.ts";
import { startSafelight } from "../tests/support/running-server.ts";
import { type Asked, askMany } from "./ask-many.ts";
import { type Gate, judge } from "./gates.ts";
import { cookieOf, signUp, uploaded } from "./member.ts";
import { startBareOriginals } from "./plain-servers.ts";
import { processMs } from "./processor-use.ts";
import { costOf, costOfWork, report } from "./report-gates.ts";

/** In each round, of each kind. */
const MEGABYTES = 100;
/** Until the code of a server is compiled as it will stay. */
const WARM_ROUNDS = 3;

type Kind = "whole" | "wholeOpener" | "pieces" | "piecesOpener";

const ORIGINALS: readonly Gate<Kind>[] = [
  {
    target: "P5",
    what: "originals opened whole, of a core that opens them piece by piece and does nothing else",
    ratio: ({ whole, wholeOpener }) => costOf(wholeOpener) / costOf(whole),
    better: "higher",
    base: 0.75,
    basis: "reached",
    // Now and then the heap is walked meanwhile, the more often the busier the machine: 0.53 to 0.76 was seen.
    kept: 0.55,
  },
  {
    target: "P5",
    what: "originals above 8 MiB, of a core that opens them and does nothing else",
    ratio: ({ pieces, piecesOpener }) => costOf(piecesOpener) / costOf(pieces),
    better: "higher",
    base: 0.85,
    basis: "reached",
  },
];

test("an original takes no more of the processor than it did, beside a bare server that opens it", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "safelight-originals-"));
  const [plain, scratch] = [join(folder, "plain"), join(folder, "sealed")];
  for (const name of [plain, scratch]) await mkdir(name);
  const files = {
    whole: (await photograph(0, { longSide: 4032 })).bytes,
    pieces: noisyPng(1900, 1700),
  };
  await using server = await startSafelight({
    env: { SAFELIGHT_LOG: "info", SAFELIGHT_MAX_UPLOAD: "32MiB" },
  });
  const client = await signUp(server);
  const path = async (name: keyof typeof files): Promise<string> => {
    await writeFile(join(plain, name), files[name]);
    return `/api/images/${await uploaded(client, files[name], name)}/renditions/original`;
  };
  const paths = { whole: await path("whole"), pieces: await path("pieces") };
  const opener = await startBareOriginals(plain, scratch, "/whole");
  try {
    const giving = (pid: number, name: keyof typeof files, asked: Asked) => async () =>
      await costOfWork(
        () => processMs(pid),
        () => askMany(asked, Math.ceil((MEGABYTES * 1e6) / files[name].length)),
      );
    const ours = (name: keyof typeof files) =>
      giving(server.pid, name, { origin: server.origin, paths: [paths[name]], cookie: cookieOf(client) });
    const bare = (name: keyof typeof files) =>
      giving(opener.pid, name, { origin: opener.origin, paths: [`/${name}`], cookie: null });
    const kinds = {
      whole: ours("whole"),
      wholeOpener: bare("whole"),
      pieces: ours("pieces"),
      piecesOpener: bare("pieces"),
    };
    for (let round = 0; round < WARM_ROUNDS; round += 1)
      for (const measure of Object.values(kinds)) await measure();
    report(t, await judge(ORIGINALS, kinds, { few: 7, many: 21 }));
  } finally {
    await opener.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
