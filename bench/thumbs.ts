// P4 and P6: thumbnails of about 30 KB to somebody who is signed in, each request judged, each file opened; beside nginx
// and @fastify/static, which give the same bytes as plain files to anybody; and beside Safelight without sealing, and
// without its cache of sealed bytes. Every server has the first core for itself, as far as others leave it.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type RunningServer, startSafelight } from "../tests/support/running-server.ts";
import { cookieOf, signUp, uploaded } from "./member.ts";
import type { Bench, Findings, Row, Wanted } from "./part.ts";
import { roundsOf } from "./part.ts";
import { pin } from "./pin.ts";
import { startBareServer, startFastifyStatic, startNginx } from "./plain-servers.ts";
import { treeMs } from "./processor-use.ts";
import { figuresOf, interleave, ratiosOf, type Sample, spreadOf } from "./rounds.ts";
import { texturedPhotographs } from "./textured-photographs.ts";
import { load, warmUp } from "./wrk.ts";

const PICTURES = 60;
const CONNECTIONS = 64;
const CORE = 0;
const WARM_REQUESTS = 5000;

/** What Node does at its least, for the same pictures and no questions asked: rows beside the targets. */
const LIMITS = [
  { what: "a bare node:http, the same bytes", kind: "asItIs" },
  { what: "a bare node:http that opens them", kind: "opened" },
  { what: "a bare socket that opens them, no HTTP", kind: "bySocket" },
] as const;

export interface Serving {
  readonly origin: string;
  readonly pid: number;
  readonly paths: readonly string[];
  readonly cookie: string | null;
}

export const preload = (file: string) => ({
  NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, file)).href}`,
});

/** A server with so many pictures, and where their thumbnails are. */
export async function withThumbs(server: RunningServer, count: number): Promise<Serving> {
  const client = await signUp(server);
  const paths: string[] = [];
  for (const { name, bytes } of await texturedPhotographs(count))
    paths.push(`/api/images/${await uploaded(client, bytes, name)}/renditions/thumb`);
  return { origin: server.origin, pid: server.pid, paths, cookie: cookieOf(client) };
}

async function bytesOf({ origin, cookie }: Serving, path: string): Promise<Buffer> {
  const reply = await fetch(origin + path, { headers: cookie === null ? {} : { cookie } });
  if (reply.status !== 200) throw new Error(`${path}: ${reply.status}`);
  return Buffer.from(await reply.arrayBuffer());
}

export async function measureThumbs(bench: Bench): Promise<Findings> {
  const count = bench.isQuick ? 12 : PICTURES;
  const seconds = bench.isQuick ? 1 : 4;
  const folder = await mkdtemp(join(tmpdir(), "safelight-thumbs-"));
  const closers: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const starting = async (env: Readonly<Record<string, string>>): Promise<Serving> => {
    const server = await startSafelight({ env });
    closers.push(() => server.stop());
    return await withThumbs(server, count);
  };
  try {
    bench.say(`thumbs: ${count} pictures for each of three servers`);
    const sealed = await starting({});
    const uncached = await starting(preload("without-cache.ts"));
    const unsealed = await starting(preload("without-sealing.ts"));
    const plain = join(folder, "plain");
    await mkdir(plain);
    const names: string[] = [];
    let bytes = 0;
    for (const [at, path] of sealed.paths.entries()) {
      const thumb = await bytesOf(sealed, path);
      bytes += thumb.length;
      names.push(`/${at}.webp`);
      await writeFile(join(plain, `${at}.webp`), thumb);
    }
    const nginx = await startNginx(plain, folder, names[0] ?? "/");
    closers.push(() => nginx.stop());
    const fastify = await startFastifyStatic(plain, names[0] ?? "/");
    closers.push(() => fastify.stop());
    const bare = async (way: "opened" | "as-it-is" | "by-socket") => {
      const server = await startBareServer(plain, names[0] ?? "/", way);
      closers.push(() => server.stop());
      return { paths: names, cookie: null, ...server };
    };
    const asked = async (serving: Serving): Promise<Sample> => {
      const before = treeMs(serving.pid);
      const headers = serving.cookie === null ? {} : { cookie: serving.cookie };
      const { origin, paths } = serving;
      const done = await load({ origin, paths, headers, connections: CONNECTIONS, seconds, folder });
      const microseconds = ((treeMs(serving.pid) - before) * 1000) / done.requests;
      return { microseconds, perSecond: done.perSecond, p99Ms: done.p99Ms };
    };
    const plainServing = { paths: names, cookie: null };
    const servings = {
      sealed,
      uncached,
      unsealed,
      nginx: { ...plainServing, ...nginx },
      fastify: { ...plainServing, ...fastify },
      asItIs: await bare("as-it-is"),
      opened: await bare("opened"),
      bySocket: await bare("by-socket"),
    };
    for (const serving of Object.values(servings)) {
      pin(serving.pid, CORE);
      const headers = serving.cookie === null ? {} : { cookie: serving.cookie };
      await warmUp(
        { ...serving, headers, connections: CONNECTIONS, seconds: 1, folder },
        bench.isQuick ? 500 : WARM_REQUESTS,
      );
    }
    const rounds = await interleave(bench.rounds, {
      sealed: () => asked(servings.sealed),
      nginx: () => asked(servings.nginx),
      uncached: () => asked(servings.uncached),
      fastify: () => asked(servings.fastify),
      unsealed: () => asked(servings.unsealed),
      asItIs: () => asked(servings.asItIs),
      opened: () => asked(servings.opened),
      bySocket: () => asked(servings.bySocket),
    });
    type Kind = keyof typeof servings;
    const row = (
      target: string,
      what: string,
      kind: Kind,
      beside: { kind: Kind; name: string },
      wanted: Wanted | null,
    ): Row => ({
      target,
      what,
      unit: "CPU µs",
      safelight: spreadOf(figuresOf(rounds, kind, "microseconds")),
      yardstick: { name: beside.name, figure: spreadOf(figuresOf(rounds, beside.kind, "microseconds")) },
      // Less time is more requests: so many times what the other does with a core.
      ratio: spreadOf(ratiosOf(rounds, "microseconds", beside.kind, kind)),
      wanted,
      ...roundsOf(rounds),
    });
    const [nginxName, fastifyName] = ["nginx, plaintext", "@fastify/static, plaintext"];
    const rate = (kind: Kind) => spreadOf(figuresOf(rounds, kind, "perSecond")).median.toFixed(0);
    return {
      rows: [
        row(
          "P4",
          "thumbnail, from cache",
          "sealed",
          { kind: "nginx", name: nginxName },
          { of: "ratio", atLeast: 0.3 },
        ),
        row(
          "P4",
          "thumbnail, from disk",
          "uncached",
          { kind: "nginx", name: nginxName },
          { of: "ratio", atLeast: 0.2 },
        ),
        row(
          "P4",
          "thumbnail, from cache",
          "sealed",
          { kind: "fastify", name: fastifyName },
          { of: "ratio", atLeast: 5 },
        ),
        row(
          "P4",
          "thumbnail, from disk",
          "uncached",
          { kind: "fastify", name: fastifyName },
          { of: "ratio", atLeast: 3 },
        ),
        row(
          "P6",
          "thumbnail, price of sealing",
          "sealed",
          { kind: "unsealed", name: "without sealing" },
          { of: "ratio", atLeast: 0.8 },
        ),
        ...LIMITS.map(({ what, kind }) => row("", what, kind, { kind: "nginx", name: nginxName }, null)),
      ],
      notes: [
        `Thumbnails of ${(bytes / names.length / 1000).toFixed(1)} kB, ${CONNECTIONS} connections, medians of requests per second while the machine did other things as well: from cache ${rate("sealed")}, from disk ${rate("uncached")}, without sealing ${rate("unsealed")}, nginx ${rate("nginx")}, @fastify/static ${rate("fastify")}.`,
      ],
    };
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}
