import type { Migration } from "kysely/migration";

/** Vault keys that a leaked master key has opened, and that are to be replaced. */
export function leakedKeys(): Migration {
  return {
    async up(db) {
      await db.schema.alterTable("accounts").addColumn("leaked_epoch", "integer").execute();
    },
  };
}
