import type { Migration } from "kysely/migration";
import type { Dialect } from "../dialect.ts";

/** Invitations, API tokens, changes of address, accounts that are to be deleted, and whose language is which. */
export function people(dialect: Dialect): Migration {
  const bytes = dialect === "sqlite" ? "blob" : "bytea";
  const account = "accounts.id";
  return {
    async up(db) {
      await db.schema
        .alterTable("accounts")
        .addColumn("language", "text", (c) => c.notNull().defaultTo("en"))
        .execute();
      await db.schema
        .alterTable("pending_accounts")
        .addColumn("language", "text", (c) => c.notNull().defaultTo("en"))
        .execute();
      await db.schema.alterTable("accounts").addColumn("seen_at", "bigint").execute();
      await db.schema.alterTable("accounts").addColumn("deletion_at", "bigint").execute();
      await db.schema.createIndex("accounts_created").on("accounts").columns(["created_at", "id"]).execute();
      await db.schema.createIndex("accounts_deletion").on("accounts").column("deletion_at").execute();
      await db.schema
        .createTable("invitations")
        .addColumn("id", "text", (c) => c.primaryKey())
        // Whoever takes the link ends the invitation.
        .addColumn("token_hash", bytes, (c) =>
          c.notNull().unique().references("mailed_tokens.token_hash").onDelete("cascade"),
        )
        .addColumn("account_id", "text", (c) => c.references(account).onDelete("set null"))
        .execute();
      await db.schema
        .createTable("api_tokens")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("account_id", "text", (c) => c.notNull().references(account).onDelete("cascade"))
        .addColumn("token_hash", bytes, (c) => c.notNull().unique())
        // Whoever ends the slot ends the token: a token without its slot could open nothing.
        .addColumn("keyslot_id", "text", (c) => c.notNull().references("keyslots.id").onDelete("cascade"))
        .addColumn("name", "text", (c) => c.notNull())
        .addColumn("scopes", "text", (c) => c.notNull())
        .addColumn("created_at", "bigint", (c) => c.notNull())
        .addColumn("expires_at", "bigint", (c) => c.notNull())
        .addColumn("used_at", "bigint")
        .execute();
      await db.schema.createIndex("api_tokens_account").on("api_tokens").column("account_id").execute();
      await db.schema.createIndex("api_tokens_keyslot").on("api_tokens").column("keyslot_id").execute();
      await db.schema
        .createTable("address_changes")
        .addColumn("account_id", "text", (c) => c.primaryKey().references(account).onDelete("cascade"))
        .addColumn("email", "text", (c) => c.notNull())
        .addColumn("confirm_hash", bytes, (c) => c.notNull().unique())
        .addColumn("cancel_hash", bytes, (c) => c.notNull().unique())
        .addColumn("created_at", "bigint", (c) => c.notNull())
        .addColumn("effective_at", "bigint", (c) => c.notNull())
        .addColumn("expires_at", "bigint", (c) => c.notNull())
        .addColumn("confirmed_at", "bigint")
        .execute();
    },
  };
}
