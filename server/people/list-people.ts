import type { AccountId } from "#contract/ids.ts";
import type { Person } from "#contract/people.ts";
import { openCursor, sealCursor } from "../crypto/cursor.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { listPersonRows, type PersonPlace, type PersonRow } from "./people-store.ts";

const SCOPE = "people";
const BATCH = 500;

function instant(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}

/** An account as administrators see it. */
export function presentPerson(row: PersonRow): Person {
  return {
    id: row.id,
    email: row.email,
    createdAt: new Date(row.created_at).toISOString(),
    seenAt: instant(row.seen_at),
    usedBytes: row.used_bytes,
    quotaBytes: row.quota_bytes,
    disabledAt: instant(row.disabled_at),
    administrator: row.administrator_at !== null,
    deletionAt: instant(row.deletion_at),
  };
}

/**
 * Accounts, newest first.
 * @throws AppError request.invalid for a cursor that is not of this list
 */
export async function listPeople(
  rooms: Rooms,
  asked: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ items: Person[]; nextCursor: string | null }> {
  const after = readPlace(rooms, asked.cursor);
  const rows = await listPersonRows(rooms.database.db, after, asked.limit + 1);
  const shown = rows.slice(0, asked.limit);
  const last = shown.at(-1);
  return {
    items: shown.map(presentPerson),
    nextCursor:
      rows.length > asked.limit && last !== undefined
        ? sealCursor(rooms.secrets.cursorKey, SCOPE, [last.created_at, last.id])
        : null,
  };
}

/** All of them at once, for an operator. */
export async function listAllPeople(rooms: Pick<Rooms, "database">): Promise<Person[]> {
  const people: Person[] = [];
  let after: PersonPlace | null = null;
  for (;;) {
    const rows: PersonRow[] = await listPersonRows(rooms.database.db, after, BATCH);
    people.push(...rows.map(presentPerson));
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH) return people;
    after = { createdAt: last.created_at, id: last.id };
  }
}

function readPlace(rooms: Rooms, cursor: string | undefined): PersonPlace | null {
  if (cursor === undefined) return null;
  const value = openCursor(rooms.secrets.cursorKey, SCOPE, cursor);
  const [createdAt, id] = Array.isArray(value) ? (value as unknown[]) : [];
  if (typeof createdAt !== "number" || typeof id !== "string") {
    throw new AppError("request.invalid", { errors: [{ path: "query.cursor", reason: "not of this list" }] });
  }
  // Safe because only listPeople seals cursors of this scope.
  return { createdAt, id: id as AccountId };
}
