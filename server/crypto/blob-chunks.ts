// One chunk of a sealed blob, and the keys that all chunks of a blob share.
// C2SP chunked-encryption, Cobblestone-256: https://c2sp.org/chunked-encryption
import { KEY_BYTES, NONCE_BYTES, openGcm, sealGcmInto, TAG_BYTES } from "./aes-gcm.ts";
import { DecryptionFailed } from "./decryption-failed.ts";
import { equalBytes } from "./digest.ts";
import { expand } from "./expand.ts";
import { BLOB_INFO } from "./infos.ts";

export const CHUNK_BYTES = 16_384;
export const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;

const SALT_BYTES = 24;
const COMMITMENT_BYTES = 32;
const PREFIX = Buffer.from(`${BLOB_INFO}\0`);

export interface ChunkKeys {
  readonly key: Buffer;
  readonly baseNonce: Buffer;
  readonly commitment: Buffer;
}

/** Key, base nonce and commitment of the blob with that salt. Throws RangeError for a key that is not 32 bytes. */
export function chunkKeys(key: Uint8Array, context: string, salt: Uint8Array): ChunkKeys {
  if (key.length !== KEY_BYTES) throw new RangeError("a key has 32 bytes");
  const info = Buffer.concat([PREFIX, salt, Buffer.from(context)]);
  const okm = expand(key, info, KEY_BYTES + NONCE_BYTES + COMMITMENT_BYTES);
  return {
    key: okm.subarray(0, KEY_BYTES),
    baseNonce: okm.subarray(KEY_BYTES, KEY_BYTES + NONCE_BYTES),
    commitment: okm.subarray(KEY_BYTES + NONCE_BYTES),
  };
}

/**
 * The chunk keys of a blob that begins with this header. Throws DecryptionFailed unless key and context are
 * the ones it was sealed with; the commitment is what makes a blob open under one key only.
 */
export function openHeader(key: Uint8Array, context: string, header: Uint8Array): ChunkKeys {
  if (key.length !== KEY_BYTES || header.length !== SALT_BYTES + COMMITMENT_BYTES)
    throw new DecryptionFailed();
  const keys = chunkKeys(key, context, header.subarray(0, SALT_BYTES));
  if (!equalBytes(keys.commitment, header.subarray(SALT_BYTES))) throw new DecryptionFailed();
  return keys;
}

/** Seals chunk `index` into `out` from `at` on: plaintext.length + 16 bytes. */
export function sealChunkInto(
  out: Buffer,
  at: number,
  keys: ChunkKeys,
  index: number,
  plaintext: Uint8Array,
): void {
  sealGcmInto(out, at, keys.key, chunkNonce(keys.baseNonce, index), null, plaintext);
}

/** The plaintext of chunk `index`. Throws DecryptionFailed. */
export function openChunk(keys: ChunkKeys, index: number, sealed: Uint8Array): Buffer {
  return openGcm(keys.key, chunkNonce(keys.baseNonce, index), null, sealed);
}

function chunkNonce(baseNonce: Buffer, index: number): Buffer {
  // 2^32 chunks are 64 TiB: the counter's upper 64 bits stay zero, so only the last four bytes change.
  if (index > 0xffff_ffff) throw new RangeError("a blob has at most 2^32 chunks");
  const nonce = Buffer.from(baseNonce);
  nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ index) >>> 0, 8);
  return nonce;
}
