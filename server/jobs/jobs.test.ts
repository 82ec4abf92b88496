import assert from "node:assert/strict";
import { afterEach, beforeEach, suite, test } from "node:test";
import { openTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import type { Database } from "../database/open.ts";
import { type Job, type RunningJobs, startJobs } from "./jobs.ts";
import { databaseLeases } from "./leases.ts";

const start = Date.UTC(2026, 0, 1);

interface Logged {
  readonly err: Error;
  readonly job: string;
}

suite("periodic jobs:", () => {
  let opened: TestDatabase;
  let database: Database;
  let now: number;
  let logged: Logged[];
  let started: RunningJobs[];
  beforeEach(async () => {
    opened = await openTestDatabase();
    database = opened.database;
    now = start;
    logged = [];
    started = [];
  });
  afterEach(async () => {
    await Promise.all(started.map((server) => server.stop()));
    await database.close();
    await opened.drop();
  });

  const log = { error: (fields: object) => void logged.push(fields as Logged) };
  function startServer(jobs: readonly Job[], settings: { clock?: () => number; leaseSeconds?: number } = {}) {
    const server = startJobs({ database, clock: () => now, log, jobs, ...settings });
    started.push(server);
    return server;
  }
  const leaseOf = async (name: string) =>
    database.db
      .selectFrom("leases")
      .select(["holder", "expires_at"])
      .where("name", "=", name)
      .executeTakeFirst();
  const nextTick = () => new Promise((resolve) => setTimeout(resolve, 2));

  /** A job that tells when it begins, and goes on until it is let go. */
  function heldJob(name = "held") {
    const begun = Promise.withResolvers<AbortSignal>();
    const letGo = Promise.withResolvers<void>();
    let runs = 0;
    const job: Job = {
      name,
      everySeconds: 0.001,
      async run(signal) {
        runs += 1;
        begun.resolve(signal);
        await letGo.promise;
      },
    };
    return { job, begun: begun.promise, letGo: letGo.resolve, runs: () => runs };
  }

  test("a job runs at once, and again and again", async () => {
    const thrice = Promise.withResolvers<void>();
    let runs = 0;
    const run = async () => {
      runs += 1;
      if (runs === 3) thrice.resolve();
    };
    startServer([{ name: "again", everySeconds: 0.001, run }]);
    await thrice.promise;
    assert.deepEqual(logged, []);
  });

  test("a job that fails is logged by name, runs again, and holds up no other", async () => {
    const recovered = Promise.withResolvers<void>();
    let runs = 0;
    const failing = async () => {
      runs += 1;
      if (runs === 1) throw new Error("no luck");
      recovered.resolve();
    };
    const other = heldJob("other");
    startServer([{ name: "failing", everySeconds: 0.001, run: failing }, other.job]);
    await other.begun;
    await recovered.promise;
    assert.deepEqual(
      logged.map(({ job, err }) => [job, err.message]),
      [["failing", "no luck"]],
    );
    other.letGo();
  });

  test("a job that throws before its first wait is logged too", async () => {
    const thrown: Job = {
      name: "thrown",
      everySeconds: 3600,
      run: () => {
        throw new Error("at once");
      },
    };
    startServer([thrown]);
    while (logged.length === 0) await nextTick();
    assert.equal(logged[0]?.err.message, "at once");
  });

  test("servers that share a database never run a job at once", async () => {
    const done = Promise.withResolvers<void>();
    let running = 0;
    let most = 0;
    let runs = 0;
    const job: Job = {
      name: "shared",
      everySeconds: 0.001,
      async run() {
        running += 1;
        most = Math.max(most, running);
        await nextTick();
        running -= 1;
        runs += 1;
        if (runs === 30) done.resolve();
      },
    };
    for (let server = 0; server < 3; server += 1) startServer([job], { clock: Date.now });
    await done.promise;
    assert.equal(most, 1);
  });

  test("a job that has run is not due on another server before its period is over", async () => {
    const first = heldJob("hourly");
    startServer([{ ...first.job, everySeconds: 3600 }]);
    await first.begun;
    first.letGo();
    while ((await leaseOf("hourly"))?.expires_at !== start + 3_600_000) await nextTick();

    const second = heldJob("hourly");
    now = start + 3_599_999;
    const early = startServer([second.job]);
    for (let turn = 0; turn < 5; turn += 1) await nextTick();
    await early.stop();
    assert.equal(second.runs(), 0);
    now = start + 3_600_000;
    startServer([second.job]);
    await second.begun;
    second.letGo();
  });

  test("a job whose server was killed is taken over when its lease is over, and not before", async () => {
    await databaseLeases(database, "killed").take("held", now, now + 60_000, 60_000);
    const { job, begun, letGo, runs } = heldJob();
    startServer([job]);
    now = start + 59_999;
    for (let turn = 0; turn < 5; turn += 1) await nextTick();
    assert.equal(runs(), 0);
    now = start + 60_000;
    await begun;
    letGo();
  });

  test("a job that runs longer than its lease keeps it", async () => {
    const long = heldJob();
    const leaseSeconds = 0.03;
    startServer([long.job], { leaseSeconds });
    const signal = await long.begun;
    const impatient = heldJob();
    startServer([impatient.job], { leaseSeconds });
    for (let step = 0; step < 4; step += 1) {
      now += 20;
      while ((await leaseOf("held"))?.expires_at !== now + 30) await nextTick();
    }
    assert.equal(impatient.runs(), 0);
    assert.equal(signal.aborted, false);
    long.letGo();
    impatient.letGo();
  });

  test("a job that lost its lease is told to leave off, and does not take the lease back", async () => {
    const { job, begun, letGo } = heldJob();
    const server = startServer([job], { leaseSeconds: 0.03 });
    const signal = await begun;
    await database.db
      .updateTable("leases")
      .set({ holder: "other", expires_at: now + 60_000 })
      .execute();
    while (!signal.aborted) await nextTick();
    letGo();
    await server.stop();
    assert.deepEqual(await leaseOf("held"), { holder: "other", expires_at: now + 60_000 });
  });

  test("a lease from a clock that was years ahead stops nothing", async () => {
    const years = 4 * 365 * 86_400_000;
    await databaseLeases(database, "other").take("held", now + years, now + years + 60_000, 60_000);
    const { job, begun, letGo } = heldJob();
    startServer([job]);
    await begun;
    letGo();
  });

  test("stop() tells what runs to leave off, waits for it, and starts nothing more", async () => {
    const { job, begun, letGo, runs } = heldJob();
    const server = startServer([job]);
    const signal = await begun;
    let stopped = false;
    const stopping = server.stop().then(() => {
      stopped = true;
    });
    assert.equal(signal.aborted, true);
    for (let turn = 0; turn < 5; turn += 1) await nextTick();
    assert.equal(stopped, false);
    letGo();
    await stopping;
    assert.equal(runs(), 1);
  });

  test("a job that fails because it was told to stop is not logged as a failure", async () => {
    const begun = Promise.withResolvers<void>();
    const run = (signal: AbortSignal) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(new Error("left off")));
        begun.resolve();
      });
    const server = startServer([{ name: "obedient", everySeconds: 1, run }]);
    await begun.promise;
    await server.stop();
    assert.deepEqual(logged, []);
  });
});
