// A PostgreSQL server of the tests' own: a throw-away cluster of Debian's binaries on a free port of loopback, and in
// it a database for whoever asks, copied from one that has the tables of this version.

import { fail } from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { migrate } from "../../server/database/migrate.ts";
import { migrationsFor } from "../../server/database/migrations/migrations.ts";
import { openDatabase } from "../../server/database/open.ts";
import { findFreePort } from "./free-port.ts";

const INSTALLED = "/usr/lib/postgresql";
const START_MS = 60_000;
const END_MS = 5_000;
const TEMPLATE = "with_tables";

/** What is written here goes to no disk. */
const IN_MEMORY = "/dev/shm";
const ROOM_BYTES = 2 * 1024 ** 3;

export interface PostgresCluster {
  /** Of a database that nobody else uses, as its administrator. */
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  /** Kills every process of it, as a power cut would. */
  kill9(): Promise<void>;
  /** Kills one process that serves a client, in a transaction if any is; all others end with it, and the server recovers. */
  kill9Backend(): Promise<void>;
  /** Ends it with everybody cut off: `fast` finishes its files first, `immediate` leaves them to be recovered. */
  end(mode: "fast" | "immediate"): Promise<void>;
  start(): Promise<void>;
  /** Lets this process end while the cluster runs. */
  unref(): void;
  stop(): Promise<void>;
}

/** The newest version that is installed. */
function binaries(): string {
  const versions = readdirSync(INSTALLED).sort((a, b) => Number(a) - Number(b));
  return join(INSTALLED, versions.at(-1) ?? "", "bin");
}

/** Who runs it: PostgreSQL refuses root. */
function runner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/**
 * Where a cluster lies that waits for no disk anyway: in memory where there is room, since a new database copies a
 * thousand files.
 */
function parentFolder(): string {
  if (!existsSync(IN_MEMORY)) return tmpdir();
  const { bavail, bsize } = statfsSync(IN_MEMORY);
  return bavail * bsize >= ROOM_BYTES ? IN_MEMORY : tmpdir();
}

/** @param settings of postgresql.conf, over those that make tests quick */
export async function startPostgres(
  settings: Readonly<Record<string, string>> = {},
): Promise<PostgresCluster> {
  const folder = mkdtempSync(join(parentFolder(), "safelight-postgres-"));
  const who = runner();
  if (who.uid !== undefined && who.gid !== undefined) chownSync(folder, who.uid, who.gid);
  const data = join(folder, "data");
  const options = { ...who, cwd: folder, env: { PATH: process.env["PATH"], LC_ALL: "C", HOME: folder } };
  const bin = binaries();
  const initial = ["-D", data, "-A", "trust", "-U", "safelight", "-E", "UTF8", "--locale=C", "--no-sync"];
  execFileSync(join(bin, "initdb"), [...initial, "--no-instructions"], { ...options, stdio: "ignore" });
  const port = await findFreePort();
  const url = `postgres://safelight@127.0.0.1:${port}/postgres`;
  const given = {
    port: String(port),
    listen_addresses: "127.0.0.1",
    unix_socket_directories: folder,
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
    shared_buffers: "64MB",
    max_connections: "200",
    max_wal_size: "256MB",
    ...settings,
  };
  let server: ChildProcess | null = null;

  async function start(): Promise<void> {
    const args = Object.entries(given).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    server = spawn(join(bin, "postgres"), ["-D", data, ...args], { ...options, stdio: "ignore" });
    const end = Date.now() + START_MS;
    for (;;) {
      const client = new Client(url);
      try {
        await client.connect();
        await client.end();
        return;
      } catch (error) {
        if (Date.now() > end || server.exitCode !== null) throw error;
        await pause(25);
      }
    }
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (server === null || server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, "exit");
    server.kill(signal);
    await gone;
  }

  /** Stopped first, so that it starts no further process meanwhile; those it has would outlive it for a moment. */
  async function kill9(): Promise<void> {
    if (server?.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
    server.kill("SIGSTOP");
    for (const pid of childrenOf(server.pid)) killIfThere(pid);
    await end("SIGKILL");
  }

  async function kill9Backend(): Promise<void> {
    const pids = await withClient(url, async (client) => {
      const { rows } = await client.query<{ pid: number }>(
        "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() " +
          "order by xact_start nulls last",
      );
      return rows.map((row) => row.pid);
    });
    killIfThere(pids[0] ?? fail("nobody is connected to PostgreSQL"));
    // The server ends all others, since what they share may be torn: so it is known that it has noticed.
    while (pids.some((pid) => existsSync(`/proc/${pid}`))) await pause(5);
  }

  await start();
  return {
    url,
    port,
    folder,
    start,
    unref: () => server?.unref(),
    kill9,
    kill9Backend,
    // https://www.postgresql.org/docs/current/server-shutdown.html
    end: (mode) => end(mode === "fast" ? "SIGINT" : "SIGQUIT"),
    async stop() {
      await end("SIGINT");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The cluster that the run of all tests has started for everybody, or one that ends with this process. */
let shared: Promise<string> | null = null;

function sharedCluster(): Promise<string> {
  const given = process.env["SAFELIGHT_TEST_POSTGRES"];
  if (given !== undefined) return Promise.resolve(given);
  shared ??= startPostgres().then((cluster) => {
    cluster.unref();
    process.on("exit", () => {
      void cluster.kill9();
      rmSync(cluster.folder, { recursive: true, force: true });
    });
    return cluster.url;
  });
  return shared;
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    // The timer by itself keeps no test file from ending.
    await Promise.race([client.end(), pause(END_MS, undefined, { ref: false })]);
  }
}

function urlOf(cluster: string, name: string): string {
  const url = new URL(cluster);
  url.pathname = name;
  return url.href;
}

export interface PostgresDatabase {
  readonly url: string;
  /** Ends every connection and lets nobody in until letIn(), as if the server were away. */
  readonly shutOut: () => Promise<void>;
  readonly letIn: () => Promise<void>;
  /** Ends whoever is connected. */
  readonly drop: () => Promise<void>;
}

let made = 0;

/** An empty database, or one with the tables of this version. */
export async function postgresDatabase({ tables }: { tables: boolean }): Promise<PostgresDatabase> {
  const cluster = await sharedCluster();
  made += 1;
  const name = `t${process.pid}_${made}`;
  await withClient(cluster, async (client) => {
    if (tables) await makeTemplate(client, cluster);
    await client.query(
      `create database ${name} template ${tables ? TEMPLATE : "template0"} strategy=file_copy`,
    );
  });
  const asAdministrator = (...statements: readonly string[]): Promise<void> =>
    withClient(cluster, async (client) => {
      for (const statement of statements) await client.query(statement);
    });
  return {
    url: urlOf(cluster, name),
    shutOut: () =>
      asAdministrator(
        `alter database ${name} with allow_connections false`,
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
      ),
    letIn: () => asAdministrator(`alter database ${name} with allow_connections true`),
    drop: () => asAdministrator(`drop database ${name} with (force)`),
  };
}

/** One process makes it, and the others wait: the lock is let go when the client ends. */
async function makeTemplate(client: Client, cluster: string): Promise<void> {
  await client.query("select pg_advisory_lock(1)");
  const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [TEMPLATE]);
  if (rowCount === 0) {
    await client.query(`create database making template template0`);
    const database = await openDatabase({
      kind: "postgres",
      url: urlOf(cluster, "making"),
      onBroken: () => {},
    });
    await migrate(database, migrationsFor(database.dialect));
    await database.close();
    await client.query(`alter database making rename to ${TEMPLATE}`);
  }
  await client.query("select pg_advisory_unlock(1)");
}
