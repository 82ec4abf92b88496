import * as z from "zod/mini";
import { route } from "./route.ts";

// What a client may know of the instance before anyone signs in, and how operators ask after its health.

export const imageFormat = z.enum(["jpeg", "png", "gif", "webp", "avif", "heic"]);
export type ImageFormat = z.infer<typeof imageFormat>;

export const vaultMode = z.enum(["managed", "sealed"]);
export type VaultMode = z.infer<typeof vaultMode>;

export const instance = z.object({
  name: z.string(),
  version: z.string(),
  registration: z.enum(["open", "invitation", "closed"]),
  passwordPolicy: z.enum(["classic", "nist"]),
  upload: z.object({
    maxBytes: z.int(),
    maxPixels: z.int(),
    formats: z.array(imageFormat),
  }),
  signInProviders: z.array(z.object({ id: z.string(), label: z.string() })),
  vaultModes: z.array(vaultMode),
  /** Browsers know no passkeys over plain http (but for localhost), nor for a bare IP address. */
  passkeys: z.boolean(),
  /** Plain http beyond localhost: the interface shows a warning. */
  insecure: z.boolean(),
  /** Mails go to a folder on the server, not to people. */
  mailToFolder: z.boolean(),
});
export type Instance = z.infer<typeof instance>;

export const getInstance = route({
  method: "GET",
  path: "/api/instance",
  access: "anyone",
  summary: "What this instance is and offers",
  replies: { 200: instance },
});

export const getOpenApi = route({
  method: "GET",
  path: "/api/openapi.json",
  access: "anyone",
  summary: "This description, OpenAPI 3.1",
  replies: { 200: z.looseObject({ openapi: z.string() }) },
});

export const getHealth = route({
  method: "GET",
  path: "/healthz",
  access: "anyone",
  summary: "Alive",
  replies: { 200: z.object({ status: z.literal("alive") }) },
});

const part = z.enum(["ok", "starting", "failing"]);
/** Why a deleted picture's sealed bytes may still lie somewhere: the bucket keeps versions, locks, or does not say. */
const storageWarning = z.enum(["blobs.versioned", "blobs.locked", "blobs.unknown"]);
export type StorageWarning = z.infer<typeof storageWarning>;

const readiness = z.object({
  status: z.enum(["ready", "not-ready"]),
  parts: z.object({ database: part, blobs: part, keys: part, decoders: part }),
  warnings: z.array(storageWarning),
});

export const getReadiness = route({
  method: "GET",
  path: "/readyz",
  access: "anyone",
  summary: "Able to serve, part by part",
  replies: { 200: readiness, 503: readiness },
});

export const getMetrics = route({
  method: "GET",
  path: "/metrics",
  access: "scraper",
  summary: "Numbers for Prometheus",
  replies: { bytes: "text/plain" },
});

export const postCspReport = route({
  method: "POST",
  path: "/api/csp-reports",
  access: "anyone",
  summary: "Where browsers report violations of the content policy",
  body: z.unknown(),
  replies: { 204: null },
  problems: ["rate.limited"],
});
