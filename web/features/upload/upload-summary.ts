import { isSettled, type UploadSnapshot } from "./upload-queue.ts";

export interface UploadSummary {
  readonly all: number;
  readonly sealed: number;
  readonly alreadyHere: number;
  readonly refused: number;
  readonly retryable: number;
  /** Not settled yet. */
  readonly open: number;
  /** Of all bytes, the share that is done or has left, 0 to 1. */
  readonly share: number;
  /** Of the files that are not refused. */
  readonly bytes: number;
  readonly sentBytes: number;
  /** Nothing moves at the moment, though something is open. */
  readonly isResting: boolean;
}

/** Counts a queue. */
export function summarize({ uploads }: UploadSnapshot): UploadSummary {
  let sealed = 0;
  let alreadyHere = 0;
  let refused = 0;
  let retryable = 0;
  let open = 0;
  let moving = 0;
  let bytes = 0;
  let sentBytes = 0;
  for (const { state, file } of uploads) {
    if (state.kind === "sealed") sealed++;
    if (state.kind === "already-here") alreadyHere++;
    if (state.kind === "refused") refused++;
    if (state.kind === "refused" && state.canRetry) retryable++;
    if (!isSettled(state)) open++;
    if (state.kind === "sending" || state.kind === "checking") moving++;
    if (state.kind === "refused") continue;
    bytes += file.size;
    if (isSettled(state) || state.kind === "checking") sentBytes += file.size;
    if (state.kind === "sending") sentBytes += file.size * state.share;
  }
  const share = bytes === 0 ? 1 : sentBytes / bytes;
  return {
    all: uploads.length,
    sealed,
    alreadyHere,
    refused,
    retryable,
    open,
    share,
    bytes,
    sentBytes,
    isResting: open > 0 && moving === 0,
  };
}
