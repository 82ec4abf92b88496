import type { Migration } from "kysely/migration";
import type { Dialect } from "../dialect.ts";

/** Which versions of the master key there were, which one seals what is new, and what is known of each. */
export function masterVersions(dialect: Dialect): Migration {
  const bytes = dialect === "sqlite" ? "blob" : "bytea";
  return {
    async up(db) {
      await db.schema
        .createTable("master_versions")
        .addColumn("version", "integer", (c) => c.primaryKey())
        .addColumn("fingerprint", bytes, (c) => c.notNull())
        .addColumn("created_at", "bigint", (c) => c.notNull())
        .addColumn("completed_at", "bigint")
        .addColumn("copy_confirmed_at", "bigint")
        .addColumn("retired_at", "bigint")
        .execute();
    },
  };
}
