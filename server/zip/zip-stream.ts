import { crc32 } from "node:zlib";
import { centralHeader, endOfArchive, type HeaderFacts, localHeader } from "./zip-headers.ts";

// ZIP archives as a stream, without compression: pictures are compressed already. Each entry is known when its turn
// comes, and not before; where all are known beforehand, zip-archive.ts does more.

export interface ZipEntry {
  /** A path with "/" between its parts, as `entryNames` makes them. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly checksum: number;
  /** Local wall time, `2024-06-01T18:30:00`; what it is behind the seconds is not looked at. */
  readonly modifiedAt: string;
  /** Exactly so many bytes, or the archive ends in an error. */
  content(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

export interface Checksum {
  readonly checksum: number;
  readonly sizeBytes: number;
}

/** Reads it all once. */
export async function checksumOf(
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<Checksum> {
  let checksum = 0;
  let sizeBytes = 0;
  for await (const piece of content) {
    checksum = crc32(piece, checksum);
    sizeBytes += piece.length;
  }
  return { checksum, sizeBytes };
}

/**
 * The archive, piece by piece; each entry is taken when the one before it has been written.
 * Throws when an entry's bytes are not as many as it said.
 */
export async function* zipStream(
  entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>,
): AsyncGenerator<Uint8Array, void, void> {
  const written: HeaderFacts[] = [];
  let offset = 0;
  for await (const entry of entries) {
    const { sizeBytes, checksum, modifiedAt } = entry;
    const facts = { name: Buffer.from(entry.path, "utf8"), sizeBytes, checksum, modifiedAt, offset };
    const header = localHeader(facts);
    written.push(facts);
    yield header;
    let size = 0;
    for await (const piece of entry.content()) {
      size += piece.length;
      yield piece;
    }
    if (size !== sizeBytes) throw new Error("an entry of an archive has another size than it said");
    offset += header.length + size;
  }
  const start = offset;
  for (const facts of written) {
    const header = centralHeader(facts);
    offset += header.length;
    yield header;
  }
  yield endOfArchive(written.length, start, offset - start);
}
