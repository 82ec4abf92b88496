import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import type { Dialect } from "../dialect.ts";

/** The tables of the first release. Epochs and versions are in every sealed row from here on. */
export function firstTables(dialect: Dialect): Migration {
  const bytes = dialect === "sqlite" ? "blob" : "bytea";
  return {
    async up(db) {
      await db.schema
        .createTable("instance_values")
        .addColumn("name", "text", (c) => c.primaryKey())
        .addColumn("value", "text", (c) => c.notNull())
        .execute();
      await db.schema
        .createTable("instance_secrets")
        .addColumn("name", "text", (c) => c.notNull())
        .addColumn("version", "integer", (c) => c.notNull())
        .addColumn("master_version", "integer", (c) => c.notNull())
        .addColumn("sealed_secret", bytes, (c) => c.notNull())
        .addColumn("created_at", "bigint", (c) => c.notNull())
        .addPrimaryKeyConstraint("instance_secrets_pk", ["name", "version"])
        .execute();
      await accountTables(db, bytes);
      await imageTables(db, bytes);
      await db.schema
        .createTable("audit_records")
        .addColumn("seq", "bigint", (c) => c.primaryKey())
        .addColumn("at", "bigint", (c) => c.notNull())
        .addColumn("action", "text", (c) => c.notNull())
        .addColumn("account_id", "text")
        .addColumn("subject_id", "text")
        .addColumn("personal", "text")
        .addColumn("personal_salt", bytes)
        .addColumn("personal_digest", bytes, (c) => c.notNull())
        .addColumn("link", bytes, (c) => c.notNull())
        .execute();
      await db.schema
        .createIndex("audit_records_account")
        .on("audit_records")
        .columns(["account_id", "seq"])
        .execute();
      await db.schema
        .createTable("audit_head")
        .addColumn("id", "integer", (c) => c.primaryKey())
        .addColumn("seq", "bigint", (c) => c.notNull())
        .addColumn("link", bytes, (c) => c.notNull())
        .execute();
      await db.schema
        .createTable("outbox")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("sealed_message", bytes, (c) => c.notNull())
        .addColumn("created_at", "bigint", (c) => c.notNull())
        .addColumn("attempts", "integer", (c) => c.notNull())
        .addColumn("next_attempt_at", "bigint", (c) => c.notNull())
        .execute();
      await db.schema
        .createTable("leases")
        .addColumn("name", "text", (c) => c.primaryKey())
        .addColumn("holder", "text", (c) => c.notNull())
        .addColumn("expires_at", "bigint", (c) => c.notNull())
        .execute();
      await db.schema
        .createTable("counters")
        .addColumn("key", "text", (c) => c.primaryKey())
        .addColumn("count", "integer", (c) => c.notNull())
        .addColumn("expires_at", "bigint", (c) => c.notNull())
        .execute();
    },
  };
}

type Bytes = "blob" | "bytea";

async function accountTables(db: Kysely<unknown>, bytes: Bytes): Promise<void> {
  await db.schema
    .createTable("pending_accounts")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("email", "text", (c) => c.notNull())
    .addColumn("display_name", "text", (c) => c.notNull())
    .addColumn("vault_mode", "text", (c) => c.notNull())
    .addColumn("verifier", bytes, (c) => c.notNull())
    .addColumn("salt", bytes, (c) => c.notNull())
    .addColumn("hash_version", "integer", (c) => c.notNull())
    .addColumn("pepper_version", "integer", (c) => c.notNull())
    .addColumn("token_hash", bytes, (c) => c.notNull().unique())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("expires_at", "bigint", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("pending_accounts_email").on("pending_accounts").column("email").execute();
  await db.schema
    .createTable("accounts")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("email", "text", (c) => c.notNull().unique())
    .addColumn("display_name", "text", (c) => c.notNull())
    .addColumn("administrator_at", "bigint")
    .addColumn("email_confirmed_at", "bigint")
    .addColumn("disabled_at", "bigint")
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("vault_mode", "text", (c) => c.notNull().check(sql`vault_mode in ('managed', 'sealed')`))
    .addColumn("vault_epoch", "integer", (c) => c.notNull())
    .addColumn("vault_fingerprint", bytes)
    .addColumn("index_key_epoch", "integer", (c) => c.notNull())
    .addColumn("sealed_index_key", bytes)
    .addColumn("kit_confirmed_at", "bigint")
    .addColumn("used_bytes", "bigint", (c) => c.notNull())
    .addColumn("quota_bytes", "bigint")
    .execute();
  const account = "accounts.id";
  await db.schema
    .createTable("password_verifiers")
    .addColumn("account_id", "text", (c) => c.primaryKey().references(account).onDelete("cascade"))
    .addColumn("verifier", bytes, (c) => c.notNull())
    .addColumn("salt", bytes, (c) => c.notNull())
    .addColumn("hash_version", "integer", (c) => c.notNull())
    .addColumn("pepper_version", "integer", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("keyslots")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("account_id", "text", (c) => c.notNull().references(account).onDelete("cascade"))
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("epoch", "integer", (c) => c.notNull())
    .addColumn("sealed_key", bytes, (c) => c.notNull())
    .addColumn("salt", bytes)
    .addColumn("hash_version", "integer")
    .addColumn("pepper_version", "integer")
    .addColumn("master_version", "integer")
    .addColumn("confirmed_at", "bigint")
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("keyslots_account").on("keyslots").columns(["account_id", "kind"]).execute();
  await db.schema
    .createTable("sessions")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("account_id", "text", (c) => c.notNull().references(account).onDelete("cascade"))
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("used_at", "bigint", (c) => c.notNull())
    .addColumn("reauthenticated_at", "bigint")
    .addColumn("device", "text", (c) => c.notNull())
    .addColumn("address", "text", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("sessions_account").on("sessions").column("account_id").execute();
  await db.schema
    .createTable("session_tokens")
    .addColumn("token_hash", bytes, (c) => c.primaryKey())
    .addColumn("session_id", "text", (c) => c.notNull().references("sessions.id").onDelete("cascade"))
    .addColumn("keyslot_id", "text", (c) => c.references("keyslots.id").onDelete("set null"))
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("used_at", "bigint")
    .addColumn("superseded_at", "bigint")
    .execute();
  await db.schema.createIndex("session_tokens_session").on("session_tokens").column("session_id").execute();
  await db.schema.createIndex("session_tokens_keyslot").on("session_tokens").column("keyslot_id").execute();
  await db.schema
    .createTable("mailed_tokens")
    .addColumn("token_hash", bytes, (c) => c.primaryKey())
    .addColumn("purpose", "text", (c) => c.notNull())
    .addColumn("account_id", "text", (c) => c.references(account).onDelete("cascade"))
    .addColumn("email", "text")
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("expires_at", "bigint", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("mailed_tokens_account").on("mailed_tokens").column("account_id").execute();
  await db.schema
    .createTable("known_browsers")
    .addColumn("token_hash", bytes, (c) => c.primaryKey())
    .addColumn("account_id", "text", (c) => c.notNull().references(account).onDelete("cascade"))
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("used_at", "bigint", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("known_browsers_account").on("known_browsers").column("account_id").execute();
}

async function imageTables(db: Kysely<unknown>, bytes: Bytes): Promise<void> {
  await db.schema
    .createTable("images")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("account_id", "text", (c) => c.notNull().references("accounts.id"))
    .addColumn("blob_set", "text", (c) => c.notNull().unique())
    .addColumn("month_index", bytes, (c) => c.notNull())
    .addColumn("content_index", bytes, (c) => c.notNull())
    .addColumn("sealed_details", bytes, (c) => c.notNull())
    .addColumn("edit", "integer", (c) => c.notNull())
    .addColumn("original_bytes", "bigint", (c) => c.notNull())
    .addColumn("original_sealed_hash", bytes, (c) => c.notNull())
    .addColumn("view_bytes", "bigint")
    .addColumn("view_sealed_hash", bytes)
    .addColumn("thumb_bytes", "bigint", (c) => c.notNull())
    .addColumn("thumb_sealed_hash", bytes, (c) => c.notNull())
    .addColumn("uploaded_at", "bigint", (c) => c.notNull())
    .addColumn("trashed_at", "bigint")
    // A race between two uploads of one file is decided here.
    .addUniqueConstraint("images_content", ["account_id", "content_index"])
    .execute();
  await db.schema
    .createIndex("images_month")
    .on("images")
    .columns(["account_id", "trashed_at", "month_index"])
    .execute();
  await db.schema
    .createTable("sealed_keys")
    .addColumn("image_id", "text", (c) => c.notNull().references("images.id"))
    .addColumn("holder", "text", (c) => c.notNull())
    .addColumn("account_id", "text", (c) => c.notNull())
    .addColumn("epoch", "integer", (c) => c.notNull())
    .addColumn("sealed_key", bytes, (c) => c.notNull())
    .addPrimaryKeyConstraint("sealed_keys_pk", ["image_id", "holder"])
    .execute();
  for (const name of ["arrivals", "doomed_blobs"]) {
    await db.schema
      .createTable(name)
      .addColumn("blob_set", "text", (c) => c.primaryKey())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .execute();
  }
}
