import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ConfigFaulty, readConfig } from "./config.ts";
import { SETTINGS } from "./settings.ts";
import { PROVIDER_SETTINGS } from "./sign-in-providers.ts";

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
  const ofProviders = Object.entries(PROVIDER_SETTINGS).map(
    ([part, setting]) => [`SAFELIGHT_OIDC_<NAME>_${part}`, setting] as const,
  );
  const table = [...Object.entries(SETTINGS), ...ofProviders]
    .map(([name, { shown, does }]) => `| \`${name}\` | ${shown} | ${does} |`)
    .join("\n");
  const text = readFileSync(new URL("../docs/operations.md", import.meta.url), "utf8");
  assert.ok(text.includes(table), `put this table into docs/operations.md:\n${table}`);
});

const PROVIDER = {
  SAFELIGHT_OIDC_MY_COMPANY_ISSUER: "https://login.example.org",
  SAFELIGHT_OIDC_MY_COMPANY_CLIENT_ID: "safelight",
  SAFELIGHT_OIDC_MY_COMPANY_CLIENT_SECRET: "Zk3-9fT_qLw2-xV8b",
};

test("any number of providers is read, each by its name", () => {
  const { signInProviders } = readConfig({
    ...PROVIDER,
    SAFELIGHT_OIDC_ACME_ISSUER: "https://id.acme.example/realms/people",
    SAFELIGHT_OIDC_ACME_CLIENT_ID: "pictures",
    SAFELIGHT_OIDC_ACME_CLIENT_SECRET: "Zk3-9fT_qLw2-xV8b",
    SAFELIGHT_OIDC_ACME_LABEL: "Acme & Sons",
    SAFELIGHT_OIDC_ACME_ACR: "urn:example:two",
    SAFELIGHT_OIDC_ACME_HOSTS: "keys.acme.example, tokens.acme.example:8443",
  });
  const shown = signInProviders.map(({ id, label, acr, hosts }) => ({ id, label, acr, hosts }));
  assert.deepEqual(shown, [
    {
      id: "acme",
      label: "Acme & Sons",
      acr: "urn:example:two",
      hosts: ["id.acme.example", "keys.acme.example", "tokens.acme.example:8443"],
    },
    { id: "my-company", label: "My company", acr: null, hosts: ["login.example.org"] },
  ]);
  assert.deepEqual(readConfig({}).signInProviders, []);
});

test("a provider that is incomplete, unsafe or misspelt stops the start", () => {
  const refused: readonly [Record<string, string>, string][] = [
    [{ SAFELIGHT_OIDC_MY_COMPANY_CLIENT_SECRET: "" }, "CLIENT_SECRET"],
    [{ SAFELIGHT_OIDC_MY_COMPANY_CLIENT_SECRET: "changeme" }, "CLIENT_SECRET"],
    [{ SAFELIGHT_OIDC_MY_COMPANY_CLIENT_SECRET: "please-change-me-before-use" }, "CLIENT_SECRET"],
    [{ SAFELIGHT_OIDC_MY_COMPANY_CLIENT_SECRET: "your-client-secret" }, "CLIENT_SECRET"],
    [{ SAFELIGHT_OIDC_MY_COMPANY_CLIENT_SECRET: "<client secret of Safelight>" }, "CLIENT_SECRET"],
    [{ SAFELIGHT_OIDC_MY_COMPANY_CLIENT_SECRET: "x".repeat(32) }, "CLIENT_SECRET"],
    [{ SAFELIGHT_OIDC_MY_COMPANY_ISSUER: "http://login.example.org" }, "ISSUER"],
    [{ SAFELIGHT_OIDC_MY_COMPANY_ISSUER: "https://login.example.org/?tenant=1" }, "ISSUER"],
    [{ SAFELIGHT_OIDC_MY_COMPANY_ISSUER: "https://a:b@login.example.org" }, "ISSUER"],
    [{ SAFELIGHT_OIDC_MY_COMPANY_SCOPES: "openid" }, "SCOPES"],
    [{ SAFELIGHT_OIDC_ISSUER: "https://login.example.org" }, "ISSUER"],
    [{ SAFELIGHT_OIDC_MY_COMPANY_HOSTS: "https://keys.example.org" }, "HOSTS"],
    [{ SAFELIGHT_OIDC_MY_COMPANY_LABEL: "two\nlines" }, "LABEL"],
  ];
  for (const [wrong, part] of refused) {
    const faults = faultsOf({ ...PROVIDER, ...wrong });
    assert.equal(faults.length, 1, JSON.stringify(wrong));
    assert.match(faults[0] ?? "", new RegExp(`_${part}: `));
  }
  const twice = Object.entries(PROVIDER).map(([key, value]) => [key.replace("MY_COMPANY", "OTHER"), value]);
  const same = faultsOf({ ...PROVIDER, ...(Object.fromEntries(twice) as Record<string, string>) });
  assert.match(same.join(), /same issuer/);
});

test("the client secret may come from a file", () => {
  const folder = mkdtempSync(join(tmpdir(), "safelight-config-"));
  try {
    const file = join(folder, "secret");
    writeFileSync(file, "Zk3-9fT_qLw2-from-file\n");
    const { SAFELIGHT_OIDC_MY_COMPANY_CLIENT_SECRET: _, ...rest } = PROVIDER;
    const config = readConfig({ ...rest, SAFELIGHT_OIDC_MY_COMPANY_CLIENT_SECRET_FILE: file });
    assert.equal(config.signInProviders[0]?.clientSecret, "Zk3-9fT_qLw2-from-file");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a scanner is a host and a port by tcp, and nothing else", () => {
  assert.equal(readConfig({}).scanner, null);
  const scanner = (text: string) => readConfig({ SAFELIGHT_SCANNER: text }).scanner;
  assert.deepEqual(scanner("tcp://clam.example.org:3310"), { host: "clam.example.org", port: 3310 });
  assert.deepEqual(scanner("tcp://[::1]:80"), { host: "::1", port: 80 });
  for (const text of [
    "clam:3310",
    "http://clam:3310",
    "tcp://clam",
    "tcp://clam:99999",
    "tcp://a:b@clam:1",
    "tcp://clam:1/x",
  ]) {
    assert.equal(faultsOf({ SAFELIGHT_SCANNER: text }).length, 1, text);
  }
});

test("pictures lie in a folder or in a bucket, and an address with a secret in it is refused unseen", () => {
  const blobsOf = (SAFELIGHT_BLOBS: string): unknown => readConfig({ SAFELIGHT_BLOBS }).blobs;
  assert.deepEqual(readConfig({ SAFELIGHT_DATA: "/data" }).blobs, { kind: "folder", path: "/data/blobs" });
  assert.deepEqual(blobsOf("/pictures"), { kind: "folder", path: "/pictures" });
  const bucket = { kind: "s3", bucket: "pictures", prefix: "", endpoint: null, region: null };
  assert.deepEqual(blobsOf("s3://pictures"), bucket);
  assert.deepEqual(blobsOf("s3://pictures/"), bucket);
  assert.deepEqual(
    blobsOf("s3://pictures/of/ours/?region=eu-central-1&endpoint=https://s3.example.org:8443"),
    {
      ...bucket,
      prefix: "of/ours/",
      endpoint: "https://s3.example.org:8443",
      region: "eu-central-1",
    },
  );
  for (const refused of [
    "s3://",
    "s3:pictures",
    "s3://Pictures",
    "s3://canary:canary@pictures",
    "s3://pictures//a",
    "s3://pictures/a b",
    "s3://pictures?secret=canary",
    "s3://pictures?region=a&region=b",
    "s3://pictures?region=canary%2F..",
    "s3://pictures?endpoint=https://canary:canary@s3.example.org",
    "s3://pictures?endpoint=https://s3.example.org/path",
    "s3://pictures?endpoint=file:///canary",
    "s3://pictures#canary",
  ]) {
    const faults = faultsOf({ SAFELIGHT_BLOBS: refused });
    assert.equal(faults.length, 1, refused);
    assert.ok(!faults.join().includes("canary"), refused);
  }
});
