// A short slice of the bench, so that nothing becomes slower unseen: ratios of processor time by the operating system's
// accounts, of servers that do the same things in the same rounds. No absolute time, no rate, no delay is judged.
// Where a target of docs/performance.md is reached, the gate stands on the target; where not, on what was reached.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { photograph } from "../tests/support/photographs.ts";
import { type RunningServer, startSafelight } from "../tests/support/running-server.ts";
import { type Asked, askMany } from "./ask-many.ts";
import { type BareLoop, bareLoop } from "./bare-loop.ts";
import { type Gate, judge } from "./gates.ts";
import { cookieOf, fresh, signUp, uploaded } from "./member.ts";
import { type PlainServer, startBareServer, startFastifyStatic } from "./plain-servers.ts";
import { processMs, treeMs } from "./processor-use.ts";
import { costOf, costOfWork, report } from "./report-gates.ts";
import type { Sample } from "./rounds.ts";
import { texturedPhotographs } from "./textured-photographs.ts";
import { preload } from "./thumbs.ts";

const PICTURES = 12;
/** Until the code of a server is compiled as it will stay. */
const WARM_REQUESTS = 3000;
/** In each round, of each server. */
const REQUESTS = 600;
const WARM_UPLOADS = 3;

type Serving = "sealed" | "uncached" | "unsealed" | "fastify" | "opener";
type Uploading = "sealed" | "unsealed" | "wasm" | "native";

const SERVING: readonly Gate<Serving>[] = [
  {
    target: "P4",
    what: "thumbnails of a bare @fastify/static's core, from cache",
    ratio: ({ sealed, fastify }) => costOf(fastify) / costOf(sealed),
    better: "higher",
    base: 1.1,
    basis: "reached",
  },
  {
    target: "P4",
    what: "thumbnails of a bare @fastify/static's core, from disk",
    ratio: ({ uncached, fastify }) => costOf(fastify) / costOf(uncached),
    better: "higher",
    base: 0.5,
    basis: "reached",
  },
  {
    target: "P4",
    what: "thumbnails of a core that opens them and does nothing else",
    ratio: ({ sealed, opener }) => costOf(opener) / costOf(sealed),
    better: "higher",
    base: 0.53,
    basis: "reached",
  },
  {
    target: "P4",
    what: "thumbnails of a core that opens them and does nothing else, without sealing",
    ratio: ({ unsealed, opener }) => costOf(opener) / costOf(unsealed),
    better: "higher",
    base: 0.81,
    basis: "reached",
    // What is done besides opening: a fifth more of all is a quarter more of this.
    kept: 0.9,
  },
  {
    target: "P6",
    what: "thumbnails of a core without sealing",
    ratio: ({ sealed, unsealed }) => costOf(unsealed) / costOf(sealed),
    better: "higher",
    base: 0.64,
    basis: "reached",
    // The same program twice, so a neighbour slows both alike.
    kept: 0.86,
  },
];

const UPLOADS: readonly Gate<Uploading>[] = [
  {
    target: "P1",
    what: "an upload of 12 MP, of a bare loop of the same decoder",
    ratio: ({ sealed, wasm }) => costOf(sealed) / costOf(wasm),
    better: "lower",
    base: 1.25,
    basis: "target",
  },
  {
    target: "P1",
    what: "an upload of 12 MP, of a bare loop of the native decoder",
    ratio: ({ sealed, native }) => costOf(sealed) / costOf(native),
    better: "lower",
    base: 2.2,
    basis: "target",
  },
  {
    target: "P6",
    what: "uploads of a core without sealing",
    ratio: ({ sealed, unsealed }) => costOf(unsealed) / costOf(sealed),
    better: "higher",
    base: 0.97,
    basis: "target",
  },
];

interface Place extends Asked {
  readonly pid: number;
  upload(photo: Buffer): Promise<unknown>;
}

let folder: string;
let servers: readonly RunningServer[] = [];
const places = {} as Record<"sealed" | "unsealed" | "uncached", Place>;

/** Somebody with pictures whose thumbnails weigh what thumbnails weigh, and who uploads. */
async function placeOn(server: RunningServer): Promise<Place> {
  const client = await signUp(server);
  const paths: string[] = [];
  for (const { name, bytes } of await texturedPhotographs(PICTURES))
    paths.push(`/api/images/${await uploaded(client, bytes, name)}/renditions/thumb`);
  let number = 0;
  return {
    origin: server.origin,
    pid: server.pid,
    paths,
    cookie: cookieOf(client),
    upload(photo) {
      number += 1;
      return uploaded(client, fresh(photo, number), `${number}.jpg`);
    },
  };
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "safelight-slice-"));
  const env = { SAFELIGHT_LOG: "info" };
  servers = [
    await startSafelight({ env }),
    await startSafelight({ env: { ...env, ...preload("without-sealing.ts") } }),
    await startSafelight({ env: { ...env, ...preload("without-cache.ts") } }),
  ];
  for (const [at, name] of (["sealed", "unsealed", "uncached"] as const).entries())
    places[name] = await placeOn(servers[at]!);
});

after(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await rm(folder, { recursive: true, force: true });
});

test("a thumbnail takes no more of the processor than it did, beside plain files and without sealing", async (t) => {
  const plain = join(folder, "plain");
  await mkdir(plain);
  const names: string[] = [];
  for (const [at, path] of places.sealed.paths.entries()) {
    const reply = await fetch(places.sealed.origin + path, {
      headers: { cookie: places.sealed.cookie ?? "" },
    });
    await writeFile(join(plain, `${at}.webp`), Buffer.from(await reply.arrayBuffer()));
    names.push(`/${at}.webp`);
  }
  const beside: PlainServer[] = [];
  try {
    const probe = names[0] ?? "/";
    beside.push(await startFastifyStatic(plain, probe));
    beside.push(await startBareServer(plain, probe, "opened"));
    const [fastify, opener] = beside.map((server) => ({ ...server, paths: names, cookie: null }));
    const asked = { ...places, fastify: fastify!, opener: opener! };
    const asking = (name: Serving, count: number) => async (): Promise<Sample> => {
      const { cpuMs = Number.NaN } = await costOfWork(
        () => processMs(asked[name].pid),
        () => askMany(asked[name], count),
      );
      return { cpuMs: cpuMs / count };
    };
    for (const name of ["sealed", "unsealed", "uncached", "fastify", "opener"] as const)
      await asking(name, WARM_REQUESTS)();
    const kinds = {
      sealed: asking("sealed", REQUESTS),
      opener: asking("opener", REQUESTS),
      fastify: asking("fastify", REQUESTS),
      unsealed: asking("unsealed", REQUESTS),
      uncached: asking("uncached", REQUESTS),
    };
    report(t, await judge(SERVING, kinds, { few: 13, many: 39 }));
  } finally {
    await Promise.all(beside.map((server) => server.stop()));
  }
});

test("an upload takes no more of the processor than is aimed at, beside bare loops and without sealing", async (t) => {
  const { bytes } = await photograph(0, { longSide: 4032 });
  const path = join(folder, "photo.jpg");
  await writeFile(path, bytes);
  const loops: BareLoop[] = [];
  try {
    for (const build of ["wasm", "native"] as const) loops.push(await bareLoop(build, [path]));
    const [wasm, native] = loops;
    const uploading = (name: "sealed" | "unsealed") => () =>
      costOfWork(
        () => treeMs(places[name].pid),
        () => places[name].upload(bytes),
      );
    const looping = (loop: BareLoop | undefined) => async () => ({ cpuMs: await loop!.run() });
    for (const name of ["sealed", "unsealed"] as const)
      for (let n = 0; n < WARM_UPLOADS; n += 1) await uploading(name)();
    const kinds = {
      sealed: uploading("sealed"),
      wasm: looping(wasm),
      unsealed: uploading("unsealed"),
      native: looping(native),
    };
    report(t, await judge(UPLOADS, kinds, { few: 5, many: 11 }));
  } finally {
    await Promise.all(loops.map((loop) => loop.end()));
  }
});
