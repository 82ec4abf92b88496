// The Caddyfile, by Caddy itself, with a real Safelight behind it. Only the ports differ from what operators run, and
// the authority: for localhost Caddy is one of its own.

import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { noisyPng } from "../images/pictures.ts";
import { type ApiClient, apiClient } from "../support/api-client.ts";
import { trust } from "../support/certificates.ts";
import { listen } from "../support/event-stream.ts";
import { findFreePort } from "../support/free-port.ts";
import { PASSWORD } from "../support/memory-app.ts";
import { type RunningServer, startSafelight } from "../support/running-server.ts";
import { until } from "../support/until.ts";
import { begun } from "../uploads/tus-client.ts";

const caddyfile = join(import.meta.dirname, "..", "..", "deploy", "Caddyfile");
/** How often an address may try a link before it waits. */
const TRIES = 60;
const METRICS = "a-token-for-the-numbers-of-this-test-of-enough-length";
const MIB = 1024 * 1024;

interface Adapted {
  admin?: unknown;
  apps: { http: Record<string, unknown>; pki?: unknown };
}

interface Way {
  /** Beside Caddy. */
  readonly direct?: boolean;
  /** Of this machine. */
  readonly localAddress?: string;
  readonly headers?: Readonly<Record<string, string | number>>;
}

let folder: string;
let port: number;
let caddy: ChildProcess;
let safelight: RunningServer;
let client: ApiClient;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "safelight-caddy-"));
  port = await findFreePort();
  const origin = `https://localhost:${port}`;
  safelight = await startSafelight({
    origin,
    env: { SAFELIGHT_TRUST_PROXY: "127.0.0.1", SAFELIGHT_METRICS: METRICS },
  });
  const env = {
    PATH: "/usr/bin:/bin",
    XDG_DATA_HOME: folder,
    XDG_CONFIG_HOME: folder,
    SITE_NAME: `localhost:${port}`,
    SITE_NODES: `127.0.0.1:${safelight.port}`,
  };
  const adapt = ["adapt", "--validate", "--adapter", "caddyfile", "--config", caddyfile];
  const adapted = JSON.parse(
    execFileSync("caddy", adapt, { env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
  ) as Adapted;
  adapted.admin = { disabled: true };
  adapted.apps.http["http_port"] = await findFreePort();
  adapted.apps.pki = { certificate_authorities: { local: { install_trust: false } } };
  const config = join(folder, "caddy.json");
  writeFileSync(config, JSON.stringify(adapted));
  caddy = spawn("caddy", ["run", "--config", config], { env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  caddy.stderr?.setEncoding("utf8").on("data", (text: string) => (said += text));
  const authority = join(folder, "caddy/pki/authorities/local/root.crt");
  await until(() => {
    assert.equal(caddy.exitCode, null, said);
    return existsSync(authority) && said.includes("serving initial configuration");
  });
  trust({ certificate: readFileSync(authority, "utf8") });
  client = apiClient(origin);
});

after(async () => {
  caddy?.kill("SIGKILL");
  await safelight?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** By Caddy over HTTPS, or beside it; from another address of this machine where one is given. */
function open(method: string, path: string, { direct = false, ...options }: Way = {}): ClientRequest {
  const to = { host: "127.0.0.1", method, path, agent: false, ...options };
  const headers = { host: `localhost:${port}`, ...options.headers };
  return direct
    ? httpRequest({ ...to, port: safelight.port, headers })
    : httpsRequest({ ...to, port, servername: "localhost", headers });
}

async function replyOf(
  asking: ClientRequest,
): Promise<{ status: number; rawHeaders: string[]; text: string }> {
  const [reply] = (await once(asking, "response")) as [IncomingMessage];
  let text = "";
  for await (const part of reply.setEncoding("utf8")) text += part as string;
  return { status: reply.statusCode ?? 0, rawHeaders: reply.rawHeaders, text };
}

const cookie = (): string => [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; ");

/** Tries a link that is none; gives the code of the refusal. */
async function tryLink(options: Way = {}): Promise<string> {
  const headers = { "content-type": "application/json", ...options.headers };
  const asking = open("POST", "/api/accounts/verify", { ...options, headers });
  asking.end(JSON.stringify({ token: "A".repeat(43) }));
  return (JSON.parse((await replyOf(asking)).text) as { code: string }).code;
}

test("people sign in over HTTPS, with cookies for this host alone", async () => {
  const email = "anna@example.org";
  const asked = await client.post("/api/accounts", { email, password: PASSWORD, vault: "managed" });
  assert.equal(asked.status, 202, asked.text);
  const token = (await safelight.link("verify")).split("#")[1];
  assert.equal((await client.post("/api/accounts/verify", { token })).status, 200);
  const signedIn = await client.post("/api/sessions", { email, password: PASSWORD });
  assert.equal(signedIn.status, 201, signedIn.text);
  assert.ok(client.cookies.size > 0);
  for (const line of signedIn.headers.getSetCookie()) {
    assert.match(line, /^__Host-/);
    assert.match(line, /; Secure/i);
  }
});

test("the headers that secure an answer come once, and as Safelight sends them", async () => {
  for (const path of ["/", "/api/instance"]) {
    const [proxied, own] = await Promise.all(
      [false, true].map(async (direct) => {
        const asking = open("GET", path, { direct });
        asking.end();
        const { status, rawHeaders } = await replyOf(asking);
        assert.equal(status, 200);
        const pairs = rawHeaders.flatMap((name, at, all): [string, string][] =>
          at % 2 === 0 ? [[name.toLowerCase(), all[at + 1] ?? ""]] : [],
        );
        assert.equal(new Set(pairs.map(([name]) => name)).size, pairs.length, rawHeaders.join("\n"));
        return new Map(pairs);
      }),
    );
    assert.match(proxied?.get("strict-transport-security") ?? "", /max-age=\d{7,}/);
    assert.ok(proxied?.has("content-security-policy"));
    const plain = (value?: string) => value?.replaceAll(/'nonce-[^']+'/g, "'nonce'");
    const ofConnections = ["date", "connection", "keep-alive", "x-request-id"];
    for (const [name, value] of own ?? []) {
      if (!ofConnections.includes(name)) assert.equal(plain(proxied?.get(name)), plain(value), name);
    }
  }
});

test("an upload is passed on while it comes, and comes back as it was", async () => {
  const file = noisyPng(1100, 1100);
  const early = 2 * MIB;
  assert.ok(file.length > early + MIB);
  const path = await begun(client, file.length);
  const sizeOf = (at: string): number => {
    const names = readdirSync(at, { recursive: true, encoding: "utf8" });
    return names.reduce(
      (sum, name) => sum + (statSync(join(at, name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
  };
  const blobs = join(safelight.dataFolder, "blobs");
  const before = sizeOf(blobs);
  const asking = open("PATCH", path, {
    headers: {
      cookie: cookie(),
      origin: client.origin,
      "tus-resumable": "1.0.0",
      "upload-offset": "0",
      "content-type": "application/offset+octet-stream",
      "content-length": file.length,
    },
  });
  const reply = replyOf(asking);
  asking.write(file.subarray(0, early));
  // The rest is not sent before Safelight has written down most of what was.
  await until(() => sizeOf(blobs) - before > MIB);
  asking.end(file.subarray(early));
  const { status, text } = await reply;
  assert.equal(status, 201, text);
  const { id } = (JSON.parse(text) as { image: { id: string } }).image;
  const original = await client.get(`/api/images/${id}/renditions/original`);
  assert.equal(original.status, 200);
  assert.ok(original.bytes.equals(file));
});

/** As Safelight counts them. */
async function openStreams(): Promise<number> {
  const asking = open("GET", "/metrics", { direct: true, headers: { authorization: `Bearer ${METRICS}` } });
  asking.end();
  return Number(/^safelight_event_streams (\d+)$/m.exec((await replyOf(asking)).text)?.[1]);
}

test("events come while their stream is open, and who leaves it is gone before the next heartbeat", async () => {
  const [leaving, staying] = [await listen(client), await listen(client)];
  const sent = await client.upload(noisyPng(40, 40), { name: "small.png", type: "image/png" });
  assert.equal(sent.status, 201, sent.text);
  const { id } = (sent.body as { image: { id: string } }).image;
  for (const stream of [leaving, staying]) {
    await stream.expect((event) => event.kind === "image.created" && event.id === id);
  }
  // Right behind a heartbeat the next one is far.
  const heartbeats = () =>
    staying
      .text()
      .split("\n\n")
      .filter((part) => part === ":").length;
  const begunWith = heartbeats();
  await until(() => heartbeats() > begunWith);
  assert.equal(await openStreams(), 2);
  leaving.leave();
  await until(async () => (await openStreams()) === 1);
  assert.equal(heartbeats(), begunWith + 1);
  staying.leave();
});

test("who asks is who Caddy saw, whatever they say of themselves", async () => {
  let tries = 0;
  let code = "";
  for (; tries <= TRIES && code !== "credentials.wait"; tries += 1) {
    const headers = { "x-forwarded-for": `198.51.100.${tries}`, "x-forwarded-host": "elsewhere.example" };
    code = await tryLink({ headers });
  }
  assert.equal(code, "credentials.wait");
  // Somebody else does not wait for that.
  assert.notEqual(await tryLink({ localAddress: "127.0.0.2" }), "credentials.wait");
});

test("what is forwarded is believed from the proxy alone", async () => {
  const forwarded = { "x-forwarded-for": "198.51.100.200", "x-forwarded-host": `localhost:${port}` };
  const elsewhere = { host: "elsewhere.example", ...forwarded };
  const statusFrom = async (localAddress: string): Promise<number> => {
    const asking = open("GET", "/api/instance", { direct: true, localAddress, headers: elsewhere });
    asking.end();
    return (await replyOf(asking)).status;
  };
  assert.equal(await statusFrom("127.0.0.1"), 200);
  assert.equal(await statusFrom("127.0.0.3"), 421);
  let tries = 0;
  let code = "";
  for (; tries <= TRIES && code !== "credentials.wait"; tries += 1) {
    const headers = { "x-forwarded-for": `203.0.113.${tries}` };
    code = await tryLink({ direct: true, localAddress: "127.0.0.3", headers });
  }
  assert.equal(code, "credentials.wait");
});

test("Caddy stops although somebody listens", async () => {
  const stream = await listen(client);
  caddy.kill("SIGTERM");
  await until(() => caddy.exitCode !== null || caddy.signalCode !== null);
  assert.equal(caddy.exitCode, 0);
  await assert.rejects(stream.ended);
});
