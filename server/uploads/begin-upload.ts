import type { AlbumId, UploadId } from "#contract/ids.ts";
import { LIMITS } from "#contract/limits.ts";
import type { Unlocked } from "../access/caller.ts";
import { refusalToUpload } from "../access/may.ts";
import { refuseFullAlbum } from "../albums/fill-album.ts";
import { albumToFill } from "../albums/make-album.ts";
import { newKey } from "../crypto/random.ts";
import { sealUploadDetails, wrapUploadKey } from "../crypto/upload-keys.ts";
import { AppError } from "../errors.ts";
import { refuseWithoutRoom } from "../images/quota.ts";
import type { Desk } from "./desk.ts";
import { endUpload } from "./end-upload.ts";
import type { FileFacts } from "./tus-headers.ts";
import { insertUpload, listOpenUploads, type UploadRow } from "./upload-store.ts";

const HOUR = 3_600_000;
/** One that has rested for so long was given up, when there is no room for another. */
const GIVEN_UP = HOUR / 6;
const TOO_MANY_SECONDS = 60;

/**
 * Begins a file of that size. Nothing of it is there yet.
 * @throws AppError not-found or album.full for the album it is to go into, vault.kit-required, image.empty, image.too-large, upload.too-many, quota.exceeded
 */
export async function beginUpload(
  desk: Desk,
  caller: Unlocked,
  sizeBytes: number,
  facts: FileFacts,
): Promise<UploadRow> {
  const { rooms, gallery } = desk;
  const refusal = refusalToUpload(caller);
  if (refusal !== null) throw new AppError(refusal);
  if (sizeBytes === 0) throw new AppError("image.empty");
  if (sizeBytes > rooms.config.maxUploadBytes) throw new AppError("image.too-large");
  if (facts.albumId !== null) {
    await refuseFullAlbum(rooms, caller, await albumToFill(gallery, caller, facts.albumId as AlbumId));
  }
  const others = await makePlace(desk, caller);
  const promised = others.reduce((sum, row) => sum + row.size_bytes, 0);
  await refuseWithoutRoom(rooms, caller, promised + sizeBytes);

  const now = rooms.clock();
  const { accountId, vault } = caller;
  const id = rooms.newId() as UploadId;
  const uploadKey = newKey();
  const place = { accountId, uploadId: id };
  const row: UploadRow = {
    id,
    account_id: accountId,
    epoch: vault.epoch,
    sealed_key: wrapUploadKey(vault.vaultKey, uploadKey, { ...place, epoch: vault.epoch }),
    sealed_details: sealUploadDetails(
      uploadKey,
      { ...place, state: "begun" },
      Buffer.from(JSON.stringify(facts)),
    ),
    blob_set: rooms.newId(),
    size_bytes: sizeBytes,
    offset_bytes: 0,
    pieces: 0,
    created_at: now,
    touched_at: now,
    expires_at: now + LIMITS.openUploadHours * HOUR,
    finished_at: null,
  };
  await insertUpload(rooms.database.db, row);
  return row;
}

/** The person's other unfinished files, after the one that was given up has made place for the new one. */
async function makePlace({ rooms, turns }: Desk, caller: Unlocked): Promise<UploadRow[]> {
  const open = await listOpenUploads(rooms.database.db, caller.accountId);
  if (open.length < LIMITS.openUploads) return open;
  const idle = open.find((row) => row.touched_at <= rooms.clock() - GIVEN_UP && !turns.isTaken(row.id));
  if (idle === undefined) throw new AppError("upload.too-many", { retryAfterSeconds: TOO_MANY_SECONDS });
  await endUpload(rooms, idle);
  return open.filter((row) => row !== idle);
}
