import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Pieces hold the shapes of pictures from now on: those without are made anew. Each goes with its key. */
export function piecesWithShapes(): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await sql`delete from search_keys`.execute(db);
    },
  };
}
