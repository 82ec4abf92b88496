import type { DetailedError, HttpResponse } from "tus-js-client";
import { LIMITS } from "#contract/limits.ts";
import { appendToUpload, createUpload, deleteUpload, TUS } from "#contract/uploads.ts";
import { noteAnswer, noteNoAnswer } from "../../api/connection.ts";
import { isReadable, readUploadAnswer } from "./upload-answer.ts";
import type { Answer } from "./upload-queue.ts";

// A large file in parts, by tus: after a broken connection the next try goes on where this one ended. The protocol
// is loaded with the first such file.

/** Without any progress for so long the connection is taken for lost. Milliseconds. */
const SILENCE = 60_000;

/** Checking and sealing may take a while, behind others' files. Milliseconds. */
const CHECKING = 180_000;

/** Where the server keeps what has come of a file; for as long as the page lives. */
const begun = new WeakMap<File, string>();

/**
 * Sends what the server does not have yet of a file; never rejects.
 * @param progress gets the share that has left, 0 to 1
 */
export async function sendLargeFile(
  file: File,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<Answer> {
  const tus = await import("tus-js-client").catch(() => null);
  if (tus === null || signal.aborted) return lost(file, signal);
  const { promise, resolve } = Promise.withResolvers<Answer>();
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  const stop = () => {
    void upload.abort();
    resolve(lost(file, signal));
  };
  const watch = (patience: number) => {
    clearTimeout(watchdog);
    watchdog = setTimeout(stop, patience);
  };
  const upload = new tus.Upload(file, {
    endpoint: createUpload.path,
    uploadUrl: begun.get(file) ?? null,
    metadata: { filename: file.name, lastModified: String(file.lastModified) },
    chunkSize: LIMITS.uploadPartBytes,
    // When to try again is the queue's business, for all files alike.
    retryDelays: null,
    // Nothing about anybody's files is left behind in the browser.
    storeFingerprintForResuming: false,
    onUploadUrlAvailable: () => {
      if (upload.url !== null) begun.set(file, upload.url);
    },
    onAfterResponse: () => noteAnswer(),
    onProgress: (sentBytes, allBytes) => {
      watch(sentBytes < allBytes ? SILENCE : CHECKING);
      progress(sentBytes / allBytes);
    },
    onSuccess: ({ lastResponse }) => resolve(outcomeOf(file, lastResponse, signal)),
    onError: (error) => resolve(failureOf(file, error, signal)),
  });
  signal.addEventListener("abort", stop);
  watch(SILENCE);
  upload.start();
  try {
    return await promise;
  } finally {
    clearTimeout(watchdog);
    signal.removeEventListener("abort", stop);
  }
}

/** The person does not want the file any more: the server need not keep what it has of it. */
export function dropLargeFile(file: File): void {
  const url = begun.get(file);
  if (url === undefined) return;
  begun.delete(file);
  const headers = { "tus-resumable": TUS.version };
  // If it fails, the server drops it by itself within a day.
  fetch(url, { method: deleteUpload.method, headers, keepalive: true }).catch(() => undefined);
}

async function outcomeOf(file: File, last: HttpResponse, signal: AbortSignal): Promise<Answer> {
  if (last.getBody() !== "") return await read(file, last);
  // All was there already, and the answer to the last part got lost: it is given again.
  try {
    const response = await fetch(begun.get(file) ?? createUpload.path, {
      method: appendToUpload.method,
      headers: {
        "tus-resumable": TUS.version,
        "upload-offset": String(file.size),
        "content-type": "application/offset+octet-stream",
      },
      signal,
    });
    const text = await response.text();
    return await readUploadAnswer(response.status, text, (name) => response.headers.get(name), file);
  } catch {
    return await lost(file, signal);
  }
}

async function failureOf(file: File, error: Error, signal: AbortSignal): Promise<Answer> {
  const response = "originalResponse" in error ? (error as DetailedError).originalResponse : null;
  if (response === null) return await lost(file, signal);
  const answer = await read(file, response);
  // It is over there: begun anew at the next try.
  if (answer.kind === "problem" && answer.code === "not-found") {
    begun.delete(file);
    return { ...answer, code: "upload.interrupted" };
  }
  return answer;
}

function read(file: File, response: HttpResponse): Promise<Answer> {
  const header = (name: string) => response.getHeader(name) ?? null;
  return readUploadAnswer(response.getStatus(), response.getBody(), header, file);
}

async function lost(file: File, signal: AbortSignal): Promise<Answer> {
  if (signal.aborted) return { kind: "unreachable" };
  if (!(await isReadable(file))) return { kind: "unreadable" };
  noteNoAnswer();
  return { kind: "unreachable" };
}
