import * as z from "zod/mini";

// Ids are 26 lower-case base32 letters made by the server. They never contain "|".
// On the way in any short text is taken: an id that is not one simply finds nothing.

const id = z.string().check(z.maxLength(64), z.regex(/^[^|]*$/));

export const accountId = id.brand<"AccountId">();
export const imageId = id.brand<"ImageId">();
export const sessionId = id.brand<"SessionId">();
export const albumId = id.brand<"AlbumId">();
export const archiveId = id.brand<"ArchiveId">();
export const uploadId = id.brand<"UploadId">();

export type AccountId = z.infer<typeof accountId>;
export type ImageId = z.infer<typeof imageId>;
export type SessionId = z.infer<typeof sessionId>;
export type AlbumId = z.infer<typeof albumId>;
export type ArchiveId = z.infer<typeof archiveId>;
export type UploadId = z.infer<typeof uploadId>;
