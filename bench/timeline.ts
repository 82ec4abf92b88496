// P9 and P11: the timeline of vaults that grow tenfold. Each round begins with a server that has just been started, so
// that "opened" means opened: nothing of the month is in memory. What a vault keeps sealed of its months is there, but
// for the very first opening of one, which is told beside the rest (sealed-months.ts).

import { request } from "node:http";
import { startSafelight } from "../tests/support/running-server.ts";
import { cookieOf, signIn } from "./member.ts";
import { type Bench, type Curve, type Findings, type Row, roundsOf, type Wanted } from "./part.ts";
import { figuresOf, interleave, type Rounds, ratiosOf, type Sample, spreadOf } from "./rounds.ts";
import { sealMonths, unsealMonth } from "./sealed-months.ts";
import type { SeededVault } from "./seed-vault.ts";

const REPEATS = 20;
const MONTH_OF = 2000;
const PAGE_OF = 200;

type Month = SeededVault["months"][number];

/** The month that holds about as many pictures as the target says, in every vault that is large enough. */
function monthOf({ months }: SeededVault): Month {
  const [nearest] = months.toSorted((a, b) => Math.abs(a.count - MONTH_OF) - Math.abs(b.count - MONTH_OF));
  if (nearest === undefined) throw new Error("the vault is empty");
  return nearest;
}

function timed(origin: string, path: string, cookie: string): Promise<number> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const asking = request(origin + path, { headers: { cookie } }, (reply) => {
      if (reply.statusCode !== 200) reject(new Error(`${path}: ${reply.statusCode}`));
      reply
        .resume()
        .once("end", () => resolve(performance.now() - begun))
        .once("error", reject);
    });
    asking.once("error", reject).end();
  });
}

async function timesOf(count: number, ask: (n: number) => Promise<number>): Promise<number[]> {
  const all: number[] = [];
  for (let n = 0; n < count; n += 1) all.push(await ask(n));
  return all;
}

const medianOf = async (ask: () => Promise<number>): Promise<number> =>
  spreadOf(await timesOf(REPEATS, ask)).median;

async function onNewServer<T>(
  vault: SeededVault,
  look: (ask: (path: string) => Promise<number>) => Promise<T>,
): Promise<T> {
  await using server = await startSafelight({ dataFolder: vault.dataFolder });
  const cookie = cookieOf(await signIn(server.origin, vault.email, vault.password));
  const ask = (path: string) => timed(server.origin, path, cookie);
  // The server's code is new to it as well: another month first.
  await medianOf(() => ask(`/api/timeline/${vault.months.at(-1)?.month}/layout`));
  return await look(ask);
}

async function looked(vault: SeededVault): Promise<Sample> {
  const { month, count } = monthOf(vault);
  return await onNewServer(vault, async (ask) => {
    const monthsMs = await medianOf(() => ask("/api/timeline"));
    const openedMs = await ask(`/api/timeline/${month}/layout`);
    // Pages of another month first, for the server's code.
    const other = vault.months.find((one) => one.month !== month)?.month;
    await medianOf(() => ask(`/api/timeline/${other}?limit=${PAGE_OF}`));
    const pages = Math.max(1, Math.floor(count / PAGE_OF));
    const first = await timesOf(pages, (n) =>
      ask(`/api/timeline/${month}?from=${n * PAGE_OF}&limit=${PAGE_OF}`),
    );
    const pageMs = await medianOf(() => ask(`/api/timeline/${month}?limit=${PAGE_OF}`));
    // Of all months, since in small vaults no single one fills a page.
    const newestMs = await medianOf(() => ask(`/api/images?limit=${PAGE_OF}`));
    return { monthsMs, openedMs, firstPageMs: spreadOf(first).median, pageMs, newestMs };
  });
}

/** The month is opened while no piece of it is there, and sealed again afterwards. */
async function lookedUnsealed(vault: SeededVault): Promise<Sample> {
  const month = monthOf(vault);
  unsealMonth(vault, month.count);
  const unsealedMs = await onNewServer(vault, (ask) => ask(`/api/timeline/${month.month}/layout`));
  await sealMonths(vault);
  return { unsealedMs };
}

export async function measureTimeline(bench: Bench): Promise<Findings> {
  const [small, middle, large] = bench.isQuick ? [100, 1000, 10_000] : [1000, 10_000, 100_000];
  const largest = bench.isQuick ? 20_000 : 1_000_000;
  bench.say(`seeding ${small}, ${middle}, ${large} and ${largest} pictures, where that was not done before`);
  const vaults = {
    small: await bench.vaultOf(small),
    middle: await bench.vaultOf(middle),
    large: await bench.vaultOf(large),
    // Nothing of the timeline is in a file.
    largest: await bench.vaultOf(largest, { hasFiles: false }),
  };
  bench.say("sealing what is known of their months, where that was not done before");
  for (const vault of Object.values(vaults)) await sealMonths(vault);
  const rounds = await interleave(bench.rounds, {
    small: () => looked(vaults.small),
    middle: () => looked(vaults.middle),
    large: () => looked(vaults.large),
    largest: () => looked(vaults.largest),
    unsealed: () => lookedUnsealed(vaults.large),
  });
  return {
    rows: rowsOf(rounds, large, largest, middle),
    curves: curvesOf(rounds, [small, middle, large, largest]),
  };
}

type Size = "small" | "middle" | "large" | "largest";
type Kind = Size | "unsealed";

function rowsOf(rounds: Rounds<Kind>, large: number, largest: number, middle: number): Row[] {
  const count = large.toLocaleString("en");
  const row = (what: string, figure: string, atMost: number | null, kind: Kind = "large"): Row => ({
    target: "P9",
    what: `${what} of ${count}`,
    unit: "ms",
    safelight: spreadOf(figuresOf(rounds, kind, figure)),
    yardstick: null,
    ratio: null,
    wanted: atMost === null ? null : { of: "figure", atMost },
    ...roundsOf(rounds),
  });
  const grown = (
    target: string,
    what: string,
    figure: string,
    [above, below]: [Size, Size],
    name: string,
    wanted: Wanted,
  ): Row => ({
    ...row(what, figure, null),
    target,
    what,
    safelight: spreadOf(figuresOf(rounds, above, figure)),
    yardstick: { name, figure: spreadOf(figuresOf(rounds, below, figure)) },
    ratio: spreadOf(ratiosOf(rounds, figure, above, below)),
    wanted,
  });
  const text = (number: number) => number.toLocaleString("en");
  const tenfold: Wanted = { of: "ratio", atMost: 1.3 };
  return [
    row("months", "monthsMs", 10),
    row(`a month of about ${text(MONTH_OF)} opened,`, "openedMs", 40),
    row("the same while nothing of it is sealed,", "unsealedMs", null, "unsealed"),
    row(`page of ${PAGE_OF} for the first time,`, "firstPageMs", 8),
    row(`page of ${PAGE_OF} again,`, "pageMs", 8),
    grown("P9", `months of ${text(largest)}`, "monthsMs", ["largest", "large"], `of ${count}`, tenfold),
    grown(
      "P9",
      `page of ${PAGE_OF}, of ${text(largest)}`,
      "pageMs",
      ["largest", "large"],
      `of ${count}`,
      tenfold,
    ),
    grown("P11", `months of ${count}`, "monthsMs", ["large", "middle"], `of ${text(middle)}`, {
      of: "ratio",
      atMost: 1.2,
    }),
    grown("P11", `newest ${PAGE_OF}, of ${count}`, "newestMs", ["large", "middle"], `of ${text(middle)}`, {
      of: "ratio",
      atMost: 1.2,
    }),
  ];
}

function curvesOf(rounds: Rounds<Kind>, counts: readonly number[]): Curve[] {
  const sizes: readonly Size[] = ["small", "middle", "large", "largest"];
  const curve = (title: string, figure: string): Curve => ({
    title,
    unit: "ms",
    points: sizes.map((size, at) => ({
      count: counts[at] ?? 0,
      value: spreadOf(figuresOf(rounds, size, figure)).median,
    })),
  });
  return [
    curve("The months of the timeline", "monthsMs"),
    curve(`The newest ${PAGE_OF} pictures`, "newestMs"),
  ];
}
