import { setTimeout as pause } from "node:timers/promises";

const LIMIT_MS = 60_000;

/** Resolves when it is true; rejects when it is not within a minute, which nobody waits for who works. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + LIMIT_MS;
  while (!(await isTrue())) {
    if (Date.now() > end)
      throw new Error(`it did not come true within ${LIMIT_MS / 1000} s: ${String(isTrue)}`);
    await pause(10);
  }
}
