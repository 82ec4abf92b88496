import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { hmacSha256 } from "../crypto/hmac.ts";
import { KEY_BYTES, KEY_FILE } from "./file.ts";
import { type KeyProvider, KeysRefused, KeyVersionMissing } from "./provider.ts";

export type KeyCopy = Pick<KeyProvider, "versions" | "derive" | "close">;

/**
 * Reads a copy of a key folder, to be compared and nothing else. Who else may read it is not judged: many a stick
 * that lies in a drawer knows no modes.
 * @throws KeysRefused when it holds no key, or half a key
 */
export async function openKeyCopy(folder: string): Promise<KeyCopy> {
  const names = await readdir(folder).catch(() => {
    throw new KeysRefused(`${folder} is not a folder that can be read`);
  });
  const keys = new Map<number, Buffer>();
  for (const name of names) {
    const version = KEY_FILE.exec(name)?.[1];
    if (version === undefined) continue;
    const bytes = await readFile(join(folder, name));
    if (bytes.length !== KEY_BYTES) {
      throw new KeysRefused(`${join(folder, name)} has ${bytes.length} bytes, a master key has ${KEY_BYTES}`);
    }
    keys.set(Number(version), bytes);
  }
  if (keys.size === 0) throw new KeysRefused(`${folder} holds no file master-<version>.key`);
  return {
    versions: () => [...keys.keys()],
    async derive(version, label) {
      const key = keys.get(version);
      if (key === undefined) throw new KeyVersionMissing(version);
      return hmacSha256(key, label);
    },
    async close() {
      for (const key of keys.values()) key.fill(0);
    },
  };
}
