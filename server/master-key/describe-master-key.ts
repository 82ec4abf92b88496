import type { Office } from "../rooms.ts";
import { countLeakedVaults } from "../vault/leaked-key-store.ts";
import { listMasterVersions } from "../vault/master-version-store.ts";
import { compareFingerprint, type Held } from "./check-master-key.ts";
import { countNamed, type Named } from "./count-named.ts";

export interface VersionState extends Named {
  readonly version: number;
  readonly state: "current" | "former" | "retired";
  /** In hex. */
  readonly fingerprint: string;
  readonly createdAt: string;
  readonly retiredAt: string | null;
  readonly copyConfirmedAt: string | null;
  /** Whether the provider holds that very key. */
  readonly held: Held;
}

export interface MasterKeyState {
  readonly versions: readonly VersionState[];
  /** A rotation was begun and did not come to its end. */
  readonly isRotating: boolean;
  /** Vaults whose key a leaked version opens, and that is not replaced yet. */
  readonly leakedVaults: number;
}

/** Every version of the master key, and how much lies under it. */
export async function describeMasterKey(office: Pick<Office, "database" | "keys">): Promise<MasterKeyState> {
  const { db } = office.database;
  const rows = await listMasterVersions(db);
  const named = await countNamed(db);
  const current = rows.findLast((row) => row.retired_at === null);
  const versions = [];
  for (const row of rows) {
    const { secrets, slots } = named.get(row.version) ?? { secrets: 0, slots: 0 };
    const isRetired = row.retired_at !== null;
    versions.push({
      version: row.version,
      state: isRetired ? ("retired" as const) : row === current ? ("current" as const) : ("former" as const),
      fingerprint: Buffer.from(row.fingerprint).toString("hex"),
      createdAt: instant(row.created_at),
      retiredAt: row.retired_at === null ? null : instant(row.retired_at),
      copyConfirmedAt: row.copy_confirmed_at === null ? null : instant(row.copy_confirmed_at),
      secrets,
      slots,
      held: await compareFingerprint(office.keys, row),
    });
  }
  return { versions, isRotating: current?.completed_at === null, leakedVaults: await countLeakedVaults(db) };
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
