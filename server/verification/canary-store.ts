import type { Kysely, Selectable } from "kysely";
import { CANARY_ACCOUNT } from "../database/canary-account.ts";
import type { Accounts, Schema } from "../database/schema.ts";

// The SQL of the instance's own account.

type Db = Kysely<Schema>;

/** No address has this form, so nobody can register it, sign in with it or have mails sent to it. */
const NO_ADDRESS = "canary";

export async function findCanary(db: Db): Promise<Selectable<Accounts> | null> {
  const query = db.selectFrom("accounts").selectAll().where("id", "=", CANARY_ACCOUNT);
  return (await query.executeTakeFirst()) ?? null;
}

export async function insertCanary(
  db: Db,
  vault: {
    readonly now: number;
    readonly usedBytes: number;
    readonly fingerprint: Uint8Array;
    readonly sealedIndexKey: Uint8Array;
  },
): Promise<void> {
  await db
    .insertInto("accounts")
    .values({
      id: CANARY_ACCOUNT,
      email: NO_ADDRESS,
      display_name: "",
      administrator_at: null,
      email_confirmed_at: null,
      // Nobody signs in to it.
      disabled_at: vault.now,
      created_at: vault.now,
      vault_mode: "managed",
      vault_epoch: 1,
      vault_fingerprint: vault.fingerprint,
      index_key_epoch: 1,
      sealed_index_key: vault.sealedIndexKey,
      kit_confirmed_at: null,
      used_bytes: vault.usedBytes,
      quota_bytes: null,
      kit_rehearsed_at: null,
      reseal_before: null,
      language: "en",
      seen_at: null,
      deletion_at: null,
      leaked_epoch: null,
    })
    .execute();
}
