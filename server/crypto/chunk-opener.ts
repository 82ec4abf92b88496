// Opens the chunks of a sealed blob as their bytes arrive, in pieces of any size.
import { type ChunkKeys, openChunk, SEALED_CHUNK_BYTES } from "./blob-chunks.ts";
import { DecryptionFailed } from "./decryption-failed.ts";
import { evenSlices } from "./even-slices.ts";

/** Sealed bytes in pieces of any size, plaintext as `Opened`. */
export interface Opener<Opened> {
  /** Gives the plaintext of each chunk that is whole and genuine. */
  update(sealed: Uint8Array): Opened;
  /** The last chunk's plaintext. Only when this returns was the blob whole. */
  final(): Opened;
}

export type BlobOpener = Opener<Buffer>;

/** Opens chunks from `firstChunk` on; the pieces must end with the blob's last chunk if and only if `isLastIncluded`. */
export function chunkOpener(keys: ChunkKeys, firstChunk: number, isLastIncluded: boolean): BlobOpener {
  const chunks = chunksOpener(keys, firstChunk, isLastIncluded);
  return { update: (sealed) => joined(chunks.update(sealed)), final: () => joined(chunks.final()) };
}

/** As chunkOpener, each chunk as a buffer that nobody else has. */
export function chunksOpener(
  keys: ChunkKeys,
  firstChunk: number,
  isLastIncluded: boolean,
): Opener<readonly Buffer[]> {
  // A chunk as long as this is never the last one, so it can be opened before more is known.
  const slices = evenSlices(SEALED_CHUNK_BYTES);
  let index = firstChunk;
  return {
    update: (sealed) =>
      slices.take(sealed).map((chunk) => {
        index += 1;
        return openChunk(keys, index - 1, chunk);
      }),
    final() {
      const last = slices.rest();
      if (isLastIncluded) return [openChunk(keys, index, last)];
      if (last.length > 0) throw new DecryptionFailed();
      return [];
    },
  };
}

/** After one failure, or the end, every further call fails too: no caller can go on past a bad chunk. */
export function failingForGood<Opened>(opener: Opener<Opened>): Opener<Opened> {
  let ended = false;
  return {
    update(sealed) {
      if (ended) throw new DecryptionFailed();
      ended = true;
      const plaintext = opener.update(sealed);
      ended = false;
      return plaintext;
    },
    final() {
      if (ended) throw new DecryptionFailed();
      ended = true;
      return opener.final();
    },
  };
}

/** The pieces as one buffer, without a copy where there is only one. */
export function joined(pieces: readonly Buffer[]): Buffer {
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
}
