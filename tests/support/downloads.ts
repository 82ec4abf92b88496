// What a click downloads: the file itself, as the browser leaves it. Only Chromium tells of a download as it
// happens; the others are given a folder, and the file is awaited there.

import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** Of this worker: several may run at once. */
export const DOWNLOADS = join(
  import.meta.dirname,
  "..",
  "..",
  ".cache",
  `downloads-${process.env["TEST_PARALLEL_INDEX"] ?? "0"}`,
);

const LIMIT_MS = 120_000;

export interface Downloaded {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Does `press`, and resolves with the one file that is new in `folder` afterwards, once it is whole. */
export async function downloadInto(folder: string, press: () => Promise<void>): Promise<Downloaded> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await press();
  const end = Date.now() + LIMIT_MS;
  let lastSize = -1;
  for (;;) {
    const names = await readdir(folder);
    const [name] = names;
    // While a browser is writing, a second file or one of another ending stands beside it.
    if (name !== undefined && names.length === 1 && !/\.(part|wkdownload)$/.test(name)) {
      const { size } = await stat(join(folder, name));
      if (size > 0 && size === lastSize) return { name, bytes: await readFile(join(folder, name)) };
      lastSize = size;
    }
    if (Date.now() > end) throw new Error(`the download did not come; there is: ${names.join(", ")}`);
    await pause(200);
  }
}
