import type { Migration } from "kysely/migration";
import type { Dialect } from "../dialect.ts";

/** Archives that somebody may fetch: what is to be in them, sealed. */
export function archives(dialect: Dialect): Migration {
  const bytes = dialect === "sqlite" ? "blob" : "bytea";
  return {
    async up(db) {
      await db.schema
        .createTable("archives")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("account_id", "text", (c) => c.notNull().references("accounts.id").onDelete("cascade"))
        .addColumn("epoch", "integer", (c) => c.notNull())
        .addColumn("sealed_plan", bytes, (c) => c.notNull())
        .addColumn("created_at", "bigint", (c) => c.notNull())
        .addColumn("expires_at", "bigint", (c) => c.notNull())
        .execute();
      await db.schema
        .createIndex("archives_account")
        .on("archives")
        .columns(["account_id", "created_at"])
        .execute();
      await db.schema.createIndex("archives_expiry").on("archives").column("expires_at").execute();
    },
  };
}
