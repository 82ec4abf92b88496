// HTTPS that Safelight serves itself, as clients of HTTP/2 and of HTTP/1.1 meet it. The rest of the suite speaks
// HTTP/1.1: here is what could differ.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { after, before, test } from "node:test";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { promisify } from "node:util";
import fastify, { type FastifyInstance } from "fastify";
import { readCertificate, secureOptions } from "../../server/http/certificate.ts";
import { boundStreams, http2Options } from "../../server/http/http2.ts";
import { noisyPng, picture, upload } from "../images/pictures.ts";
import { type Authority, certificateAuthority, trust } from "../support/certificates.ts";
import { type Http2Client, http2Client, replyOf } from "../support/http2-client.ts";
import { type Member, type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";

const run = promisify(execFile);
const MIB = 1024 * 1024;

let authority: Authority;
let files: { certFile: string; keyFile: string };
let app: MemoryApp;
let anna: Member;
let h2: Http2Client;
before(async () => {
  authority = certificateAuthority();
  trust(authority);
  files = authority.issue("served");
  app = await startMemoryApp({ tls: files, env: { SAFELIGHT_MAX_UPLOAD: "40MiB" } });
  anna = await app.member();
  h2 = await http2Client(app.origin, { ca: authority.certificate, cookies: anna.client.cookies });
});
after(async () => {
  h2.close();
  await app.close();
  authority.remove();
});

function formOf(file: Uint8Array): { type: string; body: Buffer } {
  const head =
    '--edge\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n';
  return {
    type: "multipart/form-data; boundary=edge",
    body: Buffer.concat([Buffer.from(head), file, Buffer.from("\r\n--edge--\r\n")]),
  };
}

function* slicesOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += MIB) yield bytes.subarray(at, at + MIB);
}

async function handshake(options: ConnectionOptions = {}): Promise<TLSSocket> {
  const { port } = new URL(app.origin);
  const socket = connect({ host: "127.0.0.1", port: Number(port), servername: "localhost", ...options });
  await once(socket, "secureConnect");
  return socket;
}

test("a client that speaks both gets HTTP/2, one that does not gets HTTP/1.1, each over TLS 1.3", async () => {
  for (const [offered, chosen] of [
    [["h2", "http/1.1"], "h2"],
    [["http/1.1"], "http/1.1"],
  ] as const) {
    const socket = await handshake({ ca: authority.certificate, ALPNProtocols: [...offered] });
    assert.equal(socket.alpnProtocol, chosen);
    assert.equal(socket.getProtocol(), "TLSv1.3");
    socket.destroy();
  }
});

test("older protocols are refused, and so is a client that does not know the authority", async () => {
  await assert.rejects(handshake({ ca: authority.certificate, maxVersion: "TLSv1.2" }), /version|alert/i);
  await assert.rejects(handshake({ ca: [] }), /certificate|issuer/i);
});

test("curl gets the same page and the same answers over both, each with its headers", async () => {
  for (const [flag, version] of [
    ["--http2", "2"],
    ["--http1.1", "1.1"],
  ] as const) {
    const asking = ["--silent", "--show-error", "--cacert", authority.certificateFile, flag, "--include"];
    const saying = ["--write-out", "\n%{http_version}"];
    const { stdout } = await run("curl", [...asking, ...saying, `${app.origin}/api/instance`]);
    assert.match(stdout, /^HTTP\/[\d.]+ 200/);
    assert.match(stdout, /^strict-transport-security: max-age=63072000; includeSubDomains\r$/im);
    assert.match(stdout, /^x-content-type-options: nosniff\r$/im);
    assert.ok(stdout.endsWith(`\n${version}`), stdout.slice(-20));
  }
});

test("a picture goes up in a form over HTTP/2, and comes back whole and by ranges", async () => {
  const file = noisyPng(1900, 1700);
  const { type, body } = formOf(file);
  const sent = await h2.request("POST", "/api/images", { headers: { "content-type": type }, body });
  assert.equal(sent.status, 201, sent.bytes.toString());
  const { id } = (JSON.parse(sent.bytes.toString()) as { image: { id: string } }).image;
  const path = `/api/images/${id}/renditions/original`;
  const [one, two] = [await anna.client.get(path), await h2.request("GET", path)];
  assert.ok(one.bytes.length > 8 * MIB);
  assert.ok(two.bytes.equals(one.bytes));
  assert.equal(two.headers["content-length"], String(one.bytes.length));
  const range = await h2.request("GET", path, { headers: { range: "bytes=5000000-5999999" } });
  assert.equal(range.status, 206);
  assert.ok(range.bytes.equals(one.bytes.subarray(5_000_000, 6_000_000)));
  const head = await h2.request("HEAD", path);
  assert.deepEqual([head.status, head.bytes.length], [200, 0]);
});

test("a hundred thumbnails are asked for at once on one connection", async () => {
  const { id } = await upload(anna.client, await picture("a thumbnail"));
  const path = `/api/images/${id}/renditions/thumb`;
  const expected = (await anna.client.get(path)).bytes;
  const replies = await Promise.all(Array.from({ length: 100 }, () => h2.request("GET", path)));
  assert.ok(replies.every(({ status, bytes }) => status === 200 && bytes.equals(expected)));
});

test("a file in parts goes up over HTTP/2, and what came before a broken stream is kept", async () => {
  const file = await picture("in parts");
  const tus = { "tus-resumable": "1.0.0" };
  const begun = await h2.request("POST", "/api/uploads", {
    headers: { ...tus, "upload-length": String(file.length), "upload-metadata": "filename YS5qcGc=" },
  });
  assert.equal(begun.status, 201, begun.bytes.toString());
  const path = String(begun.headers.location);
  const part = { ...tus, "content-type": "application/offset+octet-stream" };
  const broken = h2.open("PATCH", path, { ...part, "upload-offset": "0" });
  broken.on("error", () => undefined);
  broken.write(file.subarray(0, 1000));
  const offset = async (): Promise<number> => {
    const { headers } = await h2.request("HEAD", path, { headers: tus });
    return Number(headers["upload-offset"]);
  };
  // Only what has arrived can be kept: the stream is broken once the server has it.
  await new Promise((resolve) => setTimeout(resolve, 300));
  broken.close(8);
  while ((await offset()) < 1000) await new Promise((resolve) => setTimeout(resolve, 20));
  const rest = await h2.request("PATCH", path, {
    headers: { ...part, "upload-offset": "1000" },
    body: file.subarray(1000),
  });
  assert.equal(rest.status, 201, rest.bytes.toString());
});

test("an upload whose stream breaks leaves nothing, and the connection goes on", async () => {
  const count = async () => {
    const { bytes } = await h2.request("GET", "/api/images?limit=200");
    return (JSON.parse(bytes.toString()) as { items: unknown[] }).items.length;
  };
  const before = await count();
  const { type, body } = formOf(noisyPng(800, 800));
  const stream = h2.open("POST", "/api/images", { "content-type": type });
  stream.on("error", () => undefined);
  stream.write(body.subarray(0, 100_000));
  await new Promise((resolve) => setTimeout(resolve, 200));
  stream.close(8);
  while (!app.logged().includes('"code":"upload.interrupted"')) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.equal(await count(), before);
  assert.equal(h2.session.destroyed, false);
});

test("a body that is refused before its end gets its answer, and the stream ends well", async () => {
  const { type, body } = formOf(Buffer.alloc(50 * MIB));
  for (const [path, headers, status, code] of [
    ["/api/images", { "content-type": type, "content-length": 900 * MIB }, 413, "image.too-large"],
    // Too large only where it does not end: most of it is read before.
    ["/api/images", { "content-type": type }, 413, "image.too-large"],
    ["/api/images", { "content-type": "text/plain" }, 415, "request.media-type"],
    ["/api/images", { "content-type": type, cookie: "" }, 401, "session.required"],
    ["/api/nowhere", { "content-type": type }, 404, "not-found"],
  ] as const) {
    const stream = h2.open("POST", path, headers);
    stream.on("error", () => undefined);
    const reply = replyOf(stream);
    await pipeline(Readable.from(slicesOf(body)), stream).catch(() => undefined);
    const { status: got, code: said } = await reply;
    assert.deepEqual([got, said, stream.rstCode], [status, code, 0]);
  }
  assert.equal((await h2.request("GET", "/healthz")).status, 200);
});

test("events come over HTTP/2 as they happen, beside other requests, and end with the session", async () => {
  const device = app.client();
  assert.equal((await device.post("/api/sessions", { email: anna.email, password: PASSWORD })).status, 201);
  const client = await http2Client(app.origin, { ca: authority.certificate, cookies: device.cookies });
  const stream = client.open("GET", "/api/events").end();
  const [headers] = (await once(stream, "response")) as [Record<string, string>];
  assert.equal(headers["content-type"], "text/event-stream");
  let text = "";
  stream.setEncoding("utf8").on("data", (piece: string) => (text += piece));
  const { id } = await upload(anna.client, await picture("heard of"));
  while (!text.includes(id)) await once(stream, "data");
  const ended = once(stream, "end");
  const out = await client.request("DELETE", "/api/sessions/current");
  assert.equal(out.status, 204);
  assert.equal(out.headers["clear-site-data"], '"cache", "storage"');
  assert.match(String(out.headers["set-cookie"]), /^__Host-safelight=;.*Secure/);
  await ended;
  client.close();
});

test("guards judge HTTP/2 alike: a foreign authority, and another site's page", async () => {
  const foreign = await h2.request("GET", "/", { headers: { ":authority": "evil.example" } });
  assert.deepEqual([foreign.status, foreign.code], [421, "host.unknown"]);
  const cross = await h2.request("POST", "/api/vault/lock", { headers: { "sec-fetch-site": "cross-site" } });
  assert.deepEqual([cross.status, cross.code], [403, "request.cross-site"]);
});

test("headers that are too many end their stream, and no other", async () => {
  const headers = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`x-${at}`, "a"]));
  await assert.rejects(h2.request("GET", "/healthz", { headers }), /ended with 11, and without an answer/);
  assert.equal((await h2.request("GET", "/healthz")).status, 200);
});

test("a client is told how much it may send: wide windows for pictures, and nothing is pushed", async () => {
  const client = await http2Client(app.origin, { ca: authority.certificate });
  assert.equal((await client.request("GET", "/healthz")).status, 200);
  assert.equal(client.session.remoteSettings.initialWindowSize, MIB);
  assert.equal(client.session.remoteSettings.enablePush, false);
  assert.ok((client.session.state.remoteWindowSize ?? 0) >= 4 * MIB - 1024);
  client.close();
});

test("a body that does not end in time ends its stream, and no other", async () => {
  const { certFile, keyFile } = authority.issue("slow");
  const slow = fastify({
    http2: true,
    https: { ...http2Options, ...secureOptions(readCertificate({ certFile, keyFile })) },
  }) as unknown as FastifyInstance;
  boundStreams(slow, 0.3);
  slow.post("/", () => ({}));
  await slow.listen({ host: "127.0.0.1", port: 0 });
  const { port } = slow.server.address() as AddressInfo;
  const client = await http2Client(`https://localhost:${port}`, { ca: authority.certificate });
  const json = { "content-type": "application/json" };
  const stream = client.open("POST", "/", json);
  stream.write("{");
  await assert.rejects(replyOf(stream), /ended with 8, and without an answer/);
  assert.equal((await client.request("POST", "/", { headers: json, body: Buffer.from("{}") })).status, 200);
  client.close();
  await slow.close();
});

test("streams without number end one connection, and no other", async () => {
  const rude = await http2Client(app.origin, { ca: authority.certificate });
  if (rude.session.pendingSettingsAck) await once(rude.session, "remoteSettings");
  assert.equal(rude.session.remoteSettings.maxConcurrentStreams, 100);
  assert.equal(rude.session.remoteSettings.maxHeaderListSize, 16_384);
  const closed = new Promise((resolve) => rude.session.once("close", resolve));
  for (let n = 0; n < 5000 && !rude.session.destroyed; n += 1) {
    const stream = rude.open("GET", "/healthz");
    stream.on("error", () => undefined);
    stream.close(8);
    if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await closed;
  assert.equal((await h2.request("GET", "/healthz")).status, 200);
});

test("a renewed certificate is served to new connections; a bad one is said once, and the old one stays", async () => {
  const peer = async (): Promise<string> => {
    const socket = await handshake({ ca: authority.certificate });
    const { subject } = socket.getPeerCertificate();
    socket.destroy();
    return String(subject.CN);
  };
  assert.equal(await peer(), "served");
  const renewed = authority.issue("renewed");
  // Half renewed: a certificate without its key.
  copyFileSync(renewed.certFile, files.certFile);
  app.certificate?.look();
  app.certificate?.look();
  assert.equal(await peer(), "served");
  assert.equal(app.logged().split("a renewed certificate cannot be used").length, 2);
  copyFileSync(renewed.keyFile, files.keyFile);
  app.certificate?.look();
  assert.equal(await peer(), "renewed");
  writeFileSync(files.certFile, "no certificate at all");
  app.certificate?.look();
  assert.equal(await peer(), "renewed");
  assert.equal((await h2.request("GET", "/healthz")).status, 200, "a connection from before goes on");
});

test("a start with a certificate and somebody else's key, or without one of the files, is refused in words", () => {
  const { certFile } = authority.issue("other");
  const mixed = { certFile, keyFile: join(authority.folder, "ca.key") };
  assert.throws(() => readCertificate(mixed), /SAFELIGHT_TLS_CERT and SAFELIGHT_TLS_KEY are no certificate/);
  const half = { certFile, keyFile: join(authority.folder, "absent.key") };
  assert.throws(() => readCertificate(half), /SAFELIGHT_TLS_KEY cannot be read/);
});
