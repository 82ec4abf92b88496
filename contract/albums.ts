import * as z from "zod/mini";
import { instant, listOf, nameOf, page } from "./fields.ts";
import { albumId, imageId } from "./ids.ts";
import { image } from "./images.ts";
import { LIMITS } from "./limits.ts";
import { route } from "./route.ts";

// Albums, and changing many pictures at once. Favourites are the album with the id `favourites`: it is there for
// everybody, holds nothing until something is put in, and stands in no list of albums.

export const FAVOURITES = "favourites";

/** By the time the pictures were taken. */
export const albumOrder = z.enum(["newest", "oldest"]);
export type AlbumOrder = z.infer<typeof albumOrder>;

const codePoints = (text: string) => Array.from(text).length;
const name = nameOf(LIMITS.albumNameLength);
/** Several lines, if one likes. */
const description = z.string().check(
  z.trim(),
  z.refine((text) => codePoints(text) <= LIMITS.albumDescriptionLength, { error: "length" }),
);

export const album = z.object({
  id: albumId,
  kind: z.enum(["album", "favourites"]),
  /** It fails its check: nothing is known of it but that it is there. In lists only; asked for alone it is refused. */
  damaged: z.boolean(),
  /** Empty for favourites, which the interface names in its own language. */
  name: z.string(),
  description: z.string(),
  order: albumOrder,
  /** How many pictures it shows: what lies in the trash is not among them. */
  count: z.int(),
  /** The chosen picture while the album shows it, else its first one; null when it is empty. */
  cover: z.nullable(image),
  coverChosen: z.boolean(),
  /** Local wall time of its earliest and its latest picture. */
  firstTakenAt: z.nullable(z.string()),
  lastTakenAt: z.nullable(z.string()),
  /** Null for favourites that nothing was ever put in. */
  createdAt: z.nullable(instant),
});
export type Album = z.infer<typeof album>;

export const listAlbums = route({
  method: "GET",
  path: "/api/albums",
  access: "unlocked",
  scope: "images:read",
  summary: "Albums, latest first by when they were made; favourites are not among them",
  query: z.object(page),
  replies: { 200: listOf(album) },
});

export const createAlbum = route({
  method: "POST",
  path: "/api/albums",
  access: "unlocked",
  scope: "images:write",
  summary: "Make an album",
  body: z.strictObject({ name, description: z.optional(description) }),
  replies: { 201: album },
  problems: ["album.too-many"],
});

export const getAlbum = route({
  method: "GET",
  path: "/api/albums/{id}",
  access: "unlocked",
  scope: "images:read",
  summary: "One album; `favourites` for the favourites",
  params: z.object({ id: albumId }),
  replies: { 200: album },
  problems: ["album.damaged"],
});

export const updateAlbum = route({
  method: "PATCH",
  path: "/api/albums/{id}",
  access: "unlocked",
  scope: "images:write",
  summary: "Change name, description, order or cover (an image of the album, or null to let it be chosen)",
  params: z.object({ id: albumId }),
  body: z.strictObject({
    name: z.optional(name),
    description: z.optional(description),
    order: z.optional(albumOrder),
    coverImageId: z.optional(z.nullable(imageId)),
  }),
  replies: { 200: album },
  problems: ["album.fixed", "album.damaged"],
});

export const deleteAlbum = route({
  method: "DELETE",
  path: "/api/albums/{id}",
  access: "unlocked",
  scope: "images:write",
  summary: "Delete an album; its pictures stay",
  params: z.object({ id: albumId }),
  replies: { 204: null },
  problems: ["album.fixed"],
});

const placed = z.object({ id: albumId, imageId });

export const addToAlbum = route({
  method: "PUT",
  path: "/api/albums/{id}/images/{imageId}",
  access: "unlocked",
  scope: "images:write",
  summary: "Put an image into an album; an image may be in several",
  params: placed,
  replies: { 204: null },
  problems: ["album.full", "album.damaged", "image.damaged"],
});

export const removeFromAlbum = route({
  method: "DELETE",
  path: "/api/albums/{id}/images/{imageId}",
  access: "unlocked",
  scope: "images:write",
  summary: "Take an image out of an album; the image stays",
  params: placed,
  replies: { 204: null },
});

export const bulkAction = z.enum([
  "trash",
  "restore",
  "favourite",
  "unfavourite",
  "add-to-album",
  "remove-from-album",
]);
export type BulkAction = z.infer<typeof bulkAction>;

/** What became of one image. Absent and somebody else's are both `not-found`. */
export const bulkItem = z.discriminatedUnion("done", [
  z.object({ id: imageId, done: z.literal(true) }),
  z.object({
    id: imageId,
    done: z.literal(false),
    problem: z.enum(["not-found", "image.damaged", "album.full"]),
  }),
]);
export type BulkItem = z.infer<typeof bulkItem>;

export const changeImages = route({
  method: "POST",
  path: "/api/bulk",
  access: "unlocked",
  scope: "images:write",
  summary:
    "Do one thing to many images; each is done wholly or not at all, and what is done already counts as done",
  body: z
    .strictObject({
      action: bulkAction,
      imageIds: z.array(imageId).check(z.minLength(1), z.maxLength(LIMITS.imagesAtOnce)),
      /** For the two actions that are about an album. */
      albumId: z.optional(albumId),
    })
    .check(
      z.refine((body) => body.action.endsWith("-album") === (body.albumId !== undefined), {
        path: ["albumId"],
        error: "belongs to the actions about an album, and to no other",
      }),
    ),
  replies: {
    200: z.object({
      /** One for each id that was named, in that order. */
      items: z.array(bulkItem),
    }),
  },
  problems: ["album.damaged"],
});
