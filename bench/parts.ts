import { measureGrowth } from "./growth.ts";
import { measureMemory } from "./memory.ts";
import { measureOriginals } from "./originals.ts";
import type { Part } from "./part.ts";
import { measureScroll } from "./scroll-figures.ts";
import { measureSearch } from "./search-figures.ts";
import { measureThumbs } from "./thumbs.ts";
import { measureTimeline } from "./timeline.ts";
import { measureUnderLoad } from "./under-load.ts";
import { measureUploads } from "./uploads.ts";

/** Everything that `npm run bench` can measure. */
export const parts: readonly Part[] = [
  { name: "thumbs", about: "thumbnails beside nginx and @fastify/static (P4, P6)", run: measureThumbs },
  { name: "originals", about: "originals and ranges beside nginx (P5)", run: measureOriginals },
  {
    name: "uploads",
    about: "uploads beside bare loops of the decoder (P1, P2, P3, P6)",
    run: measureUploads,
  },
  { name: "load", about: "a gallery while others upload or sign in (P7, P12)", run: measureUnderLoad },
  { name: "timeline", about: "the timeline of large vaults (P9, P11)", run: measureTimeline },
  { name: "growth", about: "thumbnails and uploads in large vaults (P11)", run: measureGrowth },
  { name: "search", about: "searching a large vault (P10)", run: measureSearch },
  { name: "scroll", about: "a large vault in a browser (P13)", run: measureScroll },
  { name: "memory", about: "memory of all processes (P8)", run: measureMemory },
];
