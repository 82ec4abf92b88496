// What a password costs the server that people run. Applications that tests put together take cheaper hashes.

import assert from "node:assert/strict";
import { argon2Sync } from "node:crypto";
import { join } from "node:path";
import { test } from "node:test";
import { verifierOf } from "../../server/crypto/password-hash.ts";
import { openDatabase } from "../../server/database/open.ts";
import { openInstanceSecrets } from "../../server/instance/open-instance-secrets.ts";
import { openFileKeys } from "../../server/keys/file.ts";
import { apiClient } from "../support/api-client.ts";
import { PASSWORD } from "../support/memory-app.ts";
import { startSafelight } from "../support/running-server.ts";

test("the server that is started hashes a new password with Argon2id at 64 MiB and three passes", async () => {
  await using safelight = await startSafelight();
  const link = await safelight.link("register");
  const invitation = link.slice(link.indexOf("#") + 1);
  const asked = { email: "admin@example.org", password: PASSWORD, invitation };
  assert.equal((await apiClient(safelight.origin).post("/api/accounts", asked)).status, 202);

  const database = await openDatabase({ kind: "sqlite", file: join(safelight.dataFolder, "safelight.db") });
  const keys = await openFileKeys(join(safelight.dataFolder, "keys"), { create: false });
  try {
    const secrets = await openInstanceSecrets(database, keys, Date.now());
    const row = await database.db.selectFrom("password_verifiers").selectAll().executeTakeFirstOrThrow();
    const cost = { memory: 64 * 1024, passes: 3, parallelism: 1, tagLength: 64 };
    const hash = argon2Sync("argon2id", { message: PASSWORD, nonce: row.salt, ...cost });
    const verifier = verifierOf({
      verifierPart: hash.subarray(0, 32),
      pepper: secrets.pepper(row.pepper_version),
      accountId: row.account_id,
    });
    assert.deepEqual(Buffer.from(row.verifier), verifier);
  } finally {
    await keys.close();
    await database.close();
  }
});
