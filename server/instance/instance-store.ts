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

/** Seals a secret anew; false when another did meanwhile. */
export async function resealInstanceSecret(
  db: Kysely<Schema>,
  was: Pick<InstanceSecrets, "name" | "version" | "master_version">,
  sealed: Pick<InstanceSecrets, "master_version" | "sealed_secret">,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("instance_secrets")
    .set(sealed)
    .where("name", "=", was.name)
    .where("version", "=", was.version)
    .where("master_version", "=", was.master_version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
