import type { AccountId, AlbumId, ImageId } from "#contract/ids.ts";
import type { RenditionKind } from "#contract/images.ts";
import { recordAudit } from "../audit/record.ts";
import type { Rooms } from "../rooms.ts";

// A failed tag is written into the trail, in a transaction of its own; each damaged part once while the server
// runs, so that a gallery that is scrolled does not fill the trail.

/** `copy` is an album's copy of an image's key, and `album` an album's own key or details. */
export type DamagedPart = "key" | "copy" | "album" | RenditionKind;

export interface Damage {
  /** Whether it failed since the server started. */
  isKnown(id: string, part: DamagedPart): boolean;
  /** Never throws: what was asked for fails anyway, and says why. */
  record(accountId: AccountId, id: ImageId | AlbumId, part: DamagedPart): Promise<void>;
}

const MAX_REMEMBERED = 10_000;

export function damage(rooms: Rooms): Damage {
  const recorded = new Set<string>();
  return {
    isKnown: (id, part) => recorded.has(`${id}/${part}`),
    async record(accountId, id, part) {
      const key = `${id}/${part}`;
      if (recorded.has(key)) return;
      if (recorded.size >= MAX_REMEMBERED) recorded.clear();
      recorded.add(key);
      const action = part === "album" ? "album.damaged" : "image.damaged";
      rooms.log.error({ id, part }, `${part === "album" ? "an album" : "a picture"} fails its check`);
      try {
        await rooms.database.db
          .transaction()
          .execute((transaction) => recordAudit(transaction, rooms, { action, accountId, subjectId: id }));
      } catch (error) {
        recorded.delete(key);
        rooms.log.error({ id, err: error }, "the damage could not be written into the audit trail");
      }
    },
  };
}
