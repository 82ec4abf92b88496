import type { Kysely } from "kysely";
import type { Invitations, Schema } from "../database/schema.ts";

// The SQL of invitations. What can be used is the mailed token; the invitation ends with it.

type Db = Kysely<Schema>;

export type InvitationRow = Awaited<ReturnType<typeof listInvitationRows>>[number];

function invitations(db: Db, now: number) {
  return db
    .selectFrom("invitations as i")
    .innerJoin("mailed_tokens as t", "t.token_hash", "i.token_hash")
    .leftJoin("accounts as a", "a.id", "i.account_id")
    .where("t.expires_at", ">", now)
    .select(["i.id", "i.token_hash", "t.email", "t.created_at", "t.expires_at", "a.email as invited_by"]);
}

/** Those that can still be used, newest first. */
export function listInvitationRows(db: Db, now: number, limit: number) {
  return invitations(db, now).orderBy("t.created_at", "desc").orderBy("i.id").limit(limit).execute();
}

export async function findInvitation(db: Db, id: string, now: number): Promise<InvitationRow | null> {
  return (await invitations(db, now).where("i.id", "=", id).executeTakeFirst()) ?? null;
}

export async function insertInvitation(db: Db, row: Invitations): Promise<void> {
  await db.insertInto("invitations").values(row).execute();
}
