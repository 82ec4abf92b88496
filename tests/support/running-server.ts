// A real Safelight in a process of its own, on a free port and a data folder of its own: for tests that see it
// as a person does, by HTTP, its output, its mails, and its files.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { bareEnvironment } from "./bare-environment.ts";
import { findFreePort } from "./free-port.ts";
import { type Mail, readOutbox } from "./outbox.ts";
import { type PostgresDatabase, postgresDatabase } from "./postgres.ts";
import { onPostgres } from "./test-database.ts";

const repository = join(import.meta.dirname, "..", "..");

/** What `npm start` gives to Node (docs/decisions/0020): when it looks for garbage, and with how much room. */
export const START_FLAGS: readonly string[] = startFlags(
  readFileSync(join(repository, "package.json"), "utf8"),
);

// They end what hangs; a machine that is busy with other things as well is slow, and that is no fault.
const START_MS = 300_000;
const STOP_MS = 120_000;
const LINK_MS = 120_000;

export type LinkKind = "verify" | "reset" | "register" | "keep-vault";

export interface SafelightOptions {
  /** Settings besides the origin and the data folder; nothing of this process' environment is passed on but the bare one. */
  readonly env?: Readonly<Record<string, string>>;
  /** A folder to use again after a stop or kill; the caller removes it. Without it, a temporary one. */
  readonly dataFolder?: string;
  /** The port of an earlier run, where a browser must find its cookies again. */
  readonly port?: number;
  /** What people call it, where a proxy stands in front; its own port otherwise. */
  readonly origin?: string;
}

export interface RunningServer {
  readonly origin: string;
  readonly port: number;
  readonly pid: number;
  readonly dataFolder: string;
  /** All that it wrote so far. */
  stdout(): string;
  stderr(): string;
  /** The mails in its outbox, in no order of time. */
  mails(): Promise<readonly Mail[]>;
  /** Waits for a link of that kind on standard output, past its first `after` letters, and gives the newest. */
  link(kind: LinkKind, after?: number): Promise<string>;
  /** Asks it to end, waits, and gives its exit code. Removes a temporary data folder. Safe to call twice. */
  stop(): Promise<number | null>;
  /** Kills it without warning, as a power cut would, and waits until it is gone. The data folder stays. */
  kill9(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

function startFlags(packageJson: string): string[] {
  const { scripts } = JSON.parse(packageJson) as { scripts: { start: string } };
  const flags = / node_modules\/\.bin\/node (.+) server\/main\.ts$/.exec(scripts.start)?.[1];
  if (flags === undefined) throw new Error("package.json does not start server/main.ts");
  return flags.split(" ");
}

/** Starts Safelight and resolves once it is ready to serve. Rejects with all its output when it ends before. */
export async function startSafelight(options: SafelightOptions = {}): Promise<RunningServer> {
  const port = options.port ?? (await findFreePort());
  const origin = options.origin ?? `http://localhost:${port}`;
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), "safelight-data-")));
  const database = await databaseFor(dataFolder);
  const child = spawn(
    join(repository, "node_modules", ".bin", "node"),
    [...START_FLAGS, join(repository, "server", "main.ts")],
    {
      cwd: dataFolder,
      env: {
        ...bareEnvironment,
        SAFELIGHT_ORIGIN: origin,
        SAFELIGHT_PORT: String(port),
        SAFELIGHT_DATA: dataFolder,
        ...(database === null ? {} : { SAFELIGHT_DATABASE: database.url }),
        ...options.env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const gone = once(child, "exit");
  const output = collect(child);
  const cleanUp = async (): Promise<void> => {
    if (options.dataFolder !== undefined) return;
    await rm(dataFolder, { recursive: true, force: true });
    await database?.drop();
  };
  try {
    await waitFor(() => output.stdout.includes(`Safelight is ready at ${origin}`), START_MS, child);
  } catch (error) {
    child.kill("SIGKILL");
    await cleanUp();
    throw new Error(`Safelight did not start\n${output.stdout}\n${output.stderr}`, { cause: error });
  }
  const stop = async (): Promise<number | null> => {
    child.kill("SIGTERM");
    const tooLate = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    if (hasEnded(child)) clearTimeout(tooLate);
    else await gone.finally(() => clearTimeout(tooLate));
    await cleanUp();
    return child.exitCode;
  };
  return {
    origin,
    port,
    pid: child.pid ?? 0,
    dataFolder,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    mails: () => readOutbox(join(dataFolder, "outbox")),
    link: async (kind, after = 0) => {
      const pattern = new RegExp(`${origin}/${kind}#[\\w.~-]+`, "g");
      const links = (): string[] => output.stdout.slice(after).match(pattern) ?? [];
      await waitFor(() => links().length > 0, LINK_MS, child);
      return links().at(-1) ?? "";
    },
    stop,
    kill9: async () => {
      child.kill("SIGKILL");
      if (!hasEnded(child)) await gone;
    },
    [Symbol.asyncDispose]: async () => void (await stop()),
  };
}

/** Databases by the data folder that they stand beside, so that a folder used again finds its own. */
const databases = new Map<string, PostgresDatabase>();

async function databaseFor(dataFolder: string): Promise<PostgresDatabase | null> {
  if (!onPostgres) return null;
  const database = databases.get(dataFolder) ?? (await postgresDatabase({ tables: false }));
  databases.set(dataFolder, database);
  return database;
}

function collect(child: ChildProcess): { stdout: string; stderr: string } {
  const output = { stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  return output;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function waitFor(isTrue: () => boolean, limitMs: number, child: ChildProcess): Promise<void> {
  const end = Date.now() + limitMs;
  while (!isTrue()) {
    if (hasEnded(child)) throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`);
    if (Date.now() > end) throw new Error(`nothing came for ${limitMs / 1000} s`);
    await pause(20);
  }
}
