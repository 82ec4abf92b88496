// Which blobs a copy is at: put perhaps, and not yet read back. A small file, written before each batch and gone at
// the end; the names in it were made by the server, and say nothing.
import { open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { isBlobKey } from "./blob-store.ts";
import { folderSync } from "./folder-sync.ts";

export interface CopyJournal {
  read(): Promise<ReadonlySet<string>>;
  /** In place of what was written before; durable when it resolves. */
  write(keys: readonly string[]): Promise<void>;
  end(): Promise<void>;
}

/** @param file in a folder that is there */
export function copyJournal(file: string): CopyJournal {
  const syncFolder = folderSync();
  return {
    async read() {
      const text = await readFile(file, "utf8").catch((error: unknown) => {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
        throw error;
      });
      return new Set(text.split("\n").filter(isBlobKey));
    },
    async write(keys) {
      const handle = await open(`${file}.new`, "w", 0o600);
      try {
        await handle.writeFile(`${keys.join("\n")}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(`${file}.new`, file);
      await syncFolder(dirname(file));
    },
    end: () => rm(file, { force: true }),
  };
}
