// How much JavaScript a person waits for. Reads what the build made; sizes are of gzip, as most servers send it.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

const dist = join(import.meta.dirname, "..", "web", "dist");
const assets = readdirSync(join(dist, "assets"));
const KILOBYTE = 1000;

/** The built file of a module, by its name without the hash. */
function chunk(name: string): string {
  const found = assets.filter(
    (file) => file.startsWith(`${name}-`) && /^-[\w-]{8}\.js$/.test(file.slice(name.length)),
  );
  assert.equal(found.length, 1, `${name}: ${found.join(", ")}`);
  return found[0] ?? "";
}

/** The files and all that they import at once. */
function withImports(files: readonly string[]): ReadonlySet<string> {
  const all = new Set<string>();
  const add = (file: string): void => {
    if (all.has(file)) return;
    all.add(file);
    const code = readFileSync(join(dist, "assets", file), "utf8");
    for (const [, imported] of code.matchAll(/(?:\bfrom|\bimport)\s*["'`]\.\/([\w.-]+\.js)["'`]/g))
      add(imported ?? "");
  };
  for (const file of files) add(file);
  return all;
}

function gzipBytes(files: Iterable<string>): number {
  return [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, "assets", file))).length, 0);
}

const page = readFileSync(join(dist, "index.html"), "utf8");
const entry = [...page.matchAll(/(?:src|href)="\/assets\/([\w.-]+\.js)"/g)].map(([, file]) => file ?? "");

test("the page loads at most 150 kB of JavaScript by itself", (t) => {
  assert.ok(entry.length > 0);
  const files = withImports(entry);
  assert.ok(
    [...files].every((file) => entry.includes(file)),
    "what the entry imports is named by the page",
  );
  const bytes = gzipBytes(files);
  t.diagnostic(`${bytes} bytes`);
  assert.ok(bytes <= 150 * KILOBYTE, `${bytes} bytes`);
});

test("the first screen behind the door is there with at most 210 kB, in either language", (t) => {
  for (const words of ["en", "id"]) {
    const files = withImports([...entry, chunk("private-layout"), chunk("gallery-page"), chunk(words)]);
    const bytes = gzipBytes(files);
    t.diagnostic(`${words}: ${bytes} bytes`);
    assert.ok(bytes <= 210 * KILOBYTE, `${words}: ${bytes} bytes`);
  }
});

test("no page carries another one, nor the words of any language", () => {
  const first = withImports(entry);
  for (const name of [
    "en",
    "id",
    "gallery-page",
    "viewer-page",
    "trash-page",
    "sign-in-page",
    "vault-page",
    "people-page",
  ]) {
    const file = assets.find((asset) => asset.startsWith(`${name}-`));
    if (name !== "sign-in-page") assert.ok(file, name);
    assert.ok(file === undefined || !first.has(file), name);
  }
  const gallery = withImports([chunk("gallery-page")]);
  for (const name of ["viewer-page", "trash-page", "vault-page", "people-page"]) {
    assert.ok(![...gallery].some((file) => file.startsWith(`${name}-`)), name);
  }
});
