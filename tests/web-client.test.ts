// How the web client's files are served: the page with a policy of its own, its assets for good, and nothing else.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type MemoryApp, startMemoryApp } from "./support/memory-app.ts";

let folder = "";
let app: MemoryApp;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "safelight-web-"));
  mkdirSync(join(folder, "assets"));
  mkdirSync(join(folder, ".git"));
  const files = {
    "index.html":
      '<!doctype html><html lang="en"><script nonce="SAFELIGHT_NONCE" src="/assets/a-1.js"></script>',
    "assets/a-1.js": "export {};",
    "assets/a-1.js.map": "canary",
    "icon.svg": "<svg/>",
    "main.ts": "canary",
    ".env": "canary",
    ".stamp": "canary",
    ".git/config": "canary",
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  app = await startMemoryApp({ webFolder: folder });
});
after(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

test("the page has a policy with a nonce of its own in each answer, and a place to report to", async () => {
  const nonces = new Set<string>();
  for (const path of ["/", "/gallery", "/sign-in"]) {
    const page = await app.client().get(path);
    assert.equal(page.status, 200);
    assert.equal(page.headers.get("content-type"), "text/html; charset=utf-8");
    assert.equal(page.headers.get("cache-control"), "no-store");
    assert.equal(page.headers.get("cross-origin-opener-policy"), "same-origin");
    const policy = (page.headers.get("content-security-policy") ?? "").split("; ");
    const nonce = /^script-src 'nonce-([\w-]{24})' 'strict-dynamic'$/.exec(
      policy.find((one) => one.startsWith("script-src")) ?? "",
    )?.[1];
    assert.ok(nonce !== undefined && page.text.includes(`nonce="${nonce}"`), path);
    nonces.add(nonce);
    for (const rule of [
      "default-src 'none'",
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "report-uri /api/csp-reports",
    ]) {
      assert.ok(policy.includes(rule), rule);
    }
    assert.ok(!policy.some((rule) => rule.includes("unsafe")));
  }
  assert.equal(nonces.size, 3);
});

test("the page comes in the language and theme that the browser chose, else in the language it asks for", async () => {
  const roots: string[] = [];
  for (const headers of [
    {},
    { "accept-language": "id-ID,id;q=0.9,en;q=0.8" },
    { "accept-language": "id", cookie: "safelight-look=en.light" },
    { "accept-language": "en", cookie: "a=b; safelight-look=id.dark" },
    { cookie: 'safelight-look=id"><script>.dark"><script>' },
  ]) {
    const page = await app.client().get("/sign-in", headers);
    roots.push(/<html[^>]*>/.exec(page.text)?.[0] ?? "none");
    assert.equal(page.headers.get("content-language"), /lang="(..)"/.exec(page.text)?.[1]);
  }
  assert.deepEqual(roots, [
    '<html lang="en" data-theme="system">',
    '<html lang="id" data-theme="system">',
    '<html lang="en" data-theme="light">',
    '<html lang="id" data-theme="dark">',
    '<html lang="en" data-theme="system">',
  ]);
});

test("nothing but the client's own kinds of files is served: no folders, sources or hidden files", async () => {
  for (const path of [
    "/assets/",
    "/assets",
    "/.git/config",
    "/.git/",
    "/.env",
    "/.stamp",
    "/main.ts",
    "/assets/a-1.js.map",
    "/assets/../main.ts",
    "/..%2fpackage.json",
    "/assets/..%2f..%2fpackage.json",
    "/package.json",
  ]) {
    const reply = await app.client().get(path);
    assert.equal(reply.status, 404, path);
    assert.ok(!reply.text.includes("canary") && !reply.text.includes('safelight"'), path);
  }
});

test("a missing asset is never answered with the page, and browsers keep hashed assets alone", async () => {
  const asset = await app.client().get("/assets/a-1.js");
  assert.equal(asset.headers.get("content-type"), "text/javascript; charset=utf-8");
  assert.equal(asset.headers.get("cache-control"), "public, max-age=31536000, immutable");
  const icon = await app.client().get("/icon.svg");
  assert.equal(icon.headers.get("content-type"), "image/svg+xml; charset=utf-8");
  assert.equal(icon.headers.get("cache-control"), "no-cache");
  for (const path of ["/assets/b-2.js", "/api/account/x.css", "/gallery/x.css"]) {
    const missing = await app.client().get(path);
    assert.equal(missing.status, 404, path);
    assert.equal(missing.headers.get("content-type"), "application/problem+json", path);
    assert.equal(missing.headers.get("cache-control"), "no-store", path);
  }
});
