import type { Gallery } from "../images/gallery.ts";
import type { Rooms } from "../rooms.ts";
import { type UploadTurns, uploadTurns } from "./upload-turns.ts";

/** What the rules of uploads are given: the rooms, where finished pictures go, and whose turn it is. */
export interface Desk {
  readonly rooms: Rooms;
  readonly gallery: Gallery;
  readonly turns: UploadTurns;
}

export type { Gallery };

export function openDesk(rooms: Rooms, gallery: Gallery): Desk {
  return { rooms, gallery, turns: uploadTurns() };
}
