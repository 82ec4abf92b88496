import type { Kysely } from "kysely";
import type { AccountId } from "#contract/ids.ts";
import type { Schema } from "../database/schema.ts";

// The SQL that keeps the last administrator: counting is worth something only while nobody else counts.

type Db = Kysely<Schema>;

const HELD = "administrators-changed-at";

/** Makes everybody else who would take an administrator away wait until the transaction ends. */
export async function holdAdministrators(transaction: Db, now: number): Promise<void> {
  await transaction
    .insertInto("instance_values")
    .values({ name: HELD, value: String(now) })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value: String(now) }))
    .execute();
}

/** Whether anybody else is an administrator, and neither disabled nor about to leave. */
export async function isOtherAdministrator(transaction: Db, id: AccountId): Promise<boolean> {
  const other = await transaction
    .selectFrom("accounts")
    .select("id")
    .where("id", "!=", id)
    .where("administrator_at", "is not", null)
    .where("disabled_at", "is", null)
    .where("deletion_at", "is", null)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}
