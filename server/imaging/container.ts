// What each container reader hands back: the facts a file states, and the pieces of which the clean
// file is made. Pieces are views of the input wherever its bytes are kept, so nothing is copied twice.

import type { Colour } from "./colour-profile.ts";
import type { ImageDetails, Orientation } from "./exif.ts";
import type { ImageLimits } from "./image-limits.ts";
import { refuse } from "./image-refused.ts";

export type RemovedKind =
  | "exif"
  | "gps"
  | "xmp"
  | "iptc"
  | "comment"
  | "thumbnail"
  | "text"
  | "trailing-data"
  | "animation"
  | "icc-private"
  | "unknown-segment";

export interface Container {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  /** JPEG scans; 0 in formats that have none. */
  readonly scans: number;
  readonly orientation: Orientation;
  readonly colour: Colour;
  readonly removed: ReadonlySet<RemovedKind>;
  readonly details: ImageDetails;
  readonly pieces: readonly Buffer[];
  /** The pieces with an unknown colour profile left in; null where that is no different. */
  readonly decoderPieces: readonly Buffer[] | null;
}

/** Counts the parts of a file and remembers which kinds of them were left out. */
export interface Tally {
  readonly removed: ReadonlySet<RemovedKind>;
  /** One more segment, chunk or block. Throws ImageRefused above the limit. */
  part(): void;
  /** A part of `sizeBytes` is left out. Throws ImageRefused when all of them are too much. */
  leaveOut(kind: RemovedKind, sizeBytes: number): void;
}

export function startTally(limits: ImageLimits): Tally {
  const removed = new Set<RemovedKind>();
  let parts = 0;
  let leftOutBytes = 0;
  return {
    removed,
    part() {
      if (++parts > limits.maxSegments) refuse("image.too-complex", `more than ${limits.maxSegments} parts`);
    },
    leaveOut(kind, sizeBytes) {
      removed.add(kind);
      leftOutBytes += sizeBytes;
      if (leftOutBytes > limits.maxMetadataBytes) refuse("image.too-complex", "too much metadata");
    },
  };
}
