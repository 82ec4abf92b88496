import type { ImageId } from "#contract/ids.ts";
import type { Image } from "#contract/images.ts";
import { LIMITS } from "#contract/limits.ts";
import type { BodyOf } from "#contract/route.ts";
import type { searchImages } from "#contract/search.ts";
import type { Unlocked } from "../access/caller.ts";
import { openCursor, sealCursor } from "../crypto/cursor.ts";
import { sha256 } from "../crypto/digest.ts";
import { AppError } from "../errors.ts";
import type { Gallery } from "../images/gallery.ts";
import { presentPlaces } from "../images/list-images.ts";
import type { Placed } from "../images/month-order.ts";
import { findAlbums } from "./find-albums.ts";
import { readQuery } from "./read-query.ts";
import { matcherOf } from "./vault-index.ts";
import type { VaultIndexes } from "./vault-indexes.ts";

/** What a search reads from. */
export type SearchedGallery = Gallery;

export interface FoundImages {
  readonly items: Image[];
  readonly nextCursor: string | null;
  readonly total: number;
}

/**
 * The caller's images that match, newest first.
 * @throws AppError request.invalid for a cursor that is not of this search
 */
export async function findImages(
  gallery: Gallery,
  indexes: VaultIndexes,
  caller: Unlocked,
  { text, cursor, limit = LIMITS.pageItemsDefault }: BodyOf<typeof searchImages>,
): Promise<FoundImages> {
  const { cursorKey } = gallery.rooms.secrets;
  const query = readQuery(text);
  // What was typed is not in the scope itself: a digest fits whatever it is.
  const scope = `search/${caller.accountId}/${sha256(Buffer.from(text)).toString("hex")}`;
  const after = cursor === undefined ? null : readPlace(openCursor(cursorKey, scope, cursor));
  const matches = query === null ? () => true : matcherOf(query, await findAlbums(gallery, caller, query));
  const { places, total } = await indexes.find(caller, matches, after, limit + 1);
  const shown = places.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: await presentPlaces(gallery, caller, shown),
    nextCursor:
      places.length > limit && last !== undefined
        ? sealCursor(cursorKey, scope, [last.takenAt, last.id])
        : null,
    total,
  };
}

function readPlace(value: unknown): Placed {
  if (Array.isArray(value)) {
    const [takenAt, id] = value as unknown[];
    if (typeof takenAt === "string" && typeof id === "string") return { takenAt, id: id as ImageId };
  }
  throw new AppError("request.invalid", { errors: [{ path: "body.cursor", reason: "not of this search" }] });
}
