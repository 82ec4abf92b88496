import type { Migration } from "kysely/migration";
import type { Dialect } from "../dialect.ts";
import { firstTables } from "./0001-first-tables.ts";

/** Every migration by name, in order. Names are never changed or removed once released. */
export function migrationsFor(dialect: Dialect): Record<string, Migration> {
  return { "0001-first-tables": firstTables(dialect) };
}
