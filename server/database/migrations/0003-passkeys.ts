import type { Migration } from "kysely/migration";
import type { Dialect } from "../dialect.ts";

/** Passkeys, the challenges that wait for them, and which sessions were proved by one. */
export function passkeys(dialect: Dialect): Migration {
  const bytes = dialect === "sqlite" ? "blob" : "bytea";
  return {
    async up(db) {
      await db.schema
        .createTable("passkeys")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("account_id", "text", (c) => c.notNull().references("accounts.id").onDelete("cascade"))
        .addColumn("credential_id", "text", (c) => c.notNull().unique())
        .addColumn("public_key", bytes, (c) => c.notNull())
        .addColumn("counter", "bigint", (c) => c.notNull())
        .addColumn("transports", "text", (c) => c.notNull())
        .addColumn("name", "text", (c) => c.notNull())
        // A passkey outlives its slot: it still signs in, and regains one.
        .addColumn("keyslot_id", "text", (c) => c.references("keyslots.id").onDelete("set null"))
        .addColumn("created_at", "bigint", (c) => c.notNull())
        .addColumn("used_at", "bigint")
        .execute();
      await db.schema.createIndex("passkeys_account").on("passkeys").column("account_id").execute();
      await db.schema.createIndex("passkeys_keyslot").on("passkeys").column("keyslot_id").execute();
      await db.schema
        .createTable("webauthn_challenges")
        .addColumn("hash", bytes, (c) => c.primaryKey())
        .addColumn("purpose", "text", (c) => c.notNull())
        .addColumn("account_id", "text", (c) => c.references("accounts.id").onDelete("cascade"))
        .addColumn("expires_at", "bigint", (c) => c.notNull())
        .execute();
      await db.schema
        .createIndex("webauthn_challenges_account")
        .on("webauthn_challenges")
        .columns(["account_id", "expires_at"])
        .execute();
      await db.schema.alterTable("sessions").addColumn("passkey_at", "bigint").execute();
    },
  };
}
