import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import type { Dialect } from "../dialect.ts";

// Pieces of what a search finds, each under a key of its own. The database itself deletes those keys, by triggers:
// no rule that changes, trashes or destroys a picture can forget to, and it is the same transaction.

/** What lies in the trash is in no piece: whatever becomes of it there ends none, and waits for none. */
const SHOWN = "old.trashed_at is null";

/** An edit, and the way into the trash. Re-sealing changes the details as well, and costs a piece that is made anew. */
const CHANGED = (differs: string) =>
  `${SHOWN} and (old.sealed_details ${differs} new.sealed_details or old.edit ${differs} new.edit
   or old.month_index ${differs} new.month_index or new.trashed_at is not null)`;

const PIECE_OF_PICTURE = `delete from search_keys where account_id = old.account_id
   and month_index = old.month_index and part in ('', substr(old.id, 1, 1))`;

const PIECES_OF_ACCOUNT = "delete from search_keys where account_id = old.id";

interface Forgetting {
  readonly name: string;
  readonly event: string;
  readonly table: string;
  readonly when?: (differs: string) => string;
  readonly forget: string;
}

const TRIGGERS: readonly Forgetting[] = [
  {
    name: "search_keys_changed",
    event: "update of sealed_details, edit, month_index, trashed_at",
    table: "images",
    when: CHANGED,
    forget: PIECE_OF_PICTURE,
  },
  {
    name: "search_keys_deleted",
    event: "delete",
    table: "images",
    when: () => SHOWN,
    forget: PIECE_OF_PICTURE,
  },
  {
    name: "search_keys_epoch",
    event: "update of vault_epoch",
    table: "accounts",
    when: (differs) => `old.vault_epoch ${differs} new.vault_epoch`,
    forget: PIECES_OF_ACCOUNT,
  },
];

async function createSqliteTrigger(db: Kysely<unknown>, { name, event, table, when, forget }: Forgetting) {
  const condition = when === undefined ? "" : `when ${when("is not")}`;
  await sql
    .raw(`create trigger ${name} after ${event} on ${table} ${condition} begin ${forget}; end`)
    .execute(db);
}

async function createPostgresTrigger(db: Kysely<unknown>, { name, event, table, when, forget }: Forgetting) {
  const condition = when === undefined ? "" : `when (${when("is distinct from")})`;
  await sql
    .raw(
      `create function ${name}() returns trigger language plpgsql as
       $$ begin ${forget}; return null; end $$`,
    )
    .execute(db);
  await sql
    .raw(
      `create trigger ${name} after ${event} on ${table} for each row ${condition} execute function ${name}()`,
    )
    .execute(db);
}

export function searchPieces(dialect: Dialect): Migration {
  const bytes = dialect === "sqlite" ? "blob" : "bytea";
  const createTrigger = dialect === "sqlite" ? createSqliteTrigger : createPostgresTrigger;
  return {
    async up(db) {
      await db.schema
        .createTable("search_keys")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("account_id", "text", (c) => c.notNull().references("accounts.id").onDelete("cascade"))
        .addColumn("month_index", bytes, (c) => c.notNull())
        .addColumn("part", "text", (c) => c.notNull())
        .addColumn("entries", "integer", (c) => c.notNull())
        .addColumn("epoch", "integer", (c) => c.notNull())
        .addColumn("sealed_key", bytes, (c) => c.notNull())
        .addUniqueConstraint("search_keys_part", ["account_id", "month_index", "part"])
        .execute();
      await db.schema
        .createTable("search_pieces")
        .addColumn("key_id", "text", (c) => c.primaryKey().references("search_keys.id").onDelete("cascade"))
        .addColumn("sealed_entries", bytes, (c) => c.notNull())
        .execute();
      for (const trigger of TRIGGERS) await createTrigger(db, trigger);
    },
  };
}
