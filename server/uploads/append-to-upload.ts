import type { Readable } from "node:stream";
import type { UploadId } from "#contract/ids.ts";
import type { Unlocked } from "../access/caller.ts";
import { refusalToUpload } from "../access/may.ts";
import { AppError } from "../errors.ts";
import type { Uploaded } from "../images/upload-image.ts";
import type { Desk } from "./desk.ts";
import { endUpload } from "./end-upload.ts";
import { finishUpload } from "./finish-upload.ts";
import { requireUpload } from "./open-upload.ts";
import { receivePart } from "./receive-part.ts";
import type { UploadRow } from "./upload-store.ts";

export interface Part {
  readonly id: UploadId;
  readonly offset: number;
  /** How many bytes are to come, as the client says; null when it does not. */
  readonly announcedBytes: number | null;
  readonly body: Readable;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
}

/** Where the upload stands after a part, and what it became if that was the last. */
export interface Appended {
  readonly row: UploadRow;
  readonly uploaded: Uploaded | null;
}

/**
 * Takes the next part of a file; after the last one, makes the picture.
 * @throws AppError not-found, upload.offset-wrong, request.invalid, and any of the problems of `POST /api/images`
 */
export async function appendToUpload(desk: Desk, caller: Unlocked, part: Part): Promise<Appended> {
  const refusal = refusalToUpload(caller);
  if (refusal !== null) throw new AppError(refusal);
  // Before the turn: a stranger must not be able to end somebody's request.
  await requireUpload(desk, caller, part.id);
  using turn = await desk.turns.take(part.id);
  const upload = await requireUpload(desk, caller, part.id);
  const { row } = upload;
  if (part.offset !== row.offset_bytes) throw new AppError("upload.offset-wrong");
  if (part.announcedBytes !== null && part.offset + part.announcedBytes > row.size_bytes) {
    throw new AppError("request.invalid", {
      errors: [{ path: "headers.content-length", reason: "is more than is left of the file" }],
    });
  }
  const offset = await receivePart(desk.rooms, upload, part.offset, part.body, turn.signal);
  const now = { ...row, offset_bytes: offset };
  if (offset < row.size_bytes) return { row: now, uploaded: null };
  // Whoever wants the turn from here on waits for the picture.
  return { row: now, uploaded: await finishUpload(desk, caller, { ...upload, row: now }, part.signal) };
}

/**
 * How much has arrived. A request that is still sending to it is ended: it is what was lost.
 * @throws AppError not-found
 */
export async function measureUpload(desk: Desk, caller: Unlocked, id: UploadId): Promise<UploadRow> {
  const { row } = await requireUpload(desk, caller, id);
  if (row.offset_bytes === row.size_bytes) return row;
  using _turn = await desk.turns.take(id);
  return (await requireUpload(desk, caller, id)).row;
}

/** Drops an upload. @throws AppError not-found */
export async function dropUpload(desk: Desk, caller: Unlocked, id: UploadId): Promise<void> {
  await requireUpload(desk, caller, id);
  using _turn = await desk.turns.take(id);
  const { row } = await requireUpload(desk, caller, id);
  await endUpload(desk.rooms, row);
}
