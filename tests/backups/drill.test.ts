// The disaster drill of docs/operations.md, run as it stands there: a real server, real pictures, a backup, the
// machine's folder gone, and everything back by the commands that the page shows.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import sharp from "sharp";
import type { Image } from "#contract/images.ts";
import { type ApiClient, apiClient } from "../support/api-client.ts";
import { bareEnvironment } from "../support/bare-environment.ts";
import { findFreePort } from "../support/free-port.ts";
import { photograph } from "../support/photographs.ts";
import { type RunningServer, startSafelight } from "../support/running-server.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..", "..");
const PASSWORD = "Violet7!harbour-Quilt";
const PEOPLE = [
  { email: "first@example.org", vault: "managed" },
  { email: "second@example.org", vault: "sealed" },
] as const;
const RENDITIONS = ["original", "view", "thumb"] as const;

let work: string;
let port: number;
let server: RunningServer;

before(async () => {
  work = await mkdtemp(join(tmpdir(), "safelight-drill-"));
  await mkdir(join(work, "safe"));
  await mkdir(join(work, "data"), { mode: 0o700 });
  port = await findFreePort();
});
after(async () => {
  await server.stop();
  await rm(work, { recursive: true, force: true });
});

/** The commands under "When the machine is lost", block by block. */
async function documentedBlocks(): Promise<readonly (readonly string[])[]> {
  const page = await readFile(join(root, "docs", "operations.md"), "utf8");
  const section = page.split("### When the machine is lost")[1] ?? assert.fail("the drill is not documented");
  return [...section.matchAll(/^```\n(.*?)^```$/gms)].map(([, block = ""]) => block.trim().split("\n"));
}

/** Runs one as it is written, but for where the folders lie. */
async function runDocumented(command: string): Promise<string> {
  const here = command
    .replaceAll("/mnt/backup", join(work, "backup"))
    .replaceAll("/mnt/safe", join(work, "safe"))
    .replaceAll("/var/lib/safelight", join(work, "data"));
  assert.ok(!/ \/(?!tmp)/.test(here), `${here} would reach outside`);
  const { HOME } = process.env;
  const env = {
    ...bareEnvironment,
    HOME,
    SAFELIGHT_ORIGIN: `http://localhost:${port}`,
    SAFELIGHT_DATA: join(work, "data"),
    SAFELIGHT_DATABASE: "sqlite",
  };
  const { stdout } = await run("bash", ["-euo", "pipefail", "-c", here], { cwd: root, env });
  return stdout;
}

async function start(): Promise<void> {
  server = await startSafelight({
    dataFolder: join(work, "data"),
    port,
    env: { SAFELIGHT_DATABASE: "sqlite" },
  });
}

async function signIn(email: string): Promise<ApiClient> {
  const client = apiClient(server.origin);
  const reply = await client.post("/api/sessions", { email, password: PASSWORD });
  assert.equal(reply.status, 201, reply.text);
  return client;
}

async function register({ email, vault }: (typeof PEOPLE)[number]): Promise<ApiClient> {
  const asked = { email, password: PASSWORD, vault };
  if (email === PEOPLE[0].email) {
    const invitation = (await server.link("register")).split("#")[1];
    assert.equal(
      (await apiClient(server.origin).post("/api/accounts", { ...asked, invitation })).status,
      202,
    );
  } else {
    assert.equal((await apiClient(server.origin).post("/api/accounts", asked)).status, 202);
    const token = (await server.link("verify")).split("#")[1];
    assert.equal((await apiClient(server.origin).post("/api/accounts/verify", { token })).status, 200);
  }
  const client = await signIn(email);
  const kit = await client.post("/api/vault/recovery-kit");
  const { recoveryCode } = kit.body as { recoveryCode: string };
  assert.equal((await client.put("/api/vault/recovery-kit", { recoveryCode })).status, 200);
  return client;
}

async function fill(client: ApiClient, from: number): Promise<void> {
  const drawn = sharp({ create: { width: 90, height: 60, channels: 4, background: "#2a6f97" } });
  const files = [
    await photograph(from),
    await photograph(from + 1, { longSide: 640 }),
    { name: "drawn.png", bytes: await drawn.png().toBuffer() },
  ];
  const ids: string[] = [];
  for (const { name, bytes } of files) {
    const reply = await client.upload(bytes, { name });
    assert.equal(reply.status, 201, reply.text);
    ids.push((reply.body as { image: Image }).image.id);
  }
  const edited = await client.patch(`/api/images/${ids[0]}`, { caption: `Möwen ${from}` });
  assert.equal(edited.status, 200, edited.text);
  assert.equal((await client.put(`/api/albums/favourites/images/${ids[1]}`)).status, 204);
  assert.equal((await client.delete(`/api/images/${ids[2]}`)).status, 204);
}

/** All that a person sees: lists, trash, favourites, and every byte of every rendition. */
async function everythingOf(client: ApiClient): Promise<ReadonlyMap<string, string>> {
  const seen = new Map<string, string>();
  for (const list of ["/api/images", "/api/trash", "/api/images?albumId=favourites", "/api/timeline"]) {
    const reply = await client.get(list);
    assert.equal(reply.status, 200, reply.text);
    seen.set(list, reply.text);
    if (list !== "/api/images") continue;
    for (const { id } of (reply.body as { items: Image[] }).items) {
      for (const rendition of RENDITIONS) {
        const path = `/api/images/${id}/renditions/${rendition}`;
        const { status, bytes } = await client.get(path);
        assert.equal(status, 200, path);
        seen.set(path, bytes.toString("base64"));
      }
    }
  }
  return seen;
}

test("by the commands of the page everything comes back after the machine is lost, byte for byte", async () => {
  const [nightly, copyKeys, comeBack] = await documentedBlocks();
  assert.ok(nightly !== undefined && copyKeys !== undefined && comeBack?.at(-1) === "npm start");
  await start();
  const before = new Map<string, ReadonlyMap<string, string>>();
  const clients: ApiClient[] = [];
  for (const [n, person] of PEOPLE.entries()) {
    const client = await register(person);
    await fill(client, n * 2);
    clients.push(client);
    before.set(person.email, await everythingOf(client));
  }
  for (const command of [...nightly, ...copyKeys]) await runDocumented(command);

  await server.kill9();
  await rm(join(work, "data"), { recursive: true });

  for (const command of comeBack.slice(0, -1)) {
    const said = await runDocumented(command);
    if (command.includes("verify")) assert.match(said, /^Everything is whole\.$/m);
  }
  await start();
  const former = await clients[0]!.get("/api/sessions/current");
  assert.equal((former.body as { account: unknown }).account, null, "sessions are in no backup");
  for (const { email } of PEOPLE) {
    assert.deepEqual(await everythingOf(await signIn(email)), before.get(email), email);
  }
  assert.ok(!server.stdout().includes("/register#"), "it is no empty instance");
});
