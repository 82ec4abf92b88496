import { recordAudit } from "../audit/record.ts";
import { contentIndex, monthIndex } from "../crypto/blind-index.ts";
import { DecryptionFailed } from "../crypto/decryption-failed.ts";
import { equalBytes, sha256 } from "../crypto/digest.ts";
import { newKey, randomBytes } from "../crypto/random.ts";
import { fingerprint, sealDetails, unwrapIndexKey, wrapDataKey, wrapIndexKey } from "../crypto/vault-keys.ts";
import { CANARY_ACCOUNT } from "../database/canary-account.ts";
import { AppError } from "../errors.ts";
import { abandonArrival, beginArrival } from "../images/arrival.ts";
import { deleteArrival } from "../images/blob-set-store.ts";
import { encodeDetails, type ImageDetails } from "../images/image-details.ts";
import { insertImage } from "../images/image-store.ts";
import { keepRenditions } from "../images/keep-renditions.ts";
import { monthOf } from "../images/taken-at.ts";
import type { Depot, Rooms } from "../rooms.ts";
import { insertEscrowSlot, newEscrowSlot, openEscrowSlot } from "../vault/escrow-slot.ts";
import { listKeyslots } from "../vault/keyslot-store.ts";
import { findCanary, insertCanary } from "./canary-store.ts";
import type { CanaryVerdict } from "./verdict.ts";
import { verifyVault } from "./verify-vault.ts";

// A vault of the instance's own, with one picture in it that shows nothing: what may be opened whenever somebody wants
// to know that master key, database and sealed bytes still belong together. Nobody's pictures are opened for that.

/** Of several chunks, the last one short. */
const ORIGINAL_BYTES = 40_000;
const THUMB_BYTES = 100;
const TAKEN_AT = "2026-11-27T12:00:00";

/** Makes it where it is absent. Gives whether it did; another server may have been first. */
export async function makeCanary(rooms: Rooms): Promise<boolean> {
  if ((await findCanary(rooms.database.db)) !== null) return false;
  const now = rooms.clock();
  const owner = { accountId: CANARY_ACCOUNT, epoch: 1 };
  const [vaultKey, indexKey, dataKey] = [newKey(), newKey(), newKey()];
  const escrow = await newEscrowSlot(rooms, owner, vaultKey);
  const original = randomBytes(ORIGINAL_BYTES);
  const thumb = randomBytes(THUMB_BYTES);
  const details = detailsOf(original, thumb);
  const arrival = await beginArrival(rooms);
  const { imageId, blobSet } = arrival;
  try {
    const place = { ownerId: CANARY_ACCOUNT, imageId, blobSet, dataKey };
    const hashes = await keepRenditions(rooms.blobs, place, { original, view: null, thumb });
    await rooms.database.db.transaction().execute(async (trx) => {
      if (!(await deleteArrival(trx, blobSet))) throw new AppError("unavailable");
      await insertCanary(trx, {
        now,
        usedBytes: original.length,
        fingerprint: fingerprint(vaultKey),
        sealedIndexKey: wrapIndexKey(vaultKey, indexKey, owner),
      });
      await insertEscrowSlot(trx, escrow);
      await insertImage(trx, {
        image: {
          id: imageId,
          account_id: CANARY_ACCOUNT,
          blob_set: blobSet,
          month_index: monthIndex(indexKey, monthOf(TAKEN_AT)),
          content_index: contentIndex(indexKey, sha256(original)),
          sealed_details: sealDetails(
            dataKey,
            { ownerId: CANARY_ACCOUNT, imageId, edit: 1 },
            encodeDetails(details),
          ),
          edit: 1,
          original_bytes: original.length,
          original_sealed_hash: hashes.original,
          view_bytes: null,
          view_sealed_hash: null,
          thumb_bytes: thumb.length,
          thumb_sealed_hash: hashes.thumb,
          uploaded_at: now,
          trashed_at: null,
          resealed_at: null,
        },
        key: { epoch: 1, sealed_key: wrapDataKey(vaultKey, dataKey, { ...owner, imageId }) },
      });
      await recordAudit(trx, rooms, { action: "vault.created", accountId: CANARY_ACCOUNT });
    });
    return true;
  } catch (error) {
    await abandonArrival(rooms, arrival);
    if ((await findCanary(rooms.database.db)) !== null) return false;
    throw error;
  }
}

/** Opens it by the master key, and everything in it. */
export async function checkCanary(depot: Pick<Depot, "database" | "blobs" | "keys">): Promise<CanaryVerdict> {
  const { db } = depot.database;
  const account = await findCanary(db);
  if (account === null) return "absent";
  const [slot] = await listKeyslots(db, CANARY_ACCOUNT, "escrow");
  if (slot === undefined || account.sealed_index_key === null) return "damaged";
  try {
    const vaultKey = await openEscrowSlot(depot, slot);
    if (account.vault_fingerprint === null || !equalBytes(fingerprint(vaultKey), account.vault_fingerprint))
      return "damaged";
    const owner = { accountId: CANARY_ACCOUNT, epoch: account.index_key_epoch };
    const indexKey = unwrapIndexKey(vaultKey, account.sealed_index_key, owner);
    const vault = { epoch: account.vault_epoch, vaultKey, indexKey };
    const { images, faults } = await verifyVault(depot, { accountId: CANARY_ACCOUNT, vault });
    return images === 1 && faults.length === 0 ? "opens" : "damaged";
  } catch (error) {
    if (error instanceof DecryptionFailed) return "damaged";
    if (error instanceof AppError && error.code === "keys.unavailable") return "keys-unavailable";
    throw error;
  }
}

function detailsOf(original: Uint8Array, thumb: Uint8Array): ImageDetails {
  return {
    v: 1,
    name: "canary",
    caption: "",
    format: "jpeg",
    width: 1,
    height: 1,
    animated: false,
    sizeBytes: original.length,
    viewBytes: null,
    thumbBytes: thumb.length,
    viewFormat: "jpeg",
    takenAt: TAKEN_AT,
    camera: null,
    exposure: null,
    place: null,
    thumbHash: "",
    removed: [],
    rotation: 0,
    contentHash: sha256(original).toString("hex"),
  };
}
