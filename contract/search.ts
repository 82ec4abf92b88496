import * as z from "zod/mini";
import { image } from "./images.ts";
import { LIMITS } from "./limits.ts";
import { route } from "./route.ts";

// Finding pictures by words. The words come in a body: addresses end up in logs.

export const searchImages = route({
  method: "POST",
  path: "/api/search",
  access: "unlocked",
  scope: "images:read",
  summary:
    "Images that match every word: names, captions, albums, cameras, dates (2024, june 2024, 2023-05..2023-07), formats, favourites, place:48.2,16.4; newest first",
  body: z.strictObject({
    /** Without any word, everything. */
    text: z.string().check(z.maxLength(LIMITS.searchLength)),
    cursor: z.optional(z.string().check(z.maxLength(LIMITS.cursorLength))),
    limit: z.optional(z.int().check(z.minimum(1), z.maximum(LIMITS.pageItems))),
  }),
  replies: {
    200: z.object({
      items: z.array(image),
      nextCursor: z.nullable(z.string()),
      /** How many match in all. */
      total: z.int(),
    }),
  },
});
