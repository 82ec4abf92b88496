import type { Migration } from "kysely/migration";

/** Which passwords are shorter than what one must have that signs in by itself. */
export function shortPasswords(): Migration {
  return {
    async up(db) {
      await db.schema.alterTable("password_verifiers").addColumn("needs_factor_at", "bigint").execute();
    },
  };
}
