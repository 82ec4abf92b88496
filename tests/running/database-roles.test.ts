// PostgreSQL with two roles, by the very SQL of docs/operations.md: one owns the tables, and the one that serves can
// neither alter them nor touch what is written in the audit trail.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { Client } from "pg";
import type { AccountId } from "#contract/ids.ts";
import { erasePersonalOf } from "../../server/audit/audit-store.ts";
import { openDatabase } from "../../server/database/open.ts";
import { runSafelight } from "../commands/safelight.ts";
import { picture, upload } from "../images/pictures.ts";
import { apiClient } from "../support/api-client.ts";
import { PASSWORD } from "../support/memory-app.ts";
import { type PostgresCluster, startPostgres } from "../support/postgres.ts";
import { startSafelight } from "../support/running-server.ts";

const run = promisify(execFile);
const NOT_ALLOWED = "42501";

let cluster: PostgresCluster;
let folder: string;
before(async () => {
  cluster = await startPostgres();
  folder = mkdtempSync(join(tmpdir(), "safelight-roles-"));
});
after(async () => {
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
});

const documented = (): readonly string[] => {
  const page = readFileSync(new URL("../../docs/operations.md", import.meta.url), "utf8");
  const section = page.split("### Two roles\n")[1]?.split(/^##/m)[0] ?? "";
  return [...section.matchAll(/^```sql\n(.*?)^```$/gms)].map(([, block = ""]) => block);
};

const as = (role: "owner" | "serving"): string =>
  `postgres://safelight_${role}@127.0.0.1:${cluster.port}/safelight`;

async function psql(url: string, statements: string): Promise<void> {
  const child = run("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", "-", url]);
  child.child.stdin?.end(statements);
  await child;
}

test("under the documented roles Safelight serves, and its role can alter no table and no record", async () => {
  const [roles, grants, limits, ...more] = documented();
  assert.ok(roles !== undefined && grants !== undefined && limits !== undefined && more.length === 0);
  await psql(cluster.url, roles);
  await psql(as("owner"), grants);
  const env = { SAFELIGHT_DATA: folder, SAFELIGHT_DATABASE: as("serving") };

  await assert.rejects(startSafelight({ dataFolder: folder, env }), /safelight -- migrate/);
  const migrated = await runSafelight(["migrate"], { ...env, SAFELIGHT_DATABASE: as("owner") });
  assert.equal(migrated.code, 0, migrated.stderr);
  await psql(as("owner"), limits);

  await using server = await startSafelight({ dataFolder: folder, env });
  const client = apiClient(server.origin);
  const account = { email: "first@example.org", password: PASSWORD };
  const invitation = (await server.link("register")).split("#")[1];
  assert.equal((await client.post("/api/accounts", { ...account, invitation })).status, 202);
  const signedIn = await client.post("/api/sessions", account);
  assert.equal(signedIn.status, 201, signedIn.text);
  const accountId = (signedIn.body as { account: { id: string } }).account.id as AccountId;
  const kept = await upload(client, await picture("kept"));
  const gone = await upload(client, await picture("gone"));
  assert.equal((await client.delete(`/api/images/${gone.id}`)).status, 204);
  assert.equal((await client.delete(`/api/trash/${gone.id}`)).status, 200);
  assert.equal((await client.get(`/api/images/${kept.id}/renditions/original`)).status, 200);

  const serving = new Client(as("serving"));
  await serving.connect();
  try {
    for (const statement of [
      "alter table images add column more text",
      "alter table audit_records disable row level security",
      "drop policy erasing on audit_records",
      "drop table audit_records",
      "truncate audit_records",
      "create table more (id text)",
      "create function more() returns int language sql as 'select 1'",
      "delete from audit_records",
      "update audit_records set action = 'image.created'",
      "update audit_records set personal = 'somebody else'",
      "update kysely_migration set name = 'more'",
      "select rewrite_key_table('sealed_keys; drop table images')",
      "drop database safelight",
    ]) {
      await assert.rejects(serving.query(statement), (error: { code?: string }) => {
        const isOwnRefusal = statement.includes("rewrite_key_table") && error.code === "P0001";
        assert.ok(error.code === NOT_ALLOWED || isOwnRefusal, `${statement}: ${error.code}`);
        return true;
      });
    }
  } finally {
    await serving.end();
  }

  // What erases keys, and what is erased with an account.
  const database = await openDatabase({ kind: "postgres", url: as("serving"), onBroken: () => {} });
  try {
    await database.erase();
    await erasePersonalOf(database.db, accountId);
    const left = await database.db
      .selectFrom("audit_records")
      .select("personal")
      .where("account_id", "=", accountId)
      .execute();
    assert.ok(left.length >= 5);
    assert.ok(left.every(({ personal }) => personal === null));
  } finally {
    await database.close();
  }
  for (const words of [["audit", "verify"], ["verify"], ["keys", "rotate"]]) {
    const ran = await runSafelight(words, { ...env, SAFELIGHT_ORIGIN: server.origin });
    assert.equal(ran.code, 0, `${words.join(" ")}: ${ran.stdout}${ran.stderr}`);
  }
});
