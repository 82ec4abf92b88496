// An instance on the disk, of which a process may be killed at a step that is told to it, and which is opened anew on
// what that leaves. SQLite, or PostgreSQL where the tests run on that.

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDiskBlobs } from "../../server/blobs/disk.ts";
import { migrate } from "../../server/database/migrate.ts";
import { migrationsFor } from "../../server/database/migrations/migrations.ts";
import { type DatabaseTarget, openDatabase } from "../../server/database/open.ts";
import type { ApiClient } from "../support/api-client.ts";
import { bareEnvironment } from "../support/bare-environment.ts";
import { type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { postgresDatabase } from "../support/postgres.ts";
import { onPostgres } from "../support/test-database.ts";

const program = join(import.meta.dirname, "server-until-killed.ts");

export interface KillableInstance {
  /** The application, opened anew on what the killed process left. */
  readonly startAgain: () => Promise<MemoryApp>;
  /** A process of server-until-killed.ts. */
  readonly spawn: (port: number, ...words: readonly string[]) => ChildProcess;
  readonly remove: () => Promise<void>;
}

async function emptyDatabase(folder: string): Promise<{ target: DatabaseTarget; drop: () => Promise<void> }> {
  if (!onPostgres) {
    const target: DatabaseTarget = { kind: "sqlite", file: join(folder, "safelight.db") };
    return { target, drop: async () => undefined };
  }
  const { url, drop } = await postgresDatabase({ tables: false });
  return { target: { kind: "postgres", url, onBroken: () => undefined }, drop };
}

export async function killableInstance(): Promise<KillableInstance> {
  const folder = mkdtempSync(join(tmpdir(), "safelight-rotation-"));
  mkdirSync(join(folder, "blobs"), { mode: 0o700 });
  const { target, drop } = await emptyDatabase(folder);
  const made = await openDatabase(target);
  await migrate(made, migrationsFor(made.dialect));
  await made.close();
  return {
    async startAgain() {
      const database = await openDatabase(target);
      const blobs = await openDiskBlobs(join(folder, "blobs"));
      return await startMemoryApp({ shared: { database, blobs, keyFolder: join(folder, "keys") } });
    },
    spawn(port, ...words) {
      const env = {
        ...bareEnvironment,
        SAFELIGHT_ORIGIN: `http://localhost:${port}`,
        SAFELIGHT_DATA: folder,
        ...(target.kind === "postgres" ? { SAFELIGHT_DATABASE: target.url } : {}),
      };
      return spawn(process.execPath, [program, ...words], { env, stdio: ["ignore", "pipe", "inherit"] });
    },
    async remove() {
      await drop();
      rmSync(folder, { recursive: true });
    },
  };
}

export async function untilKilled(child: ChildProcess): Promise<void> {
  const [, signal] = (await once(child, "exit")) as [number | null, string | null];
  assert.equal(signal, "SIGKILL", "the step was not reached");
}

export async function originalOf(client: ApiClient, id: string): Promise<Buffer> {
  const reply = await client.get(`/api/images/${id}/renditions/original`);
  assert.equal(reply.status, 200, reply.text.slice(0, 300));
  return reply.bytes;
}
