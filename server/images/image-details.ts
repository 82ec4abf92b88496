import type { Image } from "#contract/images.ts";

// What is known of one picture and kept only sealed: one JSON document under the image's details key.

export interface ImageDetails {
  readonly v: 1;
  readonly name: string;
  readonly caption: string;
  readonly format: Image["format"];
  /** Pixels, upright. */
  readonly width: number;
  readonly height: number;
  readonly animated: boolean;
  /** Of the plaintext of each rendition; `viewBytes` is null where the original is the view. */
  readonly sizeBytes: number;
  readonly viewBytes: number | null;
  readonly thumbBytes: number;
  readonly viewFormat: Image["format"];
  /** Local wall time, with its offset where known. */
  readonly takenAt: string;
  readonly camera: Image["camera"];
  readonly exposure: Image["exposure"];
  readonly place: Image["place"];
  /** Base64. */
  readonly thumbHash: string;
  readonly removed: Image["removed"];
  readonly rotation: Image["rotation"];
  /** CRC-32 of the original as kept, for archives; not there in pictures of before. */
  readonly checksum?: number;
  /** SHA-256 of the file as received, in hex. */
  readonly contentHash: string;
}

export function encodeDetails(details: ImageDetails): Uint8Array {
  return Buffer.from(JSON.stringify(details));
}

/** Only for bytes whose tag was checked: what was sealed is what encodeDetails made. */
export function decodeDetails(opened: Buffer): ImageDetails {
  return JSON.parse(opened.toString()) as ImageDetails;
}
