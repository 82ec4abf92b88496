import { useSyncExternalStore } from "react";
import { LIMITS } from "#contract/limits.ts";
import { readConnection, watchConnection } from "../../api/connection.ts";
import { lookAgain, noteArrival } from "../../api/picture-changes.ts";
import { onPrivateDataDrop, queryClient } from "../../api/query-client.ts";
import { instanceQuery, sessionQuery } from "../../api/session.ts";
import { watchSession } from "../../api/session-events.ts";
import { sendFile } from "./send-file.ts";
import { dropLargeFile, sendLargeFile } from "./send-large-file.ts";
import { createUploadQueue, isSettled, type UploadSnapshot } from "./upload-queue.ts";

// The one queue of this page. It outlives every component, so that files go on while the person looks around.

/** Whose files these are: they are never sent into somebody else's vault. */
let ownerId: string | null = null;

const currentAccountId = () => queryClient.getQueryData(sessionQuery.queryKey)?.account?.id ?? null;

export const uploads = createUploadQueue({
  send: (file, progress, signal) =>
    file.size > LIMITS.resumableBytes
      ? sendLargeFile(file, progress, signal)
      : sendFile(file, progress, signal),
  uploadsAtOnce: LIMITS.uploadsAtOnce,
  maxBytes: () => queryClient.getQueryData(instanceQuery.queryKey)?.upload.maxBytes ?? null,
  isOnline: () => navigator.onLine,
  after: (seconds, wake) => {
    const timer = setTimeout(wake, seconds * 1000);
    return () => clearTimeout(timer);
  },
  dropped: dropLargeFile,
  arrived: (image, isNew) => {
    if (isNew) return noteArrival(image);
    void lookAgain();
  },
});

/** Adds files for the person who is signed in. */
export function addFiles(files: readonly File[]): void {
  ownerId = currentAccountId();
  uploads.add(files);
}

/** Drawn no more often than this: thousands of files make thousands of changes. Milliseconds. */
const DRAWN_EVERY = 120;

/** Tells of changes in bunches, the first of them at once. */
function subscribeCalmly(changed: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isDue = false;
  const rest = () => {
    timer = undefined;
    if (!isDue) return;
    isDue = false;
    timer = setTimeout(rest, DRAWN_EVERY);
    changed();
  };
  const stop = uploads.subscribe(() => {
    isDue = true;
    timer ??= setTimeout(rest, 0);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

export function useUploads(): UploadSnapshot {
  return useSyncExternalStore(subscribeCalmly, uploads.snapshot);
}

// What was sealed has names and pictures in it: forgotten with everything else. Files still to go are the person's
// own, and wait.
onPrivateDataDrop(() => {
  uploads.dismissSettled();
});

watchSession((event) => {
  if (event === "signed-out") uploads.hold("signed-out");
  if (event === "locked") uploads.hold("locked");
});

watchConnection(() => {
  if (readConnection() === "online") uploads.reconnect();
});

window.addEventListener("online", () => uploads.reconnect());

/** The person is behind the door again: the files go on, unless it is another person. */
export function resumeUploads(): void {
  if (ownerId !== null && ownerId !== currentAccountId()) {
    uploads.cancelAll();
    uploads.dismissSettled();
  }
  const { pause } = uploads.snapshot();
  const { vault } = queryClient.getQueryData(sessionQuery.queryKey) ?? {};
  // Whoever halted them goes on with them.
  if (pause === null || pause === "person") return;
  if (pause === "kit" ? vault?.kitConfirmed : vault?.unlocked) uploads.resume();
}

window.addEventListener("beforeunload", (event) => {
  if (uploads.snapshot().uploads.some((upload) => !isSettled(upload.state))) event.preventDefault();
});

let wasBusy = false;
uploads.subscribe(() => {
  const isBusy = uploads.snapshot().uploads.some((upload) => !isSettled(upload.state));
  if (wasBusy && !isBusy) void lookAgain();
  wasBusy = isBusy;
});
