import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type FollowedAudit, followAudit } from "../../server/audit/follow-audit.ts";
import { verifyAudit } from "../../server/audit/verify-audit.ts";
import { runCommand } from "../../server/commands/run-command.ts";
import { firstAdministrator } from "../support/administrator.ts";
import { apiClient } from "../support/api-client.ts";
import { bareEnvironment } from "../support/bare-environment.ts";
import { linkToken, type Member, type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";

// The command line in processes of its own, on the database of an application that runs meanwhile.

const root = join(import.meta.dirname, "..", "..");
let folder: string;
let app: MemoryApp;
let admin: Member;
let followed: FollowedAudit;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "safelight-commands-"));
  app = await startMemoryApp({ databaseFile: join(folder, "safelight.db") });
  admin = await firstAdministrator(app);
  followed = await followAudit(app.rooms);
});
after(async () => {
  followed.stop();
  await app.close();
  rmSync(folder, { recursive: true });
});

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function safelight(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const settings = {
    ...bareEnvironment,
    SAFELIGHT_ORIGIN: app.origin,
    SAFELIGHT_DATA: folder,
    SAFELIGHT_KEYS: app.keyFolder,
    ...env,
  };
  return new Promise((resolve) => {
    const args = [join(root, "server/commands/main.ts"), ...words];
    execFile(process.execPath, args, { env: settings }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

const json = (ran: Ran): unknown => {
  assert.equal(ran.code, 0, ran.stderr);
  return JSON.parse(ran.stdout);
};

test("a link made on the command line makes one account while the server runs", async () => {
  const ran = await safelight(["accounts", "create"]);
  assert.equal(ran.code, 0, ran.stderr);
  const invitation = /\/register#([\w-]{43})$/m.exec(ran.stdout)?.[1];
  const asked = { email: "linked@example.org", password: PASSWORD, invitation };
  assert.equal((await app.client().post("/api/accounts", asked)).status, 202);
  const again = await app.client().post("/api/accounts", { ...asked, email: "other@example.org" });
  assert.equal(again.code, "invitation.invalid");
});

test("a link to be mailed waits in the server's outbox and is printed nowhere", async () => {
  const ran = await safelight([
    "accounts",
    "create",
    "--mail",
    "Invited@Example.org",
    "--days",
    "2",
    "--json",
  ]);
  const made = json(ran) as { link: string | null; mailedTo: string };
  assert.equal(made.link, null);
  await app.rooms.mail.deliverDue();
  const mail = app.mails.findLast((one) => one.to === "invited@example.org");
  assert.ok(!ran.stdout.includes(linkToken(mail)));
});

test("accounts are listed for people and as data", async () => {
  const listed = await safelight(["accounts", "list"]);
  assert.match(listed.stdout, /^ADDRESS +ID/);
  assert.match(listed.stdout, /^admin@example\.org .* administrator$/m);
  const people = json(await safelight(["accounts", "list", "--json"])) as { email: string }[];
  assert.ok(people.some((person) => person.email === admin.email));
});

test("an account disabled on the command line loses the running server at once, which notices by itself", async () => {
  const member = await app.member();
  const made = await member.client.post("/api/tokens", {
    name: "x",
    scopes: ["images:read"],
    expiresInDays: 1,
  });
  const headers = { authorization: `Bearer ${(made.body as { token: string }).token}` };
  const bearer = apiClient(app.origin);
  // Both are in the server's memory now.
  assert.equal((await member.client.get("/api/images")).status, 200);
  assert.equal((await bearer.get("/api/images", headers)).status, 200);
  const ran = await safelight(["accounts", "disable", member.email.toUpperCase()]);
  assert.equal(ran.code, 0, ran.stderr);
  await followed.look();
  assert.equal((await member.client.get("/api/images")).code, "session.required");
  assert.equal((await bearer.get("/api/images", headers)).code, "session.required");
  assert.equal((await safelight(["accounts", "enable", member.accountId])).code, 0);
  const signIn = { email: member.email, password: PASSWORD };
  assert.equal((await app.client().post("/api/sessions", signIn)).status, 201);
  assert.equal((await verifyAudit(app.rooms)).fault, null);
});

test("the last administrator cannot be disabled on the command line either", async () => {
  const ran = await safelight(["accounts", "disable", admin.email]);
  assert.equal(ran.code, 1);
  assert.match(ran.stderr, /last administrator/);
});

test("what is misused ends with 2 and says how it is used; what fails with 1 and one sentence", async () => {
  for (const words of [
    [],
    ["accounts"],
    ["accounts", "remove"],
    ["accounts", "disable"],
    ["accounts", "disable", "a", "b"],
    ["accounts", "create", "--days", "0"],
    ["accounts", "create", "--days", "x"],
    ["accounts", "create", "--mail", "nobody"],
    ["accounts", "create", "--password", "x"],
    ["accounts", "list", "x"],
    ["keys", "retire"],
    ["keys", "retire", "first"],
    ["keys", "confirm"],
    ["verify", "x"],
    ["verify", "--token", "safelight_x"],
    ["backup"],
    ["backup", "a", "b"],
    ["backup", "s3://x"],
    ["restore"],
    ["audit"],
    ["audit", "verify", "--head", "7"],
    ["audit", "export", "--after", "-1"],
    ["config", "--colour"],
  ]) {
    const ran = await runCommand(words, { SAFELIGHT_DATA: folder, SAFELIGHT_KEYS: app.keyFolder });
    assert.equal(ran.exitCode, 2, words.join(" "));
    assert.match(ran.stderr, /npm run safelight --/);
    assert.equal(ran.stdout, "");
  }
  const none = await safelight(["accounts", "disable", "nobody@example.org"]);
  assert.deepEqual([none.code, none.stderr], [1, "There is no account nobody@example.org.\n"]);
  const elsewhere = await safelight(["accounts", "list"], { SAFELIGHT_DATA: join(folder, "none") });
  assert.equal(elsewhere.code, 1);
  assert.match(elsewhere.stderr, /no database/);
  const unknown = await safelight(["config"], { SAFELIGHT_NONE: "x" });
  assert.equal(unknown.code, 1);
});

test("each command explains itself", async () => {
  const all = await runCommand(["--help"], {});
  assert.equal(all.exitCode, 0);
  const names = [...all.stdout.matchAll(/^ {2}([a-z ]+?) {2}/gm)].map(([, name = ""]) => name.trim());
  assert.deepEqual(names, [
    "accounts create",
    "accounts list",
    "accounts disable",
    "accounts enable",
    "keys status",
    "keys rotate",
    "keys retire",
    "keys confirm",
    "verify",
    "backup",
    "restore",
    "backups collect",
    "blobs move",
    "audit verify",
    "audit export",
    "migrate",
    "config",
  ]);
  for (const name of names) {
    const help = await runCommand([...name.split(" "), "--help"], {});
    assert.equal(help.exitCode, 0);
    assert.ok(help.stdout.startsWith(`npm run safelight -- ${name}`));
  }
});

test("the settings are shown without what is secret", async () => {
  const env = { SAFELIGHT_MAIL: "smtp://me%40example.org:p%40ss-canary@mail.example.org:587" };
  for (const words of [["config"], ["config", "--json"]]) {
    const ran = await safelight(words, env);
    assert.equal(ran.code, 0, ran.stderr);
    assert.doesNotMatch(ran.stdout, /canary/);
    assert.match(ran.stdout, /smtp:\/\/me%40example\.org:\(hidden\)@mail\.example\.org:587/);
  }
  const data = json(await safelight(["config", "--json"])) as { origin: string; maxUploadBytes: number };
  assert.equal(data.origin, app.origin);
  assert.equal(data.maxUploadBytes, 5 * 1024 * 1024);
});

test("a command leaves nothing in the data folder that others can read", () => {
  for (const name of ["safelight.db", "safelight.db-wal"]) {
    assert.equal(statSync(join(folder, name)).mode & 0o077, 0, name);
  }
});
