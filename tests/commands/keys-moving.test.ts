import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { AccountId } from "#contract/ids.ts";
import { readConfig } from "../../server/config.ts";
import { openConfiguredKeys } from "../../server/configured-keys.ts";
import { openInstanceSecrets } from "../../server/instance/open-instance-secrets.ts";
import { openByEscrow } from "../../server/vault/open-by-escrow.ts";
import { bareEnvironment } from "../support/bare-environment.ts";
import { type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { type SoftTokens, softTokens } from "../support/soft-token.ts";

// The master key moves from a folder to a token and back, by the same commands that replace it.

const root = join(import.meta.dirname, "..", "..");
let folder: string;
let tokens: SoftTokens;
let uri: string;
let app: MemoryApp;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "safelight-moving-"));
  mkdirSync(join(folder, "data"), { mode: 0o700 });
  tokens = await softTokens();
  process.env["SOFTHSM2_CONF"] = tokens.env["SOFTHSM2_CONF"];
  uri = await tokens.token("vault");
  app = await startMemoryApp({ databaseFile: join(folder, "data", "safelight.db") });
});
after(async () => {
  await app.close();
  await tokens.remove();
  rmSync(folder, { recursive: true });
});

/** Runs a command with the keys in these places, and expects it to do what it was asked to. */
function keysCommand(places: readonly [string, string?], ...words: string[]): Promise<string> {
  const [main, former] = places;
  const env = {
    ...bareEnvironment,
    ...tokens.env,
    SAFELIGHT_ORIGIN: app.origin,
    SAFELIGHT_DATA: join(folder, "data"),
    SAFELIGHT_KEYS: main,
    ...(former === undefined ? {} : { SAFELIGHT_KEYS_FORMER: former }),
  };
  return new Promise((resolve, reject) => {
    const args = [join(root, "server/commands/main.ts"), ...words];
    execFile(process.execPath, args, { env }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${words.join(" ")}: ${stderr}`));
    });
  });
}

/** Opens all that the master key opens, with the keys of one place alone. */
async function everythingOpensWith(place: string, accountId: string): Promise<void> {
  const keys = await openConfiguredKeys(readConfig({ SAFELIGHT_KEYS: place }), { create: false });
  try {
    const secrets = await openInstanceSecrets(app.database, keys, Date.now());
    assert.deepEqual(secrets.auditKey, app.rooms.secrets.auditKey);
    assert.ok(await openByEscrow({ ...app.rooms, keys }, accountId as AccountId));
  } finally {
    await keys.close();
  }
}

test("from a folder to a token, and from the token to another folder: make, seal anew, retire", async () => {
  const { accountId } = await app.member();
  const rotated = await keysCommand([uri, app.keyFolder], "keys", "rotate");
  assert.match(rotated, /Made version 2/);
  assert.doesNotMatch(rotated, /separate copy of version 2/);
  assert.match(
    await keysCommand([uri, app.keyFolder], "keys", "status"),
    /^2 +current +held .* token vault/m,
  );
  assert.match(await keysCommand([uri, app.keyFolder], "keys", "retire", "1"), /master-1\.key\.retired/);
  await everythingOpensWith(uri, accountId);

  const other = join(folder, "other-keys");
  await keysCommand([other, uri], "keys", "rotate");
  assert.match(
    await keysCommand([other, uri], "keys", "retire", "2"),
    /safelight-master-2-retired in token vault/,
  );
  await everythingOpensWith(other, accountId);
  const status = await keysCommand([other], "keys", "status");
  assert.match(status, /^3 +current +held/m);
  assert.match(status, /No separate copy of version 3/);
});

test("neither settings nor faults show a PIN", async () => {
  const withPin = uri.replace(/pin-source=.*/, "pin-value=31415926");
  assert.doesNotMatch(await keysCommand([withPin], "config"), /31415926/);
  assert.doesNotMatch(await keysCommand([withPin], "config", "--json"), /31415926/);
  await assert.rejects(
    keysCommand([withPin.replace("=vault", "=none")], "keys", "status"),
    (error: Error) => {
      assert.match(error.message, /no token that fits/);
      assert.doesNotMatch(error.message, /31415926/);
      return true;
    },
  );
  await assert.rejects(keysCommand([`${withPin}&x=1`], "config"), (error: Error) => {
    assert.match(error.message, /SAFELIGHT_KEYS: the PKCS#11 URI takes/);
    assert.doesNotMatch(error.message, /31415926/);
    return true;
  });
});
