import type { Rooms } from "../rooms.ts";
import { deleteArchivesUntil } from "./archive-store.ts";

/** Deletes what was prepared and is not to be fetched any more. */
export async function deleteExpiredArchives(rooms: Rooms): Promise<void> {
  await deleteArchivesUntil(rooms.database.db, rooms.clock());
}
