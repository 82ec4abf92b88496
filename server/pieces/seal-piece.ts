import type { ImageId } from "#contract/ids.ts";
import type { Image } from "#contract/images.ts";
import type { Unlocked } from "../access/caller.ts";
import { ifItOpens } from "../crypto/decryption-failed.ts";
import { infoFor } from "../crypto/infos.ts";
import { newKey } from "../crypto/random.ts";
import { openSecret, sealSecret } from "../crypto/sealed-secret.ts";
import { unwrapKey, vaultSubkey, wrapKey } from "../crypto/vault-keys.ts";
import type { PieceKey } from "./piece-store.ts";

// One piece of what is known of a month's pictures, as docs/vault-format.md lays it out.

/** Of the document, and of the way in which its text was made comparable: raised with either. */
const VERSION = 2;

/** What a piece holds of a picture: what a search finds, and what the layout of a page needs. */
export interface PieceEntry {
  readonly id: ImageId;
  /** Wall time without its offset. */
  readonly takenAt: string;
  readonly format: Image["format"];
  /** Name, caption and camera as searchable text. */
  readonly text: string;
  readonly place: { readonly latitude: number; readonly longitude: number } | null;
  /** Width by height in thousandths, turned as its owner wants it. */
  readonly ratio: number;
  /** Of the original. */
  readonly sizeBytes: number;
}

type PackedEntry = readonly [
  id: ImageId,
  takenAt: string,
  format: PieceEntry["format"],
  text: string,
  latitude: number | null,
  longitude: number | null,
  ratio: number,
  sizeBytes: number,
];

interface Packed {
  readonly v: number;
  readonly entries: readonly PackedEntry[];
}

export interface SealedPiece {
  readonly sealedKey: Buffer;
  readonly sealedEntries: Buffer;
}

export function sealPiece(caller: Unlocked, pieceId: string, entries: readonly PieceEntry[]): SealedPiece {
  const { accountId, vault } = caller;
  const packed: Packed = { v: VERSION, entries: entries.map(pack) };
  const pieceKey = newKey();
  return {
    sealedKey: wrapKey(
      vaultSubkey(vault.vaultKey, "search"),
      infoFor("search-key", { accountId, pieceId, epoch: vault.epoch }),
      pieceKey,
    ),
    sealedEntries: sealSecret(
      pieceKey,
      infoFor("search-piece", { accountId, pieceId }),
      Buffer.from(JSON.stringify(packed)),
    ),
  };
}

/** Opens pieces of the caller's; null for one that does not open, or was made by another version. */
export function pieceOpener({ accountId, vault }: Unlocked) {
  const subkey = vaultSubkey(vault.vaultKey, "search");
  return ({ id: pieceId, epoch, sealed_key: sealedKey }: PieceKey, sealed: Uint8Array): PieceEntry[] | null =>
    ifItOpens(() => {
      const pieceKey = unwrapKey(subkey, infoFor("search-key", { accountId, pieceId, epoch }), sealedKey);
      const opened = openSecret(pieceKey, infoFor("search-piece", { accountId, pieceId }), sealed);
      // Safe because what was sealed is what sealPiece made, of this version or another.
      const { v, entries } = JSON.parse(opened.toString()) as Packed;
      return v === VERSION ? entries.map(unpack) : null;
    });
}

function pack({ id, takenAt, format, text, place, ratio, sizeBytes }: PieceEntry): PackedEntry {
  return [id, takenAt, format, text, place?.latitude ?? null, place?.longitude ?? null, ratio, sizeBytes];
}

function unpack([id, takenAt, format, text, latitude, longitude, ratio, sizeBytes]: PackedEntry): PieceEntry {
  const place = latitude === null || longitude === null ? null : { latitude, longitude };
  return { id, takenAt, format, text, place, ratio, sizeBytes };
}
