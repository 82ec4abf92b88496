import { open } from "node:fs/promises";

/**
 * Makes a function that writes a folder's entries through to the disk. Calls that come while an fsync of the same
 * folder runs share the one after it: the running one may have begun before their entry was made.
 */
export function folderSync(): (folder: string) => Promise<void> {
  const running = new Map<string, Promise<void>>();
  const waiting = new Map<string, Promise<void>>();

  async function syncAfter(previous: Promise<void> | undefined, folder: string): Promise<void> {
    // Its failure belongs to those who waited for it.
    await previous?.catch(() => {});
    running.set(folder, waiting.get(folder)!);
    waiting.delete(folder);
    const handle = await open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
      if (!waiting.has(folder)) running.delete(folder);
    }
  }

  return (folder) => {
    const shared = waiting.get(folder);
    if (shared) return shared;
    const mine = syncAfter(running.get(folder), folder);
    waiting.set(folder, mine);
    return mine;
  };
}
