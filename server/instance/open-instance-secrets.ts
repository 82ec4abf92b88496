import {
  type InstanceSecretName,
  instanceSecretLabel,
  openInstanceSecret,
  sealInstanceSecret,
} from "../crypto/instance-secrets.ts";
import { masterFingerprint, masterFingerprintLabel } from "../crypto/master-fingerprint.ts";
import { newKey } from "../crypto/random.ts";
import type { Database } from "../database/open.ts";
import type { KeyProvider } from "../keys/provider.ts";
import type { InstanceSecrets } from "../rooms.ts";
import { findCurrentMasterVersion, recordMasterVersion } from "../vault/master-version-store.ts";
import { listInstanceSecrets, recordInstanceSecret } from "./instance-store.ts";

// The instance's own secrets: made at the first start, sealed under the master key, opened at each start.

const NAMES = ["pepper", "audit", "cursor", "credentials", "outbox", "counter"] as const;

/**
 * @throws DecryptionFailed when the master key is not the one that sealed them
 * @throws KeyVersionMissing when a version is named that the key folder lacks
 */
export async function openInstanceSecrets(
  database: Database,
  keys: KeyProvider,
  now: number,
): Promise<InstanceSecrets> {
  let rows = await listInstanceSecrets(database.db);
  const masterVersion = await currentMasterVersion(database, keys, now, rows);
  for (const name of NAMES) {
    if (rows.some((row) => row.name === name)) continue;
    const derived = await keys.derive(masterVersion, instanceSecretLabel(name, 1));
    await recordInstanceSecret(database.db, {
      name,
      version: 1,
      master_version: masterVersion,
      sealed_secret: sealInstanceSecret(derived, name, 1, newKey()),
      created_at: now,
    });
  }
  // Read again: another node may have been first, and its secrets are the ones that count.
  rows = await listInstanceSecrets(database.db);
  const opened = new Map<string, Buffer>();
  const newest = new Map<string, number>();
  for (const row of rows) {
    const name = row.name as InstanceSecretName;
    const derived = await keys.derive(row.master_version, instanceSecretLabel(name, row.version));
    opened.set(`${name}/${row.version}`, openInstanceSecret(derived, name, row.version, row.sealed_secret));
    newest.set(name, Math.max(newest.get(name) ?? 0, row.version));
  }
  const get = (name: InstanceSecretName, version = newest.get(name)): Buffer => {
    const secret = opened.get(`${name}/${version}`);
    if (secret === undefined) throw new Error(`there is no ${name} of version ${version}`);
    return secret;
  };
  return {
    pepperVersion: newest.get("pepper") ?? 1,
    pepper: (version) => get("pepper", version),
    auditKey: get("audit"),
    cursorKey: get("cursor"),
    credentialsKey: get("credentials"),
    outboxKey: get("outbox"),
    counterKey: get("counter"),
  };
}

/** The version that what is new is sealed under; the first one is taken up here, with its fingerprint. */
async function currentMasterVersion(
  { db }: Database,
  keys: KeyProvider,
  now: number,
  rows: readonly { readonly master_version: number }[],
): Promise<number> {
  const known = await findCurrentMasterVersion(db);
  if (known !== null) return known;
  const version =
    rows.length === 0 ? keys.currentVersion : Math.max(...rows.map((row) => row.master_version));
  const fingerprint = masterFingerprint(await keys.derive(version, masterFingerprintLabel));
  await recordMasterVersion(db, { version, fingerprint, created_at: now, completed_at: now });
  return (await findCurrentMasterVersion(db)) ?? version;
}
