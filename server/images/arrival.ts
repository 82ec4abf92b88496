import type { ImageId } from "#contract/ids.ts";
import type { Rooms } from "../rooms.ts";
import { deleteArrival, insertArrival } from "./blob-set-store.ts";
import { deleteBlobSet } from "./keep-renditions.ts";

// An image whose blobs are being put and whose row does not exist yet. It is written down first, so that what a
// killed server leaves behind is known and collected.

export interface Arrival {
  readonly imageId: ImageId;
  readonly blobSet: string;
}

export async function beginArrival(rooms: Rooms): Promise<Arrival> {
  // Two ids: what names the blobs tells nothing of the image, and the other way round.
  const arrival = { imageId: rooms.newId() as ImageId, blobSet: rooms.newId() };
  await insertArrival(rooms.database.db, arrival.blobSet, rooms.clock());
  return arrival;
}

/** Deletes what was put, at once; what cannot be deleted now stays written down for the collector. */
export async function abandonArrival(rooms: Rooms, { blobSet }: Arrival): Promise<void> {
  try {
    await deleteBlobSet(rooms.blobs, blobSet);
    await deleteArrival(rooms.database.db, blobSet);
  } catch (error) {
    rooms.log.warn({ err: error }, "an unfinished upload is left to the collector");
  }
}
