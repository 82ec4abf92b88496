import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { runSafelight } from "../commands/safelight.ts";
import { findFreePort } from "../support/free-port.ts";
import { postgresDatabase } from "../support/postgres.ts";
import { type RunningServer, startSafelight } from "../support/running-server.ts";
import { type SoftTokens, softTokens } from "../support/soft-token.ts";

// Servers that share a database and an HSM, started together where there is nothing yet. A token takes two keys of one
// name without a word, and no server would start on it again.

const NODES = ["one", "two", "three"] as const;
let folder: string;
let tokens: SoftTokens;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "safelight-first-"));
  tokens = await softTokens();
});
after(async () => {
  await tokens.remove();
  await rm(folder, { recursive: true, force: true });
});

interface Status {
  readonly versions: { version: number; state: string; held: string; keptIn: { name: string } | null }[];
}

for (const round of ["first", "second"]) {
  test(`three servers started together make one key in the token, and all of them use it: ${round} round`, async () => {
    const postgres = await postgresDatabase({ tables: false });
    const env = {
      ...tokens.env,
      SAFELIGHT_DATABASE: postgres.url,
      SAFELIGHT_BLOBS: join(folder, round, "blobs"),
      SAFELIGHT_KEYS: await tokens.token(round),
    };
    await mkdir(join(folder, round));
    const servers: RunningServer[] = [];
    const statusOf = async (): Promise<Status["versions"]> => {
      const asked = { ...env, SAFELIGHT_DATA: join(folder, round, "one") };
      const ran = await runSafelight(["keys", "status", "--json"], asked);
      assert.equal(ran.code, 0, ran.stderr);
      return (JSON.parse(ran.stdout) as Status).versions;
    };
    const start = async (name: (typeof NODES)[number]): Promise<void> => {
      const dataFolder = join(folder, round, name);
      await mkdir(dataFolder, { recursive: true, mode: 0o700 });
      servers.push(await startSafelight({ port: await findFreePort(), dataFolder, env }));
    };
    try {
      const outcomes = await Promise.allSettled(NODES.map(start));
      for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
      const versions = await statusOf();
      assert.deepEqual(
        versions.map(({ version, state, held }) => [version, state, held]),
        [[1, "current", "same"]],
      );
      assert.match(versions[0]!.keptIn?.name ?? "", /^token /);
      for (const server of servers) assert.equal((await fetch(`${server.origin}/readyz`)).status, 200);
      // And the next version is the same one everywhere.
      const rotated = await runSafelight(["keys", "rotate"], {
        ...env,
        SAFELIGHT_DATA: join(folder, round, "one"),
      });
      assert.equal(rotated.code, 0, rotated.stderr);
      await Promise.all(servers.map((server) => server.stop()));
      servers.length = 0;
      for (const name of NODES) await start(name);
      assert.deepEqual(
        (await statusOf()).map(({ version, held }) => [version, held]),
        [
          [1, "same"],
          [2, "same"],
        ],
      );
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
      await postgres.drop();
    }
  });
}
