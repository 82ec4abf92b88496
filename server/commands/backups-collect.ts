import { join, resolve } from "node:path";
import { POOL } from "../backups/backup-place.ts";
import { collectPool } from "../backups/collect-pool.ts";
import { BLOB_PLACE_FORM, readBlobPlace } from "../blob-place.ts";
import { PROJECT } from "../project.ts";
import { refuseInside } from "./backup-target.ts";
import { type Command, Failed, Misused } from "./command.ts";
import { inWords } from "./in-words.ts";
import { bar } from "./terminal.ts";

export const backupsCollect: Command = {
  name: "backups collect",
  takes: "<folder>",
  does: "find the sealed pictures beside backups that none of these backups names any more, and delete them",
  needs: "settings",
  options: {
    delete: { type: "boolean", does: "delete them; without it, they are only counted" },
  },
  async run(config, { positionals, values, progress }) {
    const [text, ...more] = positionals;
    if (text === undefined || more.length > 0) throw new Misused("name one folder of backups");
    const place = readBlobPlace(text);
    if (place === null) throw new Misused(BLOB_PLACE_FORM);
    // In a bucket nothing keeps a backup from being made meanwhile, of old bytes that it finds in the pool.
    if (place.kind === "s3") throw new Failed("Only folders are collected, and no bucket.");
    const folder = resolve(PROJECT, place.path);
    refuseInside({ kind: "folder", path: join(folder, "backup") }, config);
    const found = await collectPool(folder, {
      remove: values["delete"] === true,
      clock: Date.now,
      onProgress: (read, total) => progress(bar("Backups", read, total)),
    });
    const { backups, unnamed, sizeBytes, removed } = found;
    const done = removed > 0 ? ", and were deleted" : unnamed > 0 ? "; --delete deletes them" : "";
    return {
      data: found,
      lines: [
        `Backups   ${backups} in ${folder}, each read whole`,
        `Unnamed   ${unnamed} blobs (${inWords(sizeBytes)}) in ${join(folder, POOL)} are named by none of them and older than a day${done}`,
      ],
    };
  },
};
