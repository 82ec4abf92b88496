import { createImage } from "#contract/images.ts";
import { noteAnswer, noteNoAnswer } from "../../api/connection.ts";
import { urlOf } from "../../api/url-of.ts";
import { isReadable, readUploadAnswer } from "./upload-answer.ts";
import type { Answer } from "./upload-queue.ts";

// One file to the server. XMLHttpRequest, because fetch does not tell how much has left.

/** Without any progress for so long the connection is taken for lost. Milliseconds. */
const SILENCE = 60_000;

/** Checking and sealing may take a while, behind others' files. Milliseconds. */
const CHECKING = 180_000;

/**
 * Sends one file as a multipart form; never rejects.
 * @param progress gets the share that has left, 0 to 1
 */
export function sendFile(
  file: File,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("lastModified", String(file.lastModified));
    form.append("file", file, file.name);

    let watchdog: ReturnType<typeof setTimeout> | undefined;
    const watch = (patience: number) => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => request.abort(), patience);
    };
    const end = (answer: Answer) => {
      clearTimeout(watchdog);
      signal.removeEventListener("abort", stop);
      resolve(answer);
    };
    const lost = async () => {
      if (!signal.aborted && !(await isReadable(file))) return end({ kind: "unreadable" });
      if (!signal.aborted) noteNoAnswer();
      end({ kind: "unreachable" });
    };
    const stop = () => request.abort();

    request.upload.addEventListener("progress", (event) => {
      watch(SILENCE);
      if (event.total > 0) progress(Math.min(0.999, event.loaded / event.total));
    });
    request.upload.addEventListener("load", () => {
      watch(CHECKING);
      progress(1);
    });
    request.addEventListener("load", () => {
      noteAnswer();
      void readAnswer(request, file).then(end);
    });
    request.addEventListener("error", () => void lost());
    request.addEventListener("abort", () => void lost());
    signal.addEventListener("abort", stop);

    request.open(createImage.method, urlOf(createImage, {}));
    request.setRequestHeader("accept", "application/json");
    watch(SILENCE);
    request.send(form);
  });
}

async function readAnswer(request: XMLHttpRequest, file: File): Promise<Answer> {
  const header = (name: string) => request.getResponseHeader(name);
  return readUploadAnswer(request.status, request.responseText, header, file);
}
