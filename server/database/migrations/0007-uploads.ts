import type { Migration } from "kysely/migration";
import type { Dialect } from "../dialect.ts";

/** Files that come in parts, and can be gone on with. */
export function uploads(dialect: Dialect): Migration {
  const bytes = dialect === "sqlite" ? "blob" : "bytea";
  return {
    async up(db) {
      await db.schema
        .createTable("uploads")
        .addColumn("id", "text", (c) => c.primaryKey())
        // No reference: what an account leaves behind is collected with its blobs, which a cascade would forget.
        .addColumn("account_id", "text", (c) => c.notNull())
        .addColumn("epoch", "integer", (c) => c.notNull())
        .addColumn("sealed_key", bytes)
        .addColumn("sealed_details", bytes, (c) => c.notNull())
        .addColumn("blob_set", "text", (c) => c.notNull().unique())
        .addColumn("size_bytes", "bigint", (c) => c.notNull())
        .addColumn("offset_bytes", "bigint", (c) => c.notNull())
        .addColumn("pieces", "integer", (c) => c.notNull())
        .addColumn("created_at", "bigint", (c) => c.notNull())
        .addColumn("touched_at", "bigint", (c) => c.notNull())
        .addColumn("expires_at", "bigint", (c) => c.notNull())
        .addColumn("finished_at", "bigint")
        .execute();
      await db.schema
        .createIndex("uploads_account")
        .on("uploads")
        .columns(["account_id", "touched_at"])
        .execute();
      await db.schema.createIndex("uploads_expiry").on("uploads").column("expires_at").execute();
      await db.schema
        .createTable("upload_pieces")
        .addColumn("upload_id", "text", (c) => c.notNull().references("uploads.id").onDelete("cascade"))
        .addColumn("piece", "integer", (c) => c.notNull())
        .addColumn("size_bytes", "bigint", (c) => c.notNull())
        .addPrimaryKeyConstraint("upload_pieces_pk", ["upload_id", "piece"])
        .execute();
    },
  };
}
