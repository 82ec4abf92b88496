// P5: originals, whole and by ranges, beside nginx giving the same files in plaintext, and beside a bare server on Node
// that opens them; and how much a download that its client does not read from holds in memory.

import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { noisyPng } from "../tests/images/pictures.ts";
import { photograph } from "../tests/support/photographs.ts";
import { startSafelight } from "../tests/support/running-server.ts";
import { cookieOf, signUp, uploaded } from "./member.ts";
import { treeMegabytes } from "./memory-use.ts";
import { type Bench, type Findings, type Row, roundsOf } from "./part.ts";
import { pin } from "./pin.ts";
import { type PlainServer, startBareOriginals, startNginx } from "./plain-servers.ts";
import { processMs } from "./processor-use.ts";
import { figuresOf, interleave, ratiosOf, type Sample, spreadOf } from "./rounds.ts";
import { load } from "./wrk.ts";

const CONNECTIONS = 8;
const STALLED = 24;
const CORE = 0;
const RANGE = { range: "bytes=4000000-4999999" };

export async function measureOriginals(bench: Bench): Promise<Findings> {
  const seconds = bench.isQuick ? 1 : 4;
  const folder = await mkdtemp(join(tmpdir(), "safelight-originals-"));
  await using server = await startSafelight({ env: { SAFELIGHT_MAX_UPLOAD: "32MiB" } });
  try {
    const client = await signUp(server);
    const files = {
      photo: (await photograph(0, { longSide: 4032 })).bytes,
      large: noisyPng(2400, 1700),
    };
    const plain = join(folder, "plain");
    await mkdir(plain);
    const paths = { photo: "", large: "" };
    for (const name of ["photo", "large"] as const) {
      paths[name] = `/api/images/${await uploaded(client, files[name], name)}/renditions/original`;
      const { bytes } = await client.get(paths[name]);
      await writeFile(join(plain, name), bytes);
    }
    const scratch = join(folder, "sealed");
    await mkdir(scratch);
    const beside: PlainServer[] = [];
    try {
      const nginx = await startNginx(plain, folder, "/photo");
      beside.push(nginx);
      const bare = await startBareOriginals(plain, scratch, "/photo");
      beside.push(bare);
      for (const { pid } of [server, nginx, bare]) pin(pid, CORE);
      const cookie = cookieOf(client);
      const safelight = { origin: server.origin, pid: server.pid };
      const asked = async (
        from: { origin: string; pid: number },
        path: string,
        headers: Readonly<Record<string, string>> = {},
      ): Promise<Sample> => {
        const before = processMs(from.pid);
        const { bytes, requests } = await load({
          origin: from.origin,
          paths: [path],
          headers: { ...headers, cookie },
          connections: CONNECTIONS,
          seconds,
          folder,
          isOfLargeAnswers: true,
        });
        // wrk counts what came of answers that were under way at the end as well.
        const megabytes = bytes / 1e6;
        return {
          perMegabyte: ((processMs(from.pid) - before) * 1000) / megabytes,
          perSecond: megabytes / seconds,
          requests,
        };
      };
      const rounds = await interleave(bench.rounds, {
        photo: () => asked(safelight, paths.photo),
        nginxPhoto: () => asked(nginx, "/photo"),
        barePhoto: () => asked(bare, "/photo"),
        large: () => asked(safelight, paths.large),
        nginxLarge: () => asked(nginx, "/large"),
        bareLarge: () => asked(bare, "/large"),
        range: () => asked(safelight, paths.large, RANGE),
        nginxRange: () => asked(nginx, "/large", RANGE),
        bareRange: () => asked(bare, "/large", RANGE),
      });
      type Kind = keyof (typeof rounds.kept)[number];
      const row = (what: string, kind: Kind, beside: Kind, name: string): Row => ({
        target: "P5",
        what,
        unit: "CPU µs per MB",
        safelight: spreadOf(figuresOf(rounds, kind, "perMegabyte")),
        yardstick: { name, figure: spreadOf(figuresOf(rounds, beside, "perMegabyte")) },
        ratio: spreadOf(ratiosOf(rounds, "perMegabyte", beside, kind)),
        wanted: null,
        ...roundsOf(rounds),
      });
      const rows = (what: string, kind: Kind, nginxKind: Kind, bareKind: Kind): Row[] => [
        { ...row(what, kind, nginxKind, "nginx, plaintext"), wanted: { of: "ratio", atLeast: 0.5 } },
        {
          ...row(what, kind, nginxKind, "nginx, plaintext"),
          unit: "MB/s",
          safelight: spreadOf(figuresOf(rounds, kind, "perSecond")),
          yardstick: {
            name: "nginx, plaintext",
            figure: spreadOf(figuresOf(rounds, nginxKind, "perSecond")),
          },
          ratio: spreadOf(ratiosOf(rounds, "perSecond", kind, nginxKind)),
          wanted: { of: "ratio", atLeast: 0.5 },
        },
        row(what, kind, bareKind, "a bare server on Node that opens it"),
      ];
      const held = { photo: [] as number[], large: [] as number[] };
      for (let round = 0; round < bench.rounds; round += 1)
        for (const name of ["photo", "large"] as const)
          held[name].push(await heldPerDownload(server.pid, server.port, paths[name], cookie));
      const heldRow = (name: "photo" | "large"): Row => ({
        ...row(
          `held for a download of ${megabytes(files[name])} MB that stands still`,
          name,
          "nginxLarge",
          "",
        ),
        unit: "MB",
        safelight: spreadOf(held[name]),
        yardstick: null,
        ratio: null,
        wanted: { of: "figure", atMost: 1.05 },
      });
      return {
        rows: [
          ...rows(`original of ${megabytes(files.photo)} MB`, "photo", "nginxPhoto", "barePhoto"),
          ...rows(`original of ${megabytes(files.large)} MB`, "large", "nginxLarge", "bareLarge"),
          ...rows("a range of 1 MB of it", "range", "nginxRange", "bareRange"),
          heldRow("photo"),
          heldRow("large"),
        ],
      };
    } finally {
      await Promise.all(beside.map((one) => one.stop()));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const megabytes = (file: Buffer): string => (file.length / 1e6).toFixed(1);

/** Begins downloads and reads nothing of them. What the system's socket buffers hold is no memory of the process. */
async function heldPerDownload(pid: number, port: number, path: string, cookie: string): Promise<number> {
  const before = treeMegabytes(pid);
  const sockets = Array.from({ length: STALLED }, () => {
    const socket = connect(port, "127.0.0.1").pause();
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nCookie: ${cookie}\r\n\r\n`);
    return socket;
  });
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  await pause(3000);
  const after = treeMegabytes(pid);
  for (const socket of sockets) socket.destroy();
  await pause(500);
  return Math.max(0, after - before) / STALLED;
}
