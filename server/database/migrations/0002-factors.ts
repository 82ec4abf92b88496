import type { Migration } from "kysely/migration";
import type { Dialect } from "../dialect.ts";

/** Second factors, and the tickets between password and factor. */
export function factors(dialect: Dialect): Migration {
  const bytes = dialect === "sqlite" ? "blob" : "bytea";
  return {
    async up(db) {
      await db.schema
        .createTable("totp_secrets")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("account_id", "text", (c) => c.notNull().references("accounts.id").onDelete("cascade"))
        .addColumn("sealed_secret", bytes, (c) => c.notNull())
        .addColumn("last_step", "bigint", (c) => c.notNull())
        .addColumn("created_at", "bigint", (c) => c.notNull())
        .addColumn("confirmed_at", "bigint")
        .execute();
      await db.schema.createIndex("totp_secrets_account").on("totp_secrets").column("account_id").execute();
      await db.schema
        .createTable("backup_codes")
        .addColumn("account_id", "text", (c) => c.notNull().references("accounts.id").onDelete("cascade"))
        .addColumn("code_hash", bytes, (c) => c.notNull())
        .addColumn("created_at", "bigint", (c) => c.notNull())
        .addPrimaryKeyConstraint("backup_codes_pk", ["account_id", "code_hash"])
        .execute();
      await db.schema
        .createTable("tickets")
        .addColumn("token_hash", bytes, (c) => c.primaryKey())
        .addColumn("account_id", "text", (c) => c.notNull().references("accounts.id").onDelete("cascade"))
        // Whoever ends the slot ends the ticket.
        .addColumn("keyslot_id", "text", (c) => c.references("keyslots.id").onDelete("cascade"))
        .addColumn("tries", "integer", (c) => c.notNull())
        .addColumn("created_at", "bigint", (c) => c.notNull())
        .addColumn("expires_at", "bigint", (c) => c.notNull())
        .execute();
      await db.schema.createIndex("tickets_account").on("tickets").column("account_id").execute();
      await db.schema.createIndex("tickets_keyslot").on("tickets").column("keyslot_id").execute();
      await db.schema
        .createTable("factor_recoveries")
        .addColumn("account_id", "text", (c) => c.primaryKey().references("accounts.id").onDelete("cascade"))
        .addColumn("asked_at", "bigint", (c) => c.notNull())
        .execute();
    },
  };
}
