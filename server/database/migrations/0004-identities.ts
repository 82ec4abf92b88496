import type { Migration } from "kysely/migration";
import type { Dialect } from "../dialect.ts";

/** Identities at OpenID Connect providers, and sign-ins that are under way there. */
export function identities(dialect: Dialect): Migration {
  const bytes = dialect === "sqlite" ? "blob" : "bytea";
  return {
    async up(db) {
      await db.schema
        .createTable("identities")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("account_id", "text", (c) => c.notNull().references("accounts.id").onDelete("cascade"))
        .addColumn("issuer", "text", (c) => c.notNull())
        .addColumn("subject", "text", (c) => c.notNull())
        .addColumn("provider", "text", (c) => c.notNull())
        .addColumn("created_at", "bigint", (c) => c.notNull())
        .addColumn("used_at", "bigint")
        .addUniqueConstraint("identities_subject", ["issuer", "subject"])
        .execute();
      await db.schema.createIndex("identities_account").on("identities").column("account_id").execute();
      await db.schema
        .createTable("oidc_transactions")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("state_hash", bytes, (c) => c.notNull().unique())
        .addColumn("browser_hash", bytes, (c) => c.notNull().unique())
        .addColumn("provider", "text", (c) => c.notNull())
        .addColumn("sealed_begun", bytes, (c) => c.notNull())
        .addColumn("answered_at", "bigint")
        .addColumn("sealed_answer", bytes)
        .addColumn("created_at", "bigint", (c) => c.notNull())
        .addColumn("expires_at", "bigint", (c) => c.notNull())
        .execute();
      await db.schema
        .createIndex("oidc_transactions_expires")
        .on("oidc_transactions")
        .column("expires_at")
        .execute();
      await db.schema.alterTable("sessions").addColumn("provider_factor_at", "bigint").execute();
    },
  };
}
