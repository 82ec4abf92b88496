// Every command that docs/operations.md shows, in a block, in the table of commands or in the middle of a sentence:
// run here as it is written, or by a test that is named, or it is said why it cannot be.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import type { Image } from "#contract/images.ts";
import { picture, upload } from "../images/pictures.ts";
import { type ApiClient, apiClient } from "../support/api-client.ts";
import { bareEnvironment } from "../support/bare-environment.ts";
import { PASSWORD } from "../support/memory-app.ts";
import { type RunningServer, startSafelight } from "../support/running-server.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..", "..");
const GUEST = "guest@example.org";
const safelight = (words: string): string => `npm run safelight -- ${words}`;

/** What is run in the place of what is shown, in which words stand for something; in this order. */
const HERE: Readonly<Record<string, string>> = {
  "accounts create [--days N]": safelight("accounts create --days 3"),
  "accounts create --mail ADDRESS": safelight("accounts create --mail another@example.org"),
  "accounts list": safelight("accounts list"),
  "accounts disable ADDRESS": safelight(`accounts disable ${GUEST}`),
  "accounts enable ADDRESS": safelight(`accounts enable ${GUEST}`),
  "keys status": safelight("keys status"),
  "cp -a /var/lib/safelight/keys /mnt/safe/": "cp -a /var/lib/safelight/keys /mnt/safe/",
  "npm run safelight -- keys confirm /media/stick/keys": safelight("keys confirm /mnt/safe/keys"),
  "keys rotate": safelight("keys rotate"),
  "keys confirm PATH": `cp -a /var/lib/safelight/keys /mnt/safe/ && ${safelight("keys confirm /mnt/safe/keys")}`,
  "keys retire VERSION": safelight("keys retire 1"),
  verify: safelight("verify"),
  "npm run safelight -- verify": safelight("verify --json"),
  "npm run safelight -- backup /mnt/backup/2026-11-27": safelight("backup /mnt/backup/2026-11-27"),
  "backup FILE": safelight("backup /mnt/backup/another"),
  "blobs move FROM TO [--compare-all]": `${safelight("blobs move /var/lib/safelight/blobs /mnt/blobs")} --compare-all`,
  "audit verify [--head HEAD]": safelight("audit verify"),
  "audit export [--after N]": safelight("audit export --after 3"),
  config: safelight("config"),
  "npm run safelight -- <command>": safelight("accounts list --help"),
  "openssl rand -hex 32": "openssl rand -hex 32",
  "kill -9": "kill -9 PID",
};

const DRILL = "tests/backups/drill.test.ts";
const ELSEWHERE: Readonly<Record<string, string>> = {
  "keys rotate --leaked": "tests/commands/keys.test.ts",
  migrate: "tests/running/database-roles.test.ts",
  "npm run safelight -- migrate": "tests/running/database-roles.test.ts",
  "restore FILE": DRILL,
  "backups collect FOLDER [--delete]": "tests/backups/collect.test.ts",
  "npm run safelight -- backup /mnt/backup/$(date +%F)": DRILL,
  "mkdir -m 700 -p /var/lib/safelight": DRILL,
  "cp -a /mnt/safe/keys /var/lib/safelight/": DRILL,
  "npm run safelight -- restore /mnt/backup/$(date +%F)": DRILL,
  "npm start": "tests/support/running-server.test.ts",
  "kill -HUP": "tests/tls/http2.test.ts",
  "npm run safelight -- blobs move ./data/blobs s3://bucket/prefix?endpoint=…":
    "tests/buckets/blobs-move.test.ts",
};

const NOT_HERE: Readonly<Record<string, string>> = {
  "apt-get install g++ make python3":
    "installs into the machine; tools/system-packages.ts does it for the tests",
  "apt-get install clamav-daemon": "installs into the machine; tests/support/clam-daemon.ts starts one",
  "systemctl edit safelight": "needs systemd as the first process",
  "systemctl reload safelight": "needs systemd as the first process; unit.test.ts has the unit judged by it",
  "git pull": "needs a newer version at an origin",
  "npm ci": "installs this very tree anew; the run of all tests begins with it",
  "npm run": "is no command of its own",
};

function shown(): ReadonlySet<string> {
  const page = readFileSync(join(root, "docs", "operations.md"), "utf8");
  // Settings and lines of other programs' files begin with capitals; SQL is database-roles.test.ts's, and haproxy's
  // file the chaos run's.
  const blocks = [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .flatMap(([, language, block = ""]) =>
      language === "sql" || language === "haproxy" ? [] : block.trim().split("\n"),
    )
    .filter((line) => /^[a-z]/.test(line));
  const table = page.split("| command | does |\n")[1]?.split("\n\n")[0] ?? "";
  const rows = table
    .split("\n")
    .flatMap((row) => [...(row.split(" | ")[0] ?? "").matchAll(/`([^`]+)`/g)].map(([, span = ""]) => span));
  const text = page.replaceAll(/^```.*?^```$/gms, "");
  const spans = [...text.matchAll(/`((?:npm|apt-get|openssl|systemctl|kill|git|docker|cp) [^`]+)`/g)];
  return new Set([...blocks, ...rows, ...spans.map(([, span = ""]) => span)]);
}

let work: string;
let server: RunningServer;
let client: ApiClient;
let kept: Image;
before(async () => {
  work = mkdtempSync(join(tmpdir(), "safelight-shown-"));
  mkdirSync(join(work, "safe"));
  mkdirSync(join(work, "data"), { mode: 0o700 });
  server = await startSafelight({ dataFolder: join(work, "data"), env: { SAFELIGHT_DATABASE: "sqlite" } });
  client = apiClient(server.origin);
  const account = { email: "first@example.org", password: PASSWORD };
  const invitation = (await server.link("register")).split("#")[1];
  assert.equal((await client.post("/api/accounts", { ...account, invitation })).status, 202);
  assert.equal((await client.post("/api/sessions", account)).status, 201);
  kept = await upload(client, await picture("kept"));
});
after(async () => {
  await server.stop();
  rmSync(work, { recursive: true, force: true });
});

/** As it is written, but for where the folders lie. */
async function runHere(command: string): Promise<string> {
  const here = command
    .replaceAll("/mnt/", `${work}/`)
    .replaceAll("/var/lib/safelight", join(work, "data"))
    .replaceAll("PID", String(server.pid));
  const { HOME } = process.env;
  const env = {
    ...bareEnvironment,
    HOME,
    SAFELIGHT_ORIGIN: server.origin,
    SAFELIGHT_DATA: join(work, "data"),
    SAFELIGHT_DATABASE: "sqlite",
  };
  const { stdout } = await run("bash", ["-euo", "pipefail", "-c", here], { cwd: root, env });
  return stdout;
}

test("every command of docs/operations.md is run by a test, or cannot be for a reason, and no other is listed", () => {
  const listed = [HERE, ELSEWHERE, NOT_HERE].flatMap((list) => Object.keys(list));
  assert.deepEqual([...new Set(listed)].toSorted(), listed.toSorted(), "one is listed twice");
  assert.deepEqual([...shown()].toSorted(), listed.toSorted());
  for (const file of Object.values(ELSEWHERE)) assert.ok(existsSync(join(root, file)), file);
});

test("each command that can run here does what its line says, beside a server that serves", async () => {
  const said = new Map<string, string>();
  for (const [name, command] of Object.entries(HERE)) {
    if (name === "kill -9") break;
    said.set(name, await runHere(command));
    if (name !== "accounts create [--days N]") continue;
    const invitation = /\/register#([\w-]+)/.exec(said.get(name) ?? "")?.[1];
    const account = { email: GUEST, password: PASSWORD, invitation };
    assert.equal((await apiClient(server.origin).post("/api/accounts", account)).status, 202);
  }
  const expect = (name: string, words: RegExp): void => assert.match(said.get(name) ?? "", words, name);
  expect("accounts list", /guest@example\.org/);
  expect("verify", /^Everything is whole\.$/m);
  expect("keys retire VERSION", /Version 1 is retired/);
  expect("audit verify [--head HEAD]", /stand in one whole chain/);
  expect("config", /dataFolder/);
  expect("openssl rand -hex 32", /^[0-9a-f]{64}\n$/);
  assert.ok(existsSync(join(work, "backup", "2026-11-27")));
  const path = `/api/images/${kept.id}/renditions/original`;
  const before = await client.get(path);
  assert.equal(before.status, 200);

  await runHere(HERE["kill -9"] ?? "");
  await server.kill9();
  server = await startSafelight({
    dataFolder: join(work, "data"),
    port: server.port,
    env: { SAFELIGHT_DATABASE: "sqlite" },
  });
  assert.ok((await client.get(path)).bytes.equals(before.bytes), "what was acknowledged came back changed");
});
