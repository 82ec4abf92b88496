// P11: processor time of a thumbnail and of an upload, in vaults that grow tenfold. What is uploaded is thrown away again.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ApiClient } from "../tests/support/api-client.ts";
import { photograph } from "../tests/support/photographs.ts";
import { startSafelight } from "../tests/support/running-server.ts";
import { cookieOf, fresh, signIn, uploaded } from "./member.ts";
import { type Bench, type Curve, type Findings, type Row, roundsOf } from "./part.ts";
import { treeMs } from "./processor-use.ts";
import { figuresOf, interleave, type Rounds, ratiosOf, type Sample, spreadOf } from "./rounds.ts";
import type { SeededVault } from "./seed-vault.ts";
import { load } from "./wrk.ts";

const THUMBS = 60;
const UPLOADS = 3;
const FIGURES = [
  ["thumbnail", "thumbUs", "CPU µs"],
  ["upload of 12 MP", "uploadMs", "CPU ms"],
] as const;

type Size = "small" | "middle" | "large";

async function firstIds(client: ApiClient, month: string): Promise<string[]> {
  const reply = await client.get(`/api/timeline/${month}/layout`);
  if (reply.status !== 200) throw new Error(`layout: ${reply.status} ${reply.text}`);
  return (reply.body as { ids: string[] }).ids.slice(0, THUMBS);
}

/** @returns what measures a vault: each time with other files */
function measuring(bench: Bench, photo: Buffer, folder: string) {
  let number = Date.now() % 1_000_000_000;
  return async (vault: SeededVault): Promise<Sample> => {
    await using server = await startSafelight({ dataFolder: vault.dataFolder });
    const client = await signIn(server.origin, vault.email, vault.password);
    const ids = await firstIds(client, vault.months[0]?.month ?? "");
    const asked = {
      origin: server.origin,
      paths: ids.map((id) => `/api/images/${id}/renditions/thumb`),
      headers: { cookie: cookieOf(client) },
      connections: 16,
      folder,
    };
    await load({ ...asked, seconds: 2 });
    const beforeThumbs = treeMs(server.pid);
    const { requests } = await load({ ...asked, seconds: bench.isQuick ? 1 : 3 });
    const thumbUs = ((treeMs(server.pid) - beforeThumbs) * 1000) / requests;
    const uploads: string[] = [];
    const upload = async (): Promise<void> => {
      number += 1;
      uploads.push(await uploaded(client, fresh(photo, number), `${number}.jpg`));
    };
    await upload();
    const beforeUploads = treeMs(server.pid);
    for (let n = 0; n < UPLOADS; n += 1) await upload();
    const uploadMs = (treeMs(server.pid) - beforeUploads) / UPLOADS;
    for (const id of uploads) {
      await client.delete(`/api/images/${id}`);
      await client.delete(`/api/trash/${id}`);
    }
    return { thumbUs, uploadMs };
  };
}

export async function measureGrowth(bench: Bench): Promise<Findings> {
  const counts = bench.isQuick ? [100, 1000, 10_000] : [1000, 10_000, 100_000];
  const [small = 0, middle = 0, large = 0] = counts;
  const folder = await mkdtemp(join(tmpdir(), "safelight-growth-"));
  try {
    const { bytes } = await photograph(0, { longSide: 4032 });
    const measure = measuring(bench, bytes, folder);
    const vaults = {
      small: await bench.vaultOf(small),
      middle: await bench.vaultOf(middle),
      large: await bench.vaultOf(large),
    };
    const rounds = await interleave(bench.rounds, {
      small: () => measure(vaults.small),
      middle: () => measure(vaults.middle),
      large: () => measure(vaults.large),
    });
    return { rows: rowsOf(rounds, counts), curves: curvesOf(rounds, counts) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function rowsOf(rounds: Rounds<Size>, [small = 0, middle = 0, large = 0]: readonly number[]): Row[] {
  const steps: readonly [Size, number, Size, number][] = [
    ["middle", middle, "small", small],
    ["large", large, "middle", middle],
  ];
  return FIGURES.flatMap(([what, figure, unit]) =>
    steps.map(([above, count, below, fewer]) => ({
      target: "P11",
      what: `${what}, of ${count.toLocaleString("en")}`,
      unit,
      safelight: spreadOf(figuresOf(rounds, above, figure)),
      yardstick: {
        name: `of ${fewer.toLocaleString("en")}`,
        figure: spreadOf(figuresOf(rounds, below, figure)),
      },
      ratio: spreadOf(ratiosOf(rounds, figure, above, below)),
      wanted: { of: "ratio" as const, atMost: 1.2 },
      ...roundsOf(rounds),
    })),
  );
}

function curvesOf(rounds: Rounds<Size>, counts: readonly number[]): Curve[] {
  const sizes: readonly Size[] = ["small", "middle", "large"];
  return FIGURES.map(([what, figure, unit]) => ({
    title: `A ${what}`.replace("A upload", "An upload"),
    unit,
    points: sizes.map((size, at) => ({
      count: counts[at] ?? 0,
      value: spreadOf(figuresOf(rounds, size, figure)).median,
    })),
  }));
}
