import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ConfigFaulty, readConfig, SETTINGS } from "./config.ts";

const faultsOf = (env: Record<string, string>): readonly string[] => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigFaulty) return error.faults;
    throw error;
  }
  return [];
};

test("without any setting it listens on localhost only and takes 5 MiB", () => {
  const config = readConfig({ PATH: "/bin" });
  assert.equal(config.origin, "http://localhost:8080");
  assert.equal(config.host, "127.0.0.1");
  assert.equal(config.port, 8080);
  assert.equal(config.secure, false);
  assert.equal(config.maxUploadBytes, 5 * 1024 * 1024);
  assert.equal(config.sessionIdleSeconds, 43_200);
  assert.equal(config.lockAfterSeconds, null);
});

test("every fault is listed at once, and no value is printed", () => {
  const faults = faultsOf({
    SAFELIGHT_ORIGNI: "canary-1",
    SAFELIGHT_MAX_UPLOAD: "canary-2",
    SAFELIGHT_VAULT: "canary-3",
    SAFELIGHT_SESSION_IDLE: "canary-4",
  });
  assert.equal(faults.length, 4);
  assert.ok(!faults.join("\n").includes("canary"));
  for (const name of ["ORIGNI", "MAX_UPLOAD", "VAULT", "SESSION_IDLE"]) {
    assert.ok(
      faults.some((fault) => fault.startsWith(`SAFELIGHT_${name}:`)),
      name,
    );
  }
});

test("sizes are whole numbers with a unit", () => {
  const sizes: readonly [string, number][] = [
    ["1B", 1],
    ["2KiB", 2048],
    ["200MiB", 200 * 1024 ** 2],
    ["1GiB", 1024 ** 3],
  ];
  for (const [text, bytes] of sizes) {
    assert.equal(readConfig({ SAFELIGHT_MAX_UPLOAD: text }).maxUploadBytes, bytes);
  }
  for (const text of ["5", "5MB", "-5MiB", "5.5MiB", "0B", "MiB"]) {
    assert.equal(faultsOf({ SAFELIGHT_MAX_UPLOAD: text }).length, 1, text);
  }
});

test("plain http for another host than localhost is refused, unless allowed outright", () => {
  const origin = "http://pictures.example.org";
  assert.equal(faultsOf({ SAFELIGHT_ORIGIN: origin }).length, 1);
  const config = readConfig({ SAFELIGHT_ORIGIN: origin, SAFELIGHT_ALLOW_HTTP: "true" });
  assert.equal(config.insecure, true);
  assert.equal(readConfig({ SAFELIGHT_ORIGIN: "https://pictures.example.org" }).secure, true);
});

test("an origin is scheme, host and port, nothing more", () => {
  for (const origin of ["https://a.example/", "https://a.example/x", "a.example", "ftp://a.example"]) {
    assert.equal(faultsOf({ SAFELIGHT_ORIGIN: origin }).length, 1, origin);
  }
});

test("a setting may come from a file, and a file that is not there is a fault", () => {
  const folder = mkdtempSync(join(tmpdir(), "safelight-config-"));
  try {
    const file = join(folder, "mail");
    writeFileSync(file, "smtps://user:secret@mail.example.org\n");
    const config = readConfig({ SAFELIGHT_MAIL_FILE: file });
    assert.equal(config.mailServer, "smtps://user:secret@mail.example.org");
    assert.equal(faultsOf({ SAFELIGHT_MAIL_FILE: join(folder, "absent") }).length, 1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a format that this version lacks is refused by name", () => {
  assert.equal(faultsOf({ SAFELIGHT_FORMATS: "jpeg,tiff" }).length, 1);
  assert.deepEqual(readConfig({ SAFELIGHT_FORMATS: "jpeg, png" }).formats, ["jpeg", "png"]);
});

test("no setting turns authentication off", () => {
  for (const name of Object.keys(SETTINGS)) assert.doesNotMatch(name, /AUTH|PUBLIC|ANON|DISABLE|SKIP/);
});

test("docs/operations.md shows every setting as the code has it", () => {
  const table = Object.entries(SETTINGS)
    .map(([name, { shown, does }]) => `| \`${name}\` | ${shown} | ${does} |`)
    .join("\n");
  const text = readFileSync(new URL("../docs/operations.md", import.meta.url), "utf8");
  assert.ok(text.includes(table), `put this table into docs/operations.md:\n${table}`);
});
