import * as z from "zod/mini";
import { route } from "./route.ts";

// What happens while somebody looks: kinds and ids, never what a picture or an album holds.

export const EVENT_KINDS = [
  "image.created",
  "image.changed",
  "image.trashed",
  "image.restored",
  "image.destroyed",
  "album.created",
  "album.changed",
  "album.deleted",
  /** Of the session that listens; the stream ends after it. */
  "session.ended",
  "vault.locked",
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** The data of one event. */
export const liveEvent = z.object({
  kind: z.enum(EVENT_KINDS),
  /** Of the image or album; absent where it is the session itself. */
  id: z.optional(z.string()),
});
export type LiveEvent = z.infer<typeof liveEvent>;

export const listenToEvents = route({
  method: "GET",
  path: "/api/events",
  access: "unlocked",
  unattended: true,
  summary:
    "Server-sent events: what changed in one's own vault, from now on. Nothing is sent again: whoever was away looks anew",
  replies: { bytes: "text/event-stream" },
  problems: ["rate.limited", "unavailable"],
});
