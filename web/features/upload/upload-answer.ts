import type { createImage } from "#contract/images.ts";
import type { AnswerOf } from "#contract/route.ts";
import { noticed } from "../../api/call.ts";
import { readProblem } from "../../api/problem-error.ts";
import { isWhatWasSent } from "./check-receipt.ts";
import type { Answer } from "./upload-queue.ts";

// What the server says to a whole file, as the queue understands it; and what a file says that cannot be read.

/** @param header looks one up in the answer */
export async function readUploadAnswer(
  status: number,
  text: string,
  header: (name: string) => string | null,
  file: File,
): Promise<Answer> {
  if (status === 201 || status === 200) {
    const { image, duplicate, restored, receipt } = JSON.parse(text) as AnswerOf<typeof createImage>;
    try {
      if (!(await isWhatWasSent(file, receipt))) return { kind: "differs", image };
    } catch {
      // The file has been moved since: what was sent of it is kept, and cannot be compared any more.
    }
    return { kind: "taken", image, isDuplicate: duplicate, isRestored: restored };
  }
  const error = noticed(readProblem(status, text, { get: header }));
  const { code, instance } = error.problem;
  return {
    kind: "problem",
    code,
    retryAfterSeconds: error.retryAfterSeconds,
    requestId: instance === "" ? null : instance,
  };
}

/** A file that was moved or changed since it was chosen fails like a lost connection; reading a byte tells. */
export async function isReadable(file: Blob): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
