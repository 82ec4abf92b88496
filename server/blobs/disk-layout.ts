// Where a blob lies in a disk store: <root>/<shard>/<file name>. Changing this loses every blob already stored.
import { isBlobKey } from "./blob-store.ts";

/** Half-written blobs. A folder of its own, so that what a killed process left is found at once. */
export const incomingName = "incoming";

export const shardNames: readonly string[] = Array.from({ length: 256 }, (_, shard) =>
  shard.toString(16).padStart(2, "0"),
);

/** FNV-1a, folded to a byte: spreads keys over the shards; nothing rests on it being hard to predict. */
export function shardOf(key: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return shardNames[(hash ^ (hash >>> 8) ^ (hash >>> 16) ^ (hash >>> 24)) & 0xff]!;
}

/** Also for the beginning of a key. A slash in the name would make folders; "_" is in no key. */
export function fileNameOf(key: string): string {
  return key.replaceAll("/", "_");
}

/** The key of the blob that a file holds, or null when this store did not put it there. */
export function keyOf(shard: string, fileName: string): string | null {
  const key = fileName.replaceAll("_", "/");
  return isBlobKey(key) && shardOf(key) === shard ? key : null;
}
