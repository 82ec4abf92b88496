import { Readable } from "node:stream";
import type { AccountId } from "#contract/ids.ts";
import type { Unlocked } from "../access/caller.ts";
import { getOwnAccount } from "../accounts/own-account.ts";
import { everyAlbum, type OwnAlbum } from "../albums/every-album.ts";
import { recordAudit } from "../audit/record.ts";
import { openCursor, sealCursor } from "../crypto/cursor.ts";
import { AppError } from "../errors.ts";
import { countEverything, everyImage, type OwnImage } from "../images/every-image.ts";
import type { Gallery } from "../images/gallery.ts";
import { entryNames } from "../zip/entry-names.ts";
import { checksumOf, type ZipEntry, zipStream } from "../zip/zip-stream.ts";

// Everything a person has as one archive: the clean originals by month, and a file with all their details and the
// albums they are in, which comes last because it also says what could not be read. Nothing is kept on the server: each picture is opened and
// checked when its turn comes. The details are held in memory until then, under a kilobyte for each picture.

/** What an export reads from. */
export type ExportSource = Gallery;

const LIFE_MILLISECONDS = 15 * 60_000;

export interface PreparedExport {
  readonly id: string;
  readonly images: number;
  readonly sizeBytes: number;
  readonly expiresAt: number;
}

const scopeOf = (caller: Unlocked) => `export/${caller.accountId}/${caller.sessionId}`;

/** Says what an export will hold, and gives the id that fetches it in this session. */
export async function createExport(gallery: Gallery, caller: Unlocked): Promise<PreparedExport> {
  const { rooms } = gallery;
  const counted = await countEverything(gallery, caller);
  const expiresAt = rooms.clock() + LIFE_MILLISECONDS;
  await rooms.database.db
    .transaction()
    .execute((trx) => recordAudit(trx, rooms, { action: "account.exported", accountId: caller.accountId }));
  return { id: sealCursor(rooms.secrets.cursorKey, scopeOf(caller), expiresAt), ...counted, expiresAt };
}

/** Throws AppError not-found for anything but a living id of this session. */
export function requireExport(gallery: Gallery, caller: Unlocked, id: string): void {
  const { rooms } = gallery;
  const expiresAt = openCursor(rooms.secrets.cursorKey, scopeOf(caller), id);
  if (typeof expiresAt !== "number" || rooms.clock() >= expiresAt) throw new AppError("not-found");
}

/** Accounts whose archive is being fetched from this process. */
const exporting = new Set<AccountId>();

/**
 * The archive. It ends early, with an error, when the vault is locked or the client goes away.
 * @throws AppError export.running when one of the account is under way
 */
export function exportEverything(gallery: Gallery, caller: Unlocked): Readable {
  const { accountId } = caller;
  if (exporting.has(accountId)) throw new AppError("export.running");
  exporting.add(accountId);
  const download = gallery.downloads.begin(accountId, null);
  const body = Readable.from(zipStream(entriesOf(gallery, caller, download.signal)), {
    objectMode: false,
    highWaterMark: 64 * 1024,
  });
  download.signal.addEventListener("abort", () => body.destroy(new Error("the vault was locked")));
  body.once("close", () => {
    exporting.delete(accountId);
    download.done();
  });
  return body;
}

async function* entriesOf(
  gallery: Gallery,
  caller: Unlocked,
  signal: AbortSignal,
): AsyncGenerator<ZipEntry, void, void> {
  const pathFor = entryNames();
  const details: Buffer[] = [];
  for await (const own of everyImage(gallery, caller)) {
    signal.throwIfAborted();
    const entry = await entryOf(own, pathFor);
    details.push(Buffer.from(JSON.stringify({ ...own.image, file: entry?.path ?? null })));
    if (entry !== null) yield entry;
  }
  const albums: OwnAlbum[] = [];
  for await (const album of everyAlbum(gallery, caller)) albums.push(album);
  signal.throwIfAborted();
  const { email, displayName, createdAt } = await getOwnAccount(gallery.rooms, caller.accountId);
  const exportedAt = new Date(gallery.rooms.clock()).toISOString();
  const about = JSON.stringify({ version: 1, exportedAt, account: { email, displayName, createdAt } });
  const pieces = [
    Buffer.from(`${about.slice(0, -1)},\n"images": [\n`),
    ...details.map((one, at) => Buffer.concat([Buffer.from(at === 0 ? "" : ",\n"), one])),
    Buffer.from(`\n],\n"albums": ${JSON.stringify(albums)}}\n`),
  ];
  yield {
    path: "details.json",
    modifiedAt: exportedAt,
    content: () => pieces,
    ...(await checksumOf(pieces)),
  };
}

/** The entry of one picture, once all its bytes have been read and are what they should be; null otherwise. */
async function entryOf(own: OwnImage, pathFor: ReturnType<typeof entryNames>): Promise<ZipEntry | null> {
  const { image, original } = own;
  if (original === null) return null;
  try {
    const opened = await original.open();
    const isWhole = Buffer.isBuffer(opened);
    const checked = await checksumOf(isWhole ? [opened] : opened);
    if (checked.sizeBytes !== original.sizeBytes) return null;
    const folder = `${image.trashedAt === null ? "pictures" : "trash"}/${image.takenAt.slice(0, 7)}`;
    return {
      path: pathFor(folder, own.fileName),
      modifiedAt: image.takenAt,
      content: () => (isWhole ? [opened] : again(original)),
      ...checked,
    };
  } catch (error) {
    // Said in the details; destroyed a moment ago, or recorded as damaged by who noticed.
    if (error instanceof AppError && (error.code === "image.damaged" || error.code === "not-found"))
      return null;
    throw error;
  }
}

/** What is too large to hold is read a second time. */
async function* again(original: NonNullable<OwnImage["original"]>): AsyncGenerator<Uint8Array, void, void> {
  const opened = await original.open();
  if (Buffer.isBuffer(opened)) yield opened;
  else for await (const piece of opened) yield piece as Uint8Array;
}
