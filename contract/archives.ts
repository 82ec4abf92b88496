import * as z from "zod/mini";
import { instant } from "./fields.ts";
import { albumId, archiveId, imageId } from "./ids.ts";
import { LIMITS } from "./limits.ts";
import { route } from "./route.ts";

// Many pictures in one file.

export const createArchive = route({
  method: "POST",
  path: "/api/archives",
  access: "unlocked",
  scope: "images:read",
  summary: "Prepare a ZIP of images, or of an album; its size is exact, and it can be fetched for an hour",
  body: z
    .strictObject({
      imageIds: z.optional(z.array(imageId).check(z.minLength(1), z.maxLength(LIMITS.archiveImages))),
      albumId: z.optional(albumId),
    })
    .check(
      z.refine((body) => (body.imageIds === undefined) !== (body.albumId === undefined), {
        path: ["imageIds"],
        error: "images or an album, one of the two",
      }),
    ),
  replies: {
    201: z.object({
      id: archiveId,
      /** Of the whole archive, exactly. */
      sizeBytes: z.int(),
      expiresAt: instant,
      images: z.int(),
      /** How many of what was asked for cannot be in it: damaged, trashed meanwhile, or not there. */
      leftOut: z.int(),
    }),
  },
  problems: ["not-found", "archive.too-large", "album.damaged"],
});

export const getArchive = route({
  method: "GET",
  path: "/api/archives/{id}",
  access: "unlocked",
  scope: "images:read",
  summary: "The ZIP: clean originals, streamed; ranges",
  params: z.object({ id: archiveId }),
  replies: { bytes: "application/zip" },
  problems: ["request.range", "rate.limited", "image.damaged", "storage.unavailable"],
});
