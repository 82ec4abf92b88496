// Builds the web client into web/dist, with a stamp of what it was built from. Built-ins only (ready.mjs uses it).

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CannotGoOn } from "./cannot-go-on.mjs";
import { runToEnd } from "./run-to-end.mjs";

const NOT_SOURCES = new Set(["dist", "node_modules"]);

/**
 * True when web/dist of the checkout `root` was built from the sources that are there now.
 * @param {string} root
 */
export function isWebBuilt(root) {
  const stamp = join(root, "web", "dist", ".stamp");
  return existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint(root);
}

/**
 * Builds beside the old client, then swaps: a build that fails takes nothing away. Throws CannotGoOn.
 * @param {string} root
 */
export async function buildWeb(root) {
  const web = join(root, "web");
  const built = fingerprint(root);
  const vite = [join(root, "node_modules", "vite", "bin", "vite.js"), "build", web];
  const beside = join(root, ".cache", "web-dist");
  const flags = ["--outDir", beside, "--emptyOutDir", "--logLevel", "warn"];
  const node = join(root, "node_modules", ".bin", "node");
  const { ended, said } = await runToEnd(node, [...vite, ...flags], { cwd: root });
  if (ended !== null)
    throw new CannotGoOn(`${said}\nThe web client could not be built (vite ended with ${ended}).`);
  writeFileSync(join(beside, ".stamp"), built);
  rmSync(join(web, "dist"), { recursive: true, force: true });
  renameSync(beside, join(web, "dist"));
}

/**
 * The client depends on the name and content of every source in web/ and contract/, and on its packages.
 * @param {string} root
 */
function fingerprint(root) {
  const hash = createHash("sha256").update(readFileSync(join(root, "package-lock.json")));
  for (const path of [...sourcesIn(root, "contract"), ...sourcesIn(root, "web")]) {
    const content = readFileSync(join(root, path));
    hash.update(`\0${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/**
 * The paths of all sources under `folder`, from the root, in an order that does not depend on the disk.
 * @param {string} root
 * @param {string} folder
 * @returns {Generator<string>}
 */
function* sourcesIn(root, folder) {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory() && !NOT_SOURCES.has(entry.name)) yield* sourcesIn(root, path);
    else if (entry.isFile() && !/\.test\.tsx?$/.test(entry.name)) yield path;
  }
}
