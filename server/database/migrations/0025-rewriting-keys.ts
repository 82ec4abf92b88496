import { sql } from "kysely";
import type { Migration } from "kysely/migration";
import type { Dialect } from "../dialect.ts";

const KEY_TABLES = ["sealed_keys", "keyslots", "bridges", "search_keys"];

/**
 * How PostgreSQL writes a table of keys anew, without what was deleted from it. Whoever owns the tables may do that
 * and alter them as well; by this function the role that serves does the one and not the other.
 */
export function rewritingKeys(dialect: Dialect): Migration {
  return {
    async up(db) {
      if (dialect === "sqlite") return;
      const { rows } = await sql<{ schema: string }>`select current_schema() as schema`.execute(db);
      const tables = sql.join(KEY_TABLES.map((name) => sql.lit(name)));
      // Temporary tables, which any role may make under any name, come last.
      await sql`
        create function rewrite_key_table(which text) returns void
        language plpgsql security definer set search_path = ${sql.id(rows[0]?.schema ?? "public")}, pg_temp as $$
        begin
          if which not in (${tables}) then raise exception 'there are no keys in %', which; end if;
          execute format('cluster %s using %s', which::regclass,
            (select indexrelid::regclass from pg_index where indrelid = which::regclass and indisprimary));
        end $$`.execute(db);
      await sql`revoke all on function rewrite_key_table(text) from public`.execute(db);
    },
  };
}
