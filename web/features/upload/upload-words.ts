import type { Instance } from "#contract/instance.ts";
import { formatBytes, formatFormats } from "../../copy/formats.ts";
import { words } from "../../copy/words.ts";
import { removedList } from "../../ui/pictures/picture-words.ts";
import type { Upload } from "./upload-queue.ts";

export interface UploadWords {
  readonly status: string;
  /** What to do about it. */
  readonly advice: string | null;
}

/** What the tray says about one file. */
export function uploadWords({ state, file }: Upload, limits: Instance["upload"]): UploadWords {
  const { upload, problems } = words;
  const plain = (status: string) => ({ status, advice: null });
  switch (state.kind) {
    case "waiting":
      return plain(upload.waiting);
    case "sending":
      return plain(upload.sending(Math.floor(state.share * 100)));
    case "checking":
      return plain(upload.checking);
    case "resting":
      return plain(upload.resting[state.reason]);
    case "sealed": {
      const removed = removedList(state.image.removed);
      return plain(removed === null ? upload.sealed : upload.sealedRemoved(removed));
    }
    case "already-here":
      return plain(state.isRestored ? upload.restored : upload.alreadyHere);
    case "refused": {
      const { reason } = state;
      if (reason === "file-unreadable")
        return { status: upload.unreadable.title, advice: upload.unreadable.advice };
      if (reason === "receipt-differs") {
        return { status: upload.receiptDiffers.title, advice: upload.receiptDiffers.advice };
      }
      if (reason === "image.too-large" && file.size > limits.maxBytes) {
        const { title, advice } = upload.tooLarge(formatBytes(file.size), formatBytes(limits.maxBytes));
        return { status: title, advice };
      }
      const { title, advice } = problems[reason];
      const isFormat = reason === "image.unsupported" || reason === "image.format-off";
      return {
        status: title,
        advice: isFormat ? upload.notTaken(formatFormats(limits.formats, "or")) : advice,
      };
    }
  }
}
