import type { UploadId } from "#contract/ids.ts";
import type { Unlocked } from "../access/caller.ts";
import { unwrapUploadKey } from "../crypto/upload-keys.ts";
import { AppError } from "../errors.ts";
import type { Desk } from "./desk.ts";
import { findUpload, type UploadRow } from "./upload-store.ts";

export interface OpenUpload {
  readonly row: UploadRow;
  readonly uploadKey: Uint8Array;
}

const ID = /^[a-z0-9]{1,64}$/;

/**
 * The caller's upload and its key.
 * @throws AppError not-found, alike for what is absent, over, somebody else's, or sealed under a vault key that
 * has been replaced
 */
export async function requireUpload({ rooms }: Desk, caller: Unlocked, id: UploadId): Promise<OpenUpload> {
  const row = ID.test(id) ? await findUpload(rooms.database.db, id) : null;
  if (
    row === null ||
    row.sealed_key === null ||
    row.account_id !== caller.accountId ||
    row.epoch !== caller.vault.epoch ||
    row.expires_at <= rooms.clock()
  ) {
    throw new AppError("not-found");
  }
  const place = { accountId: row.account_id, uploadId: id, epoch: row.epoch };
  return { row, uploadKey: unwrapUploadKey(caller.vault.vaultKey, row.sealed_key, place) };
}
