import type { createArchive as createArchiveRoute } from "#contract/archives.ts";
import type { AlbumId, ArchiveId, ImageId } from "#contract/ids.ts";
import { LIMITS } from "#contract/limits.ts";
import type { BodyOf } from "#contract/route.ts";
import type { Unlocked } from "../access/caller.ts";
import { listEveryImageOf } from "../albums/list-album-images.ts";
import { AppError } from "../errors.ts";
import type { Gallery } from "../images/gallery.ts";
import { fileNameFor } from "../images/image-name.ts";
import { findDetails } from "../images/known-details.ts";
import { entryNames, safeName } from "../zip/entry-names.ts";
import { type ArchivePlan, sealPlan } from "./archive-plan.ts";
import { deleteOlderArchives, insertArchive } from "./archive-store.ts";
import { archiveOf } from "./stream-archive.ts";

export interface PreparedArchive {
  readonly id: ArchiveId;
  readonly sizeBytes: number;
  readonly expiresAt: number;
  readonly images: number;
  readonly leftOut: number;
}

const LIFE_MILLISECONDS = 3_600_000;
/** Prepared ones of one person. */
const MOST_PREPARED = 10;

/**
 * Prepares an archive of the caller's images: what is to be in it, under which names, and how large it will be.
 * @throws AppError not-found when nothing of it is there, archive.too-large, album.damaged
 */
export async function createArchive(
  gallery: Gallery,
  caller: Unlocked,
  asked: BodyOf<typeof createArchiveRoute>,
): Promise<PreparedArchive> {
  const { rooms } = gallery;
  const now = rooms.clock();
  const day = new Date(now).toISOString().slice(0, 10);
  const { title, imageIds } =
    asked.albumId === undefined
      ? { title: `Safelight ${day}`, imageIds: [...new Set(asked.imageIds)] }
      : await listAlbum(gallery, caller, asked.albumId, day);
  const plan = await planOf(gallery, caller, title, imageIds);
  if (plan.entries.length === 0) throw new AppError("not-found");
  // Safe because newId makes ids of exactly this kind.
  const id = rooms.newId() as ArchiveId;
  const expiresAt = now + LIFE_MILLISECONDS;
  await rooms.database.db.transaction().execute(async (trx) => {
    await insertArchive(trx, {
      id,
      account_id: caller.accountId,
      epoch: caller.vault.epoch,
      sealed_plan: sealPlan(caller, id, plan),
      created_at: now,
      expires_at: expiresAt,
    });
    await deleteOlderArchives(trx, caller.accountId, MOST_PREPARED);
  });
  const images = plan.entries.length;
  const { sizeBytes } = archiveOf(gallery, caller, plan);
  return { id, sizeBytes, expiresAt, images, leftOut: imageIds.length - images };
}

async function listAlbum(gallery: Gallery, caller: Unlocked, id: AlbumId, day: string) {
  const { name, imageIds } = await listEveryImageOf(gallery, caller, id);
  if (imageIds.length > LIMITS.archiveAlbumImages) throw new AppError("archive.too-large");
  return { title: name === "" ? `Safelight ${day}` : name, imageIds };
}

async function planOf(
  gallery: Gallery,
  caller: Unlocked,
  title: string,
  imageIds: readonly ImageId[],
): Promise<ArchivePlan> {
  const known = await findDetails(gallery, caller, imageIds);
  const byId = new Map(known.map((one) => [one.id, one.details]));
  const folder = safeName(title);
  const pathFor = entryNames();
  const entries = imageIds.flatMap((id) => {
    const details = byId.get(id);
    // One that failed its check when it was last read would end the archive in the middle.
    if (details === undefined || gallery.damage.isKnown(id, "original")) return [];
    const { name, format, takenAt, sizeBytes, checksum = null } = details;
    return [
      {
        id,
        path: pathFor(folder, fileNameFor(name, format)),
        modifiedAt: takenAt.slice(0, 19),
        sizeBytes,
        checksum,
      },
    ];
  });
  return { v: 1, fileName: `${folder}.zip`, entries };
}
