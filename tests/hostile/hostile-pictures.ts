// Pictures that tell the hostile decoder what to do, by their width. As files they are sound and harmless.

import { plainPng } from "../support/make-images/png-file.ts";

/** The numbers that hostile-decoder.cjs knows. */
export const ACTS = {
  spinForever: 1,
  growBuffers: 2,
  growHeap: 3,
  crash: 4,
  leaveQuietly: 5,
  flood: 29,
  floodErrors: 30,
  crashUnlessFresh: 31,
  addBytes: 18,
  answerTwice: 32,
  claimExhaustion: 33,
  stopHalfway: 19,
} as const;

/** What a decoder must never get away with saying; each ends it. (More of them: developed-image.test.ts.) */
export const LIES: Readonly<Record<string, number>> = {
  "a header of four gigabytes": 6,
  "a buffer of four gigabytes": 8,
  "a header that is no JSON": 14,
  "a header that reaches for prototypes": 17,
  "a start-up report instead of an answer": 20,
  "an SVG as the view": 22,
  "a view with Exif": 28,
};

const BASE_WIDTH = 2100;

/** A PNG that makes the hostile decoder do `act`; 0 is an honest one. `height` makes another file of it. */
export function pictureFor(act: number, height = 2): Buffer {
  return plainPng({ width: BASE_WIDTH + act, height, colourType: 0 });
}
