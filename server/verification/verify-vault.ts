import type { ImageId } from "#contract/ids.ts";
import type { RenditionKind } from "#contract/images.ts";
import { contentIndex, monthIndex } from "../crypto/blind-index.ts";
import { ifItOpens } from "../crypto/decryption-failed.ts";
import { equalBytes } from "../crypto/digest.ts";
import { blobOpener } from "../crypto/sealed-blob.ts";
import { openDetails, renditionContext, renditionKey } from "../crypto/vault-keys.ts";
import { decodeDetails, type ImageDetails } from "../images/image-details.ts";
import { findImage, type ImageRow, listImagesAfter } from "../images/image-store.ts";
import { blobKey } from "../images/keep-renditions.ts";
import { monthOf } from "../images/taken-at.ts";
import type { Depot } from "../rooms.ts";
import { findVault } from "../vault/keyslot-store.ts";
import { atOnce } from "./at-once.ts";
import { dataKeyOf, type VaultOwner } from "./open-row.ts";
import type { VaultFault, VaultVerdict } from "./verdict.ts";
import { verifyAlbums } from "./verify-albums.ts";

// Opens everything in one vault, tag by tag, and keeps nothing of it: keys, details, every byte of every rendition,
// albums and their copies; and whether rows say what the sealed details say.

const BATCH = 100;
const AT_ONCE = 2;

export type VaultRooms = Pick<Depot, "database" | "blobs">;

/** @param onChecked called after each image */
export async function verifyVault(
  rooms: VaultRooms,
  owner: VaultOwner,
  onChecked: () => void = () => {},
): Promise<VaultVerdict> {
  const faults: VaultFault[] = [];
  let images = 0;
  await atOnce(rowsOf(rooms, owner), AT_ONCE, async (row) => {
    faults.push(...(await faultsNow(rooms, owner, row)));
    images += 1;
    onChecked();
  });
  const contents = await verifyAlbums(rooms, owner);
  faults.push(...contents.faults);
  const vault = await findVault(rooms.database.db, owner.accountId);
  const isReplaced = vault?.vault_epoch !== owner.vault.epoch;
  // Under a key that is no longer the vault's nothing opens, which is nobody's fault.
  const said = isReplaced ? [] : faults;
  return { accountId: owner.accountId, images, albums: contents.albums, faults: said, isReplaced };
}

async function* rowsOf({ database }: VaultRooms, { accountId }: VaultOwner): AsyncGenerator<ImageRow> {
  let after = "" as ImageId;
  for (;;) {
    const batch = await listImagesAfter(database.db, accountId, after, BATCH);
    yield* batch;
    const last = batch.at(-1);
    if (last === undefined || batch.length < BATCH) return;
    after = last.id;
  }
}

/** Looked at again while the row changes: an edit, a new key or a new place of the bytes is no fault. */
async function faultsNow(rooms: VaultRooms, owner: VaultOwner, listed: ImageRow): Promise<VaultFault[]> {
  for (let row = listed; ; ) {
    const parts = await faultsOf(rooms, owner, row);
    if (parts.length === 0) return [];
    const now = await findImage(rooms.database.db, row.id);
    if (now === null) return [];
    if (now.edit === row.edit && now.key_epoch === row.key_epoch && now.blob_set === row.blob_set)
      return parts.map((part) => ({ id: listed.id, part }));
    row = now;
  }
}

async function faultsOf(rooms: VaultRooms, owner: VaultOwner, row: ImageRow): Promise<VaultFault["part"][]> {
  const dataKey = ifItOpens(() => dataKeyOf(owner, row));
  if (dataKey === null) return ["key"];
  const place = { ownerId: owner.accountId, imageId: row.id, edit: row.edit };
  const details = ifItOpens(() => decodeDetails(openDetails(dataKey, place, row.sealed_details)));
  if (details === null) return ["details"];
  const faults: VaultFault["part"][] = isIndexTrue(owner, row, details) ? [] : ["index"];
  const renditions = [
    ["original", details.sizeBytes],
    ["view", details.viewBytes],
    ["thumb", details.thumbBytes],
  ] as const;
  for (const [rendition, sizeBytes] of renditions) {
    if (sizeBytes === null) continue;
    if ((await openedBytes(rooms, owner, row, dataKey, rendition)) !== sizeBytes) faults.push(rendition);
  }
  return faults;
}

function isIndexTrue({ vault: { indexKey } }: VaultOwner, row: ImageRow, details: ImageDetails): boolean {
  const month = monthIndex(indexKey, monthOf(details.takenAt));
  const content = contentIndex(indexKey, Buffer.from(details.contentHash, "hex"));
  return equalBytes(month, row.month_index) && equalBytes(content, row.content_index);
}

/** How many bytes of plaintext there are; null when not all of the blob opens, or it is not there. */
async function openedBytes(
  { blobs }: VaultRooms,
  { accountId }: VaultOwner,
  { id, blob_set }: ImageRow,
  dataKey: Uint8Array,
  rendition: RenditionKind,
): Promise<number | null> {
  const opener = blobOpener(renditionKey(dataKey, rendition), renditionContext(accountId, id, rendition));
  let sizeBytes = 0;
  try {
    for await (const sealed of blobs.stream(blobKey(blob_set, rendition)))
      sizeBytes += opener.update(sealed).length;
    return sizeBytes + opener.final().length;
  } catch {
    // Whatever keeps the bytes from being opened, they do not open.
    return null;
  }
}
