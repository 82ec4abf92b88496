import type { Kysely, Selectable } from "kysely";
import type { InstanceSecrets, Schema } from "../database/schema.ts";

/** Every sealed instance secret. */
export function listInstanceSecrets(db: Kysely<Schema>): Promise<Selectable<InstanceSecrets>[]> {
  return db.selectFrom("instance_secrets").selectAll().execute();
}

/** Keeps a new secret; does nothing where another node was first. */
export async function recordInstanceSecret(db: Kysely<Schema>, row: InstanceSecrets): Promise<void> {
  await db
    .insertInto("instance_secrets")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Whether anything was ever sealed under a master key here. */
export async function hasInstanceSecrets(db: Kysely<Schema>): Promise<boolean> {
  return (await db.selectFrom("instance_secrets").select("name").limit(1).executeTakeFirst()) !== undefined;
}
