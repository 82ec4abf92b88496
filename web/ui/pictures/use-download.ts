import { useState } from "react";
import type { Downloading } from "../../api/archives.ts";
import { words } from "../../copy/words.ts";
import { toast } from "../toast.ts";

interface Downloader {
  /** True until the server has said what will be in it, and the browser has begun. */
  readonly isPreparing: boolean;
  readonly download: () => void;
}

/** Lets the browser fetch pictures, and says what will come and what will not. */
export function useDownload(begin: () => Promise<Downloading>): Downloader {
  const [isPreparing, setPreparing] = useState(false);
  const download = async () => {
    setPreparing(true);
    try {
      const { images, leftOut } = await begin();
      toast.success(words.gallery.downloading(images, leftOut));
    } catch (fault) {
      toast.problem(fault);
    } finally {
      setPreparing(false);
    }
  };
  return { isPreparing, download: () => void download() };
}
