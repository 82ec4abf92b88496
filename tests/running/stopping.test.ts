// How serving ends: what is under way is finished, nothing new is let in, streams end, and nobody is waited for
// without end.

import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { noisyPng, picture, upload } from "../images/pictures.ts";
import { type Authority, certificateAuthority, trust } from "../support/certificates.ts";
import { listen } from "../support/event-stream.ts";
import { http2Client, replyOf } from "../support/http2-client.ts";
import { type Member, type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { startSafelight } from "../support/running-server.ts";

const FORM = "multipart/form-data; boundary=edge";
const formOf = (file: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from('--edge\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'),
    file,
    Buffer.from("\r\n--edge--\r\n"),
  ]);

let authority: Authority;
before(() => {
  authority = certificateAuthority();
  trust(authority);
});
after(() => authority.remove());

const cookiesOf = ({ client }: Member): string =>
  [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; ");

interface HalfSent {
  readonly socket: Socket;
  readonly rest: Buffer;
  readonly said: () => string;
}

/** Resolves once the server has a request that asked it to say so, by `Expect: 100-continue`. */
async function begun(socket: Socket): Promise<void> {
  const [said] = (await once(socket, "data")) as [Buffer | string];
  assert.equal(String(said), "HTTP/1.1 100 Continue\r\n\r\n");
}

/** An upload over HTTP/1.1 of which one half has left, and which the server has begun with. */
async function halfSent(app: MemoryApp, member: Member): Promise<HalfSent> {
  const body = formOf(noisyPng(700, 700));
  const { host, port } = new URL(app.origin);
  const socket = connect(Number(port), "127.0.0.1");
  let text = "";
  socket.setEncoding("utf8").on("data", (piece: string) => (text += piece));
  socket.on("error", () => undefined);
  const half = body.length >> 1;
  socket.write(
    `POST /api/images HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${app.origin}\r\nCookie: ${cookiesOf(member)}\r\n` +
      `Content-Type: ${FORM}\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
  );
  await begun(socket);
  text = "";
  await new Promise((resolve) => socket.write(body.subarray(0, half), resolve));
  return { socket, rest: body.subarray(half), said: () => text };
}

async function countImages(app: MemoryApp): Promise<number> {
  return (await app.database.db.selectFrom("images").select("id").execute()).length;
}

describe("a server that stops", () => {
  test("finishes an upload that has begun, refuses another one, and then closes the connection", async () => {
    const app = await startMemoryApp();
    const member = await app.member();
    const { socket, rest, said } = await halfSent(app, member);
    const ended = once(socket, "close");
    const stopped = app.stop(60);
    await assert.rejects(app.client().get("/healthz"), "no new connection is taken");
    // A request behind the one under way, on its own connection.
    socket.write(rest);
    socket.write(`GET /api/instance HTTP/1.1\r\nHost: ${new URL(app.origin).host}\r\n\r\n`);
    await ended;
    assert.match(said(), /^HTTP\/1\.1 201 /);
    assert.match(said(), /\r\nconnection: close\r\n/i);
    assert.doesNotMatch(said(), /HTTP\/1\.1 200/);
    await stopped;
    assert.equal(await countImages(app), 1);
    await app.close();
  });

  test("does the same over HTTP/2, where the connection is told", async () => {
    const app = await startMemoryApp({ tls: authority.issue("stopping") });
    const member = await app.member();
    const client = await http2Client(app.origin, {
      ca: authority.certificate,
      cookies: member.client.cookies,
    });
    const body = formOf(noisyPng(700, 700));
    const sending = client.open("POST", "/api/images", { "content-type": FORM, expect: "100-continue" });
    await once(sending, "continue");
    sending.write(body.subarray(0, body.length >> 1));
    const told = once(client.session, "goaway");
    const stopped = app.stop(60);
    await told;
    await assert.rejects(client.request("GET", "/api/instance"), /GOAWAY|without an answer/);
    sending.end(body.subarray(body.length >> 1));
    assert.equal((await replyOf(sending)).status, 201);
    await stopped;
    assert.equal(await countImages(app), 1);
    await app.close();
  });

  test("ends streams of events as whole answers, and lets idle connections go", async () => {
    for (const tls of [undefined, authority.issue("idle")]) {
      const app = await startMemoryApp(tls === undefined ? {} : { tls });
      const member = await app.member();
      const stream = await listen(member.client);
      await app.stop(60);
      await stream.ended;
      await app.close();
    }
  });

  test("finishes a download whose head has left, and does not wait for its connection after it", async () => {
    const app = await startMemoryApp({ env: { SAFELIGHT_MAX_UPLOAD: "40MiB" } });
    const member = await app.member();
    const { id, sizeBytes } = await upload(member.client, noisyPng(1900, 1700), {
      type: "image/png",
      name: "noise.png",
    });
    const { host, port } = new URL(app.origin);
    const socket = connect(Number(port), "127.0.0.1");
    const path = `/api/images/${id}/renditions/original`;
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookiesOf(member)}\r\n\r\n`);
    await once(socket, "readable");
    const begunAt = performance.now();
    const stopped = app.stop(30);
    let taken = 0;
    for await (const bytes of socket) taken += (bytes as Buffer).length;
    await stopped;
    assert.ok(taken > sizeBytes, `${taken} of ${sizeBytes}`);
    assert.ok(performance.now() - begunAt < 15_000, "it was cut off, not ended");
    await app.close();
  });

  test("waits for nobody longer than it was given, and keeps nothing of what it cut off", async () => {
    const app = await startMemoryApp();
    const member = await app.member();
    await upload(member.client, await picture("there before"));
    const { socket, said } = await halfSent(app, member);
    const ended = new Promise((resolve) => socket.once("close", resolve));
    // Without a bound this never comes: the other half is not sent.
    await app.stop(1);
    await ended;
    assert.equal(said(), "");
    assert.equal(await countImages(app), 1);
    await app.close();
  });
});

test("SIGTERM ends the process with 0 once the work is done; a second one ends it at once", async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), "safelight-stop-"));
  try {
    const first = await startSafelight({ dataFolder });
    assert.equal(await first.stop(), 0);
    assert.match(first.stdout(), /Safelight is stopping; uploads under way are finished first\./);
    const second = await startSafelight({ dataFolder });
    // A request that never ends keeps it from stopping.
    const socket = connect(second.port, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write(
      `POST /api/accounts HTTP/1.1\r\nHost: localhost:${second.port}\r\nContent-Type: application/json\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n{`,
    );
    await begun(socket);
    process.kill(second.pid, "SIGTERM");
    while (!second.stdout().includes("is stopping")) await pause(20);
    assert.equal(await second.stop(), 1);
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
});
