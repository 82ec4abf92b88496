import * as z from "zod/mini";
import { instant, nameOf } from "./fields.ts";
import { LIMITS } from "./limits.ts";
import { route, SCOPES } from "./route.ts";

// API tokens: secrets that programs reach one's pictures with, and nothing else.

export const scope = z.enum(SCOPES);

export const apiToken = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(scope),
  createdAt: instant,
  expiresAt: instant,
  /** Null until it is used; to the minute. */
  usedAt: z.nullable(instant),
});
export type ApiToken = z.infer<typeof apiToken>;

export const listTokens = route({
  method: "GET",
  path: "/api/tokens",
  access: "unlocked",
  summary: "One's API tokens, newest first; never the secrets",
  replies: { 200: z.object({ items: z.array(apiToken), nextCursor: z.null() }) },
});

export const createToken = route({
  method: "POST",
  path: "/api/tokens",
  access: "unlocked",
  reauthenticated: true,
  summary: "Make an API token; it is shown this once. Send it as `Authorization: Bearer …`",
  body: z.strictObject({
    name: nameOf(LIMITS.tokenNameLength),
    scopes: z.array(scope).check(z.minLength(1), z.maxLength(SCOPES.length)),
    expiresInDays: z.int().check(z.minimum(1), z.maximum(LIMITS.tokenDays)),
  }),
  replies: { 201: z.object({ token: z.string(), details: apiToken }) },
  problems: ["token.too-many"],
});

export const revokeToken = route({
  method: "DELETE",
  path: "/api/tokens/{id}",
  access: "unlocked",
  summary: "Revoke an API token; it opens nothing any more",
  params: z.object({ id: z.string().check(z.maxLength(64)) }),
  replies: { 204: null },
});
