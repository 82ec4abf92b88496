import type { AccountId } from "#contract/ids.ts";
import { newToken, tokenHash } from "../crypto/tokens.ts";
import type { Rooms } from "../rooms.ts";
import type { OpenedVault } from "../vault/open-at-sign-in.ts";
import {
  deleteTicketSlot,
  deleteTicketSlots,
  openTicketSlot,
  writeTicketSlot,
} from "../vault/ticket-slot.ts";
import {
  deleteTicketsOf,
  insertTicket,
  listExpiredTickets,
  type TicketRow,
  takeTicket,
} from "./ticket-store.ts";

// Tickets: what a person holds between password and second factor. The vault that the password opened crosses
// in the ticket's own keyslot, so that any server on the same database can finish the sign-in, and none of them
// keeps a key in memory meanwhile.

type Db = Rooms["database"]["db"];

const TICKET_MILLISECONDS = 5 * 60_000;
export const TICKET_TRIES = 5;

/** Makes a ticket for somebody whose password was right, inside the caller's transaction. */
export async function issueTicket(
  transaction: Db,
  rooms: Rooms,
  accountId: AccountId,
  vault: OpenedVault | null,
): Promise<string> {
  const ticket = newToken();
  const now = rooms.clock();
  const slotId = vault === null ? null : await writeTicketSlot(transaction, rooms, accountId, ticket, vault);
  await insertTicket(transaction, {
    token_hash: tokenHash("ticket", ticket),
    account_id: accountId,
    keyslot_id: slotId,
    tries: 0,
    created_at: now,
    expires_at: now + TICKET_MILLISECONDS,
  });
  return ticket;
}

/** Takes the ticket and the vault it carries, inside the caller's transaction; null when it is gone already. */
export async function redeemTicket(
  transaction: Db,
  ticket: string,
): Promise<{ accountId: AccountId; vault: OpenedVault | null } | null> {
  const row = await takeTicket(transaction, tokenHash("ticket", ticket));
  if (row === null) return null;
  const { account_id: accountId, keyslot_id: slotId } = row;
  if (slotId === null) return { accountId, vault: null };
  const vault = await openTicketSlot(transaction, accountId, slotId, ticket);
  await deleteTicketSlot(transaction, slotId);
  return { accountId, vault };
}

/** Ends a ticket, its slot first. */
export async function endTicket(db: Db, row: TicketRow): Promise<void> {
  if (row.keyslot_id !== null) await deleteTicketSlot(db, row.keyslot_id);
  await takeTicket(db, row.token_hash);
}

/** Ends every sign-in of an account that waits for its factor. */
export async function endTickets(transaction: Db, accountId: AccountId): Promise<void> {
  await deleteTicketSlots(transaction, accountId);
  await deleteTicketsOf(transaction, accountId);
}

export async function endExpiredTickets(rooms: Rooms): Promise<void> {
  const { db } = rooms.database;
  for (const row of await listExpiredTickets(db, rooms.clock())) {
    await db.transaction().execute((trx) => endTicket(trx, row));
  }
}
