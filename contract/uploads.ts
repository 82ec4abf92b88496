import * as z from "zod/mini";
import { instant } from "./fields.ts";
import { uploadId } from "./ids.ts";
import { createImage, uploadReplies } from "./images.ts";
import { route } from "./route.ts";

// Files that come in parts and are gone on with after a broken connection: tus 1.0.0 (https://tus.io/protocols) with
// creation, expiration and termination. Metadata that counts: `filename`, `lastModified` and `albumId`.

export const TUS = {
  version: "1.0.0",
  extensions: "creation,expiration,termination",
} as const;

const HEADERS = { "tus-resumable": TUS.version } as const;

/** Headers of a request that a route reads are named in its summary: OpenAPI has no word for tus. */
export const describeUploads = route({
  method: "OPTIONS",
  path: "/api/uploads",
  access: "anyone",
  headers: HEADERS,
  summary: "What of tus is spoken here: Tus-Version, Tus-Extension, Tus-Max-Size",
  replies: { 204: null },
});

export const createUpload = route({
  method: "POST",
  path: "/api/uploads",
  access: "unlocked",
  scope: "images:write",
  headers: HEADERS,
  summary: "Begin a file of Upload-Length bytes, called as Upload-Metadata says; its address is in Location",
  replies: { 201: null },
  problems: [
    "request.invalid",
    "upload.version",
    "upload.too-many",
    "vault.kit-required",
    "image.too-large",
    "image.empty",
    "album.full",
    "quota.exceeded",
  ],
});

export const getUpload = route({
  method: "GET",
  path: "/api/uploads/{id}",
  access: "unlocked",
  scope: "images:write",
  headers: HEADERS,
  summary: "How much of a file has arrived; HEAD tells the same in Upload-Offset and Upload-Length",
  params: z.object({ id: uploadId }),
  replies: { 200: z.object({ offsetBytes: z.int(), sizeBytes: z.int(), expiresAt: instant }) },
  problems: ["upload.version"],
});

export const appendToUpload = route({
  method: "PATCH",
  path: "/api/uploads/{id}",
  access: "unlocked",
  scope: "images:write",
  headers: HEADERS,
  summary:
    "The next part of a file, at Upload-Offset. The last one is answered like POST /api/images; one of no bytes at the end asks for that answer again",
  params: z.object({ id: uploadId }),
  body: "bytes",
  replies: { 200: uploadReplies[200], 201: uploadReplies[201], 204: null },
  problems: ["upload.version", "upload.offset-wrong", "request.media-type", ...createImage.problems],
});

export const deleteUpload = route({
  method: "DELETE",
  path: "/api/uploads/{id}",
  access: "unlocked",
  scope: "images:write",
  headers: HEADERS,
  summary: "Drop a file that is not finished",
  params: z.object({ id: uploadId }),
  replies: { 204: null },
  problems: ["upload.version"],
});
