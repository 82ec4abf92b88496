import * as z from "zod/mini";
import { instant, listOf, month, page, wallTime } from "./fields.ts";
import { albumId, imageId } from "./ids.ts";
import { imageFormat } from "./instance.ts";
import { LIMITS } from "./limits.ts";
import { route } from "./route.ts";

// Images, their renditions, the timeline and the trash.

/** What was taken out of a file on arrival; the interface puts it into words. */
export const removedKind = z.enum([
  "exif",
  "gps",
  "xmp",
  "iptc",
  "comment",
  "thumbnail",
  "text",
  "trailing-data",
  "animation",
  "icc-private",
  "unknown-segment",
]);
export type RemovedKind = z.infer<typeof removedKind>;

export const renditionKind = z.enum(["original", "view", "thumb"]);
export type RenditionKind = z.infer<typeof renditionKind>;

export const image = z.object({
  id: imageId,
  /**
   * Its details fail their check, so nothing is known of it but where it stands: the name is empty, the rest of what
   * describes it means nothing, and none of its renditions opens. In lists only; asked for alone it is refused.
   */
  damaged: z.boolean(),
  name: z.string(),
  caption: z.string(),
  format: imageFormat,
  /** Pixels, upright. */
  width: z.int(),
  height: z.int(),
  /** Of the original as kept. */
  sizeBytes: z.int(),
  /** Local wall time, with its offset where known. */
  takenAt: z.string(),
  uploadedAt: instant,
  trashedAt: z.nullable(instant),
  favourite: z.boolean(),
  /** Base64. */
  thumbHash: z.string(),
  camera: z.nullable(z.object({ make: z.string(), model: z.string(), lens: z.optional(z.string()) })),
  exposure: z.nullable(
    z.object({
      iso: z.optional(z.number()),
      fNumber: z.optional(z.number()),
      seconds: z.optional(z.number()),
      focalLengthMm: z.optional(z.number()),
    }),
  ),
  place: z.nullable(
    z.object({ latitude: z.number(), longitude: z.number(), altitude: z.optional(z.number()) }),
  ),
  animated: z.boolean(),
  /** The format of the `view` rendition. */
  viewFormat: imageFormat,
  /** Quarter turns clockwise the owner has given it, in degrees. */
  rotation: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
  removed: z.array(removedKind),
});
export type Image = z.infer<typeof image>;

/** What arrived, before anything was cleaned out of it: the sender compares it with what was sent. */
export const uploadReceipt = z.object({
  sizeBytes: z.int(),
  /** SHA-256 of the received bytes, in lower-case hex. */
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
});
export type UploadReceipt = z.infer<typeof uploadReceipt>;

/** The answers to a whole file, by status. */
export const uploadReplies = {
  201: z.object({
    image,
    duplicate: z.literal(false),
    restored: z.literal(false),
    receipt: uploadReceipt,
  }),
  200: z.object({
    image,
    /** Its owner has that file already. */
    duplicate: z.literal(true),
    /** It lay in the trash, and was taken out. */
    restored: z.boolean(),
    receipt: uploadReceipt,
  }),
};

export const createImage = route({
  method: "POST",
  path: "/api/images",
  access: "unlocked",
  scope: "images:write",
  summary: "Upload one picture: optional fields albumId and lastModified first, then one part `file`",
  body: "multipart",
  replies: uploadReplies,
  problems: [
    "vault.kit-required",
    "upload.file-missing",
    "upload.name-refused",
    "upload.interrupted",
    "image.too-large",
    "image.empty",
    "image.unsupported",
    "image.format-off",
    "image.truncated",
    "image.malformed",
    "image.too-many-pixels",
    "image.too-many-frames",
    "image.too-complex",
    "image.carries-code",
    "image.flagged",
    "image.undecodable",
    "image.decoder-timeout",
    "image.decoder-crash",
    "album.full",
    "scanner.unavailable",
    "decoders.busy",
    "quota.exceeded",
    "storage.full",
    "storage.unavailable",
  ],
});

export const listImages = route({
  method: "GET",
  path: "/api/images",
  access: "unlocked",
  scope: "images:read",
  summary: "Images, newest first by takenAt; with `albumId` those of one album, in its order",
  query: z.object({ ...page, albumId: z.optional(albumId) }),
  replies: { 200: listOf(image) },
});

/** Any short text: a month that is not one holds nothing. */
const monthName = z.string().check(z.maxLength(16));

export const listMonths = route({
  method: "GET",
  path: "/api/timeline",
  access: "unlocked",
  scope: "images:read",
  summary: "The months that hold images, newest first",
  replies: { 200: z.object({ items: z.array(z.object({ month, count: z.int() })) }) },
});

export const listMonthImages = route({
  method: "GET",
  path: "/api/timeline/{month}",
  access: "unlocked",
  scope: "images:read",
  summary: "The images of one month, newest first",
  params: z.object({ month: monthName }),
  query: z.object({
    ...page,
    /** In place of a cursor: the page begins with the image of this index, the newest being 0. */
    from: z.optional(z.coerce.number().check(z.int(), z.minimum(0), z.maximum(LIMITS.monthIndex))),
  }),
  replies: { 200: listOf(image) },
});

/** What places a month's images on a page before any of them is asked for: lists of one length, newest first. */
export const monthLayout = z.object({
  ids: z.array(imageId),
  /** Wall time, in seconds since the month began. */
  seconds: z.array(z.int()),
  /** Width by height in thousandths, turned as the owner wants it; 1000 for an image that is damaged. */
  ratios: z.array(z.int()),
  /** Bytes of the originals as kept; 0 for an image that is damaged. */
  sizes: z.array(z.int()),
});
export type MonthLayout = z.infer<typeof monthLayout>;

export const getMonthLayout = route({
  method: "GET",
  path: "/api/timeline/{month}/layout",
  access: "unlocked",
  scope: "images:read",
  summary: "Ids, times, shapes and sizes of all images of one month, newest first",
  params: z.object({ month: monthName }),
  replies: { 200: monthLayout },
});

export const getImage = route({
  method: "GET",
  path: "/api/images/{id}",
  access: "unlocked",
  scope: "images:read",
  summary: "One image's details",
  params: z.object({ id: imageId }),
  replies: { 200: image },
  problems: ["image.damaged"],
});

export const updateImage = route({
  method: "PATCH",
  path: "/api/images/{id}",
  access: "unlocked",
  scope: "images:write",
  summary: "Change name, caption, date or rotation",
  params: z.object({ id: imageId }),
  body: z.strictObject({
    name: z.optional(z.string().check(z.minLength(1), z.maxLength(1000))),
    caption: z.optional(z.string().check(z.maxLength(LIMITS.captionLength))),
    takenAt: z.optional(wallTime),
    rotation: z.optional(z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)])),
  }),
  replies: { 200: image },
});

export const trashImage = route({
  method: "DELETE",
  path: "/api/images/{id}",
  access: "unlocked",
  scope: "images:write",
  summary: "Move an image to the trash",
  params: z.object({ id: imageId }),
  replies: { 204: null },
});

/** Formats whose originals can be had with the kept details written back in. */
export const DETAILED_FORMATS = ["jpeg", "png", "webp"] as const satisfies readonly Image["format"][];

export const getRendition = route({
  method: "GET",
  path: "/api/images/{id}/renditions/{rendition}",
  access: "unlocked",
  scope: "images:read",
  warm: true,
  summary:
    "The bytes, decrypted; `download=true` as an attachment; with `details=true`, for one's own session, the original with date, camera, place and caption as Exif; ranges, of that one with an If-Range",
  params: z.object({ id: imageId, rendition: z.string().check(z.maxLength(16)) }),
  query: z.object({
    download: z.optional(z.enum(["true", "false"])),
    /** Only the original, only as a download, never for an API token; JPEG, PNG and WebP. */
    details: z.optional(z.enum(["true", "false"])),
  }),
  replies: { bytes: "image/*" },
  problems: [
    "request.range",
    "token.not-allowed",
    "image.details-unsupported",
    "image.damaged",
    "storage.unavailable",
  ],
});

export const listTrash = route({
  method: "GET",
  path: "/api/trash",
  access: "unlocked",
  scope: "images:read",
  summary: "Images in the trash, latest first; destroyed after 30 days",
  query: z.object(page),
  replies: { 200: listOf(image) },
});

export const restoreImage = route({
  method: "POST",
  path: "/api/trash/{id}/restore",
  access: "unlocked",
  scope: "images:write",
  summary: "Take an image out of the trash",
  params: z.object({ id: imageId }),
  replies: { 200: image },
});

/** What destruction did, and when the last traces go. */
export const deletionReceipt = z.object({
  imageIds: z.array(imageId),
  /** Unreachable through Safelight since. */
  keysDestroyedAt: instant,
  /** When the database's own files no longer hold the keys; null: by the hourly vacuum. */
  databaseErasedAt: z.nullable(instant),
  backups: z.literal("until-the-last-one-expires"),
});
export type DeletionReceipt = z.infer<typeof deletionReceipt>;

export const destroyImage = route({
  method: "DELETE",
  path: "/api/trash/{id}",
  access: "unlocked",
  scope: "images:write",
  summary: "Destroy an image's keys, then its bytes",
  params: z.object({ id: imageId }),
  replies: { 200: deletionReceipt },
});

export const emptyTrash = route({
  method: "DELETE",
  path: "/api/trash",
  access: "unlocked",
  scope: "images:write",
  summary: "Destroy everything in the trash",
  replies: { 200: deletionReceipt },
});
