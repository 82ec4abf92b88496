// A lock between processes: a file that holds its owner's pid and is touched while the work goes on.
// Built-ins only (ready.mjs runs before anything is installed).

import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const BEAT_MS = 1_000;
const SILENT_MS = 30_000;

/**
 * Runs `work` while holding the lock file `path`, whose folder must exist; calls `onWait` once if another
 * process holds it. A lock whose owner is gone, or has not touched it for 30 s, is taken over.
 * @param {string} path
 * @param {() => void} onWait
 * @param {() => Promise<void>} work
 */
export async function oneAtATime(path, onWait, work) {
  let waited = false;
  while (!take(path)) {
    if (isAbandoned(path)) {
      clear(path);
      continue;
    }
    if (!waited) onWait();
    waited = true;
    await pause(100);
  }
  const beat = setInterval(() => utimesSync(path, new Date(), new Date()), BEAT_MS);
  try {
    await work();
  } finally {
    clearInterval(beat);
    rmSync(path, { force: true });
  }
}

/**
 * Linking a finished file is atomic and fails when the name exists: nobody ever reads a half-written pid.
 * @param {string} path
 */
function take(path) {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

/** @param {string} path */
function isAbandoned(path) {
  try {
    const silentMs = Date.now() - statSync(path).mtimeMs;
    return silentMs > SILENT_MS || !isAlive(Number(readFileSync(path, "utf8")));
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
    return false;
  }
}

/**
 * Moved aside before it is removed: if a third process was quicker, its fresh lock is put back.
 * @param {string} path
 */
function clear(path) {
  const aside = `${path}.${process.pid}.old`;
  try {
    renameSync(path, aside);
    if (!isAbandoned(aside)) linkSync(aside, path);
  } catch (error) {
    if (codeOf(error) !== "ENOENT" && codeOf(error) !== "EEXIST") throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
