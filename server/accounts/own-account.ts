import type { Account } from "#contract/accounts.ts";
import type { AccountId } from "#contract/ids.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { findAccount } from "./account-store.ts";
import { presentAccount } from "./present-account.ts";

/** @throws AppError session.required when the account has just gone */
export async function getOwnAccount(rooms: Rooms, id: AccountId): Promise<Account> {
  const row = await findAccount(rooms.database.db, id);
  if (row === null) throw new AppError("session.required");
  return presentAccount(row);
}
