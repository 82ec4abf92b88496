import type { Migration } from "kysely/migration";
import type { Dialect } from "../dialect.ts";

/** Albums. Which images they hold are rows of sealed_keys, with the album as their holder. */
export function albums(dialect: Dialect): Migration {
  const bytes = dialect === "sqlite" ? "blob" : "bytea";
  return {
    async up(db) {
      await db.schema
        .createTable("albums")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("account_id", "text", (c) => c.notNull().references("accounts.id").onDelete("cascade"))
        .addColumn("epoch", "integer", (c) => c.notNull())
        .addColumn("sealed_key", bytes, (c) => c.notNull())
        .addColumn("key_epoch", "integer", (c) => c.notNull())
        .addColumn("sealed_details", bytes, (c) => c.notNull())
        .addColumn("edit", "integer", (c) => c.notNull())
        .addColumn("created_at", "bigint", (c) => c.notNull())
        .execute();
      await db.schema
        .createIndex("albums_account")
        .on("albums")
        .columns(["account_id", "created_at", "id"])
        .execute();
    },
  };
}
