import type { Migration } from "kysely/migration";

/** A rotation ends although some keys do not open: how many they were. */
export function damagedKeys(): Migration {
  return {
    async up(db) {
      await db.schema.alterTable("bridges").addColumn("damaged_keys", "integer").execute();
    },
  };
}
