import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Client } from "pg";
import { openDiskBlobs } from "../../server/blobs/disk.ts";
import { makeCanary } from "../../server/verification/canary.ts";
import { runSafelight } from "../commands/safelight.ts";
import { picture, upload } from "../images/pictures.ts";
import { bareEnvironment } from "../support/bare-environment.ts";
import { type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { postgresDatabase } from "../support/postgres.ts";
import { until } from "../support/until.ts";

// kill -9 in the middle of a restore into PostgreSQL, held there by a lock on a table that it has to write.

/** Of each test: neither waits for anything that takes a tenth of it. */
const BOUND = { timeout: 240_000 };
const main = join(import.meta.dirname, "..", "..", "server", "commands", "main.ts");
/** For PostgreSQL to answer what is no more than a look. */
const ANSWER_MS = 30_000;
let folder: string;
let app: MemoryApp;
let backup: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "safelight-killed-restore-"));
  await mkdir(join(folder, "data"));
  const blobs = await openDiskBlobs(join(folder, "data", "blobs"));
  app = await startMemoryApp({ databaseFile: join(folder, "data", "safelight.db"), blobs });
  await makeCanary(app.rooms);
  const { client } = await app.member();
  for (let n = 0; n < 5; n += 1) await upload(client, await picture(`picture ${n}`));
  backup = join(folder, "nightly", "one");
  const made = await runSafelight(["backup", backup], settings("data"));
  assert.equal(made.code, 0, made.stderr + made.stdout);
});
after(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

const settings = (dataFolder: string, more: Readonly<Record<string, string>> = {}) => ({
  SAFELIGHT_ORIGIN: app.origin,
  SAFELIGHT_DATA: join(folder, dataFolder),
  SAFELIGHT_KEYS: app.keyFolder,
  ...more,
});

interface Held {
  readonly env: Readonly<Record<string, string>>;
  readonly count: (table: string) => Promise<number>;
  readonly end: () => Promise<void>;
}

/** A restore that has come to the table and waits there, killed; its connection has ended as well. */
async function killedAt(table: string, lock: string, name: string): Promise<Held> {
  // With its tables, as if the restore had been killed once before: a lock wants something to hold.
  const postgres = await postgresDatabase({ tables: true });
  await using opened = new AsyncDisposableStack();
  opened.defer(() => postgres.drop());
  const holder = await connect(postgres.url, opened);
  // Not the holder itself: within a transaction PostgreSQL shows who is connected as it was when first asked.
  const client = await connect(postgres.url, opened);
  await holder.query("begin");
  await holder.query(`lock table ${table} in ${lock} mode`);
  const env = settings(name, { SAFELIGHT_DATABASE: postgres.url });
  const child = spawn(process.execPath, [main, "restore", backup], {
    env: { ...bareEnvironment, ...env },
    stdio: "ignore",
  });
  const gone = once(child, "exit");
  opened.defer(async () => {
    child.kill("SIGKILL");
    await gone;
  });
  const restoring = async (condition: string): Promise<number> => {
    const { rows } = await client.query<{ n: string }>(
      "select count(*) n from pg_stat_activity where datname = current_database() " +
        `and application_name = 'safelight' ${condition}`,
    );
    return Number(rows[0]?.n);
  };
  await until(async () => {
    assert.equal(child.exitCode, null, "it ended before it came to the table");
    return (await restoring("and wait_event_type = 'Lock'")) > 0;
  });
  child.kill("SIGKILL");
  await gone;
  await holder.query("rollback");
  await until(async () => (await restoring("")) === 0);
  const kept = opened.move();
  return {
    env,
    count: async (of) => {
      const { rows } = await client.query<{ n: string }>(`select count(*) n from ${of}`);
      return Number(rows[0]?.n);
    },
    end: () => kept.disposeAsync(),
  };
}

async function connect(url: string, opened: AsyncDisposableStack): Promise<Client> {
  const client = new Client({ connectionString: url, query_timeout: ANSWER_MS });
  await client.connect();
  opened.defer(() => client.end());
  return client;
}

test("killed while its rows come, it has left none, and the next restore is whole", BOUND, async () => {
  const held = await killedAt("images", "share", "rows");
  try {
    for (const table of ["accounts", "instance_secrets", "keyslots", "images", "audit_records"]) {
      assert.equal(await held.count(table), 0, table);
    }
    const restored = await runSafelight(["restore", backup], held.env);
    assert.equal(restored.code, 0, restored.stderr + restored.stdout);
    const verified = await runSafelight(["verify"], held.env);
    assert.equal(verified.code, 0, verified.stderr + verified.stdout);
  } finally {
    await held.end();
  }
});

test(
  "killed while it checks what it has made, everything is there, and the next restore says so and changes nothing",
  BOUND,
  async () => {
    // Read by the check alone, which looks for uploads that are not finished; no row of a backup is written there.
    const held = await killedAt("uploads", "access exclusive", "checks");
    try {
      const [images, records] = [await held.count("images"), await held.count("audit_records")];
      assert.ok(images > 5 && records > 0);
      const refused = await runSafelight(["restore", backup], held.env);
      assert.equal(refused.code, 1, refused.stdout);
      assert.match(refused.stderr, /a Safelight here already.*`verify` checks it/);
      assert.deepEqual([await held.count("images"), await held.count("audit_records")], [images, records]);
      const verified = await runSafelight(["verify"], held.env);
      assert.equal(verified.code, 0, verified.stderr + verified.stdout);
    } finally {
      await held.end();
    }
  },
);
