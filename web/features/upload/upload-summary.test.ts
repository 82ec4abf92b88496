import assert from "node:assert/strict";
import { test } from "node:test";
import type { Image } from "#contract/images.ts";
import type { UploadState } from "./upload-queue.ts";
import { summarize } from "./upload-summary.ts";

const snapshot = (...states: UploadState[]) => ({
  pause: null,
  latest: null,
  uploads: states.map((state, id) => ({
    id,
    state,
    attempts: 0,
    file: new File([new Uint8Array(100)], `${id}`),
  })),
});
const image = {} as Image;

test("progress counts bytes that left, and leaves refused files out", () => {
  const summary = summarize(
    snapshot(
      { kind: "sealed", image },
      { kind: "sending", share: 0.5 },
      { kind: "waiting" },
      { kind: "refused", reason: "image.empty", canRetry: false, requestId: null },
    ),
  );
  assert.equal(summary.share, 0.5);
  assert.deepEqual([summary.sealed, summary.open, summary.refused, summary.retryable], [1, 2, 1, 0]);
});

test("a queue in which every open file waits is resting", () => {
  assert.equal(
    summarize(snapshot({ kind: "resting", reason: "connection" }, { kind: "waiting" })).isResting,
    true,
  );
  assert.equal(
    summarize(snapshot({ kind: "resting", reason: "connection" }, { kind: "checking" })).isResting,
    false,
  );
  assert.equal(summarize(snapshot({ kind: "sealed", image })).isResting, false);
});
