import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import type { AccountRow } from "./account-store.ts";
import { holdAdministrators, isOtherAdministrator } from "./administrator-store.ts";

/**
 * Call it first in a transaction that takes an administrator away. Of two that would together take the last two,
 * one fails.
 * @throws AppError administrator.last
 */
export async function requireSpareAdministrator(
  transaction: Rooms["database"]["db"],
  rooms: Pick<Rooms, "clock">,
  leaving: Pick<AccountRow, "id">,
): Promise<void> {
  await holdAdministrators(transaction, rooms.clock());
  if (!(await isOtherAdministrator(transaction, leaving.id))) throw new AppError("administrator.last");
}
