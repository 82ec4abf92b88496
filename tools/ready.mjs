// Makes a checkout ready to run: installs its packages and builds the web client, each only when it is missing
// or stale. Built-ins only, because it runs before anything is installed and on whichever Node started npm.
// It speaks on stderr: stdout belongs to the command that follows.

import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildWeb, isWebBuilt } from "./build-web.mjs";
import { CannotGoOn } from "./cannot-go-on.mjs";
import { install, isInstalled, requireCarriedNode, stampInstallation } from "./install.mjs";
import { oneAtATime } from "./one-at-a-time.mjs";

const OLDEST_NODE = 20;

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

async function makeReady() {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    throw new CannotGoOn(
      `Safelight can be started by Node ${OLDEST_NODE} or later, and this is ${process.versions.node}. ` +
        "README.md says where a newer one comes from.",
    );
  }
  await unless(isInstalled, "Installing packages (once; a minute on a slow line) …", install);
  stampInstallation(root);
  requireCarriedNode(root);
  await unless(isWebBuilt, "Building the web client …", buildWeb);
}

/**
 * Does `work` unless `isDone`; asks again once it is our turn, because another process may have done it.
 * @param {(root: string) => boolean} isDone
 * @param {string} announcement
 * @param {(root: string) => Promise<void>} work
 */
async function unless(isDone, announcement, work) {
  if (isDone(root)) return;
  const lock = join(root, ".cache", "ready.lock");
  mkdirSync(dirname(lock), { recursive: true });
  const onWait = () => say("Waiting for another process that is making this checkout ready …");
  await oneAtATime(lock, onWait, async () => {
    if (isDone(root)) return;
    say(announcement);
    await work(root);
  });
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`${line}\n`);
}

try {
  await makeReady();
} catch (error) {
  if (!(error instanceof CannotGoOn)) throw error;
  say(error.message);
  process.exitCode = 1;
}
