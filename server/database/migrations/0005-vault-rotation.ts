import type { Migration } from "kysely/migration";
import type { Dialect } from "../dialect.ts";

/** Bridges between epochs of a vault key, re-sealing that is under way, rehearsals, and starting again. */
export function vaultRotation(dialect: Dialect): Migration {
  const bytes = dialect === "sqlite" ? "blob" : "bytea";
  return {
    async up(db) {
      await db.schema
        .createTable("bridges")
        .addColumn("account_id", "text", (c) => c.primaryKey().references("accounts.id").onDelete("cascade"))
        .addColumn("epoch", "integer", (c) => c.notNull())
        .addColumn("sealed_key", bytes, (c) => c.notNull())
        .addColumn("created_at", "bigint", (c) => c.notNull())
        .execute();
      await db.schema
        .createTable("start_agains")
        .addColumn("account_id", "text", (c) => c.primaryKey().references("accounts.id").onDelete("cascade"))
        .addColumn("token_hash", bytes, (c) => c.notNull().unique())
        .addColumn("asked_at", "bigint", (c) => c.notNull())
        .addColumn("reminded_at", "bigint")
        .execute();
      await db.schema.alterTable("accounts").addColumn("kit_rehearsed_at", "bigint").execute();
      await db.schema.alterTable("accounts").addColumn("reseal_before", "bigint").execute();
      await db.schema.alterTable("images").addColumn("resealed_at", "bigint").execute();
      await db.schema
        .createIndex("sealed_keys_epoch")
        .on("sealed_keys")
        .columns(["account_id", "holder", "epoch"])
        .execute();
    },
  };
}
