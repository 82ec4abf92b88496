import type { Account, VaultState } from "#contract/accounts.ts";
import type { AccountRow } from "./account-store.ts";

/** An account as its owner sees it. */
export function presentAccount(row: AccountRow): Account {
  return {
    id: row.id,
    email: row.email,
    displayName: row.display_name,
    administrator: row.administrator_at !== null,
    createdAt: new Date(row.created_at).toISOString(),
    language: row.language,
    deletionAt: row.deletion_at === null ? null : new Date(row.deletion_at).toISOString(),
  };
}

export function presentVault(row: AccountRow, unlocked: boolean): VaultState {
  return { mode: row.vault_mode, unlocked, kitConfirmed: row.kit_confirmed_at !== null };
}
