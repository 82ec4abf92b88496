// The numbers for Prometheus: who may read them, that they are well-formed and true, and that nothing in them says who
// did what.

import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { copyFileSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { memoryBlobs } from "../../server/blobs/memory.ts";
import { listenForMetrics } from "../../server/http/serve-metrics.ts";
import { openMetrics } from "../../server/metrics/measure-server.ts";
import { measureState } from "../../server/metrics/measure-state.ts";
import { picture, upload } from "../images/pictures.ts";
import { certificateAuthority, trust } from "../support/certificates.ts";
import { listen } from "../support/event-stream.ts";
import { findFreePort } from "../support/free-port.ts";
import { type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { startSafelight } from "../support/running-server.ts";
import { until } from "../support/until.ts";

const TOKEN = "v3Rk-0pQ9x7LmZt2Wb8_YcJ4hNsD6uFa";
// A value is what Go's ParseFloat reads; prom-client says Nan of a mean before the first sample.
const LINE = /^([a-z_\d]+)(?:\{((?:[a-z_]+="[^"\\\n]*",?)*)\})? (-?[\d.e+-]+|Nan)$/;

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp({ env: { SAFELIGHT_METRICS: TOKEN } });
});
after(() => app.close());

const ask = (token: string) => app.client().get("/metrics", { authorization: `Bearer ${token}` });

test("who brings the token gets every line in the text format, each family described once", async () => {
  const reply = await ask(TOKEN);
  assert.equal(reply.status, 200);
  assert.match(reply.headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/);
  const lines = reply.text.trimEnd().split("\n");
  const families = lines.filter((line) => line.startsWith("# TYPE ")).map((line) => line.split(" ")[2] ?? "");
  assert.equal(new Set(families).size, families.length);
  for (const line of lines.filter((one) => one !== "" && !one.startsWith("#"))) {
    const name = LINE.exec(line)?.[1];
    assert.ok(name, `not in the text format: ${line}`);
    assert.ok(
      families.some((family) => name === family || /^_(bucket|sum|count)$/.test(name.slice(family.length))),
      `${name} belongs to no family`,
    );
  }
});

test("nobody else gets anything, with a wrong token, an own session, or where there is no token at all", async () => {
  const { client } = await app.member();
  const absent = await startMemoryApp();
  for (const reply of [
    await ask("w3Rk-0pQ9x7LmZt2Wb8_YcJ4hNsD6uFa"),
    await ask(""),
    await client.get("/metrics"),
    await absent.client().get("/metrics", { authorization: `Bearer ${TOKEN}` }),
  ]) {
    assert.deepEqual([reply.status, reply.code], [404, "not-found"]);
  }
  await absent.close();
});

test("requests are counted by route, method and status, refusals by code, and nothing by person, picture or name", async () => {
  const member = await app.member({ email: "canary-anna@example.org" });
  const { id } = await upload(member.client, await picture("counted"), { name: "canary-name.jpg" });
  await member.client.get(`/api/images/${id}?canary=1`);
  await member.client.get("/api/images/canary-absent");
  await member.client.get("/canary-page");
  await member.client.request("PROPFIND", "/api/images");
  const { text } = await ask(TOKEN);
  const line = (start: string) => text.split("\n").find((one) => one.startsWith(start));
  assert.equal(
    line('safelight_http_requests_total{method="POST",route="/api/images",status="201"}')?.split(" ")[1],
    "1",
  );
  assert.ok(line('safelight_http_request_seconds_bucket{le="+Inf",method="GET",route="/api/images/:id"}'));
  assert.ok(line('safelight_http_problems_total{code="not-found"}'));
  assert.doesNotMatch(text, /canary|PROPFIND|127\.0\.0\.1/i);
  for (const private_ of [id, member.accountId]) assert.ok(!text.includes(private_));
});

const numberOf = (text: string, series: string): number =>
  Number(
    text
      .split("\n")
      .find((line) => line.startsWith(`${series} `))
      ?.split(" ")[1],
  );

test("the parts, the streams that are open and the mails that wait are told as they are", async () => {
  const blobs = memoryBlobs();
  let isAway = false;
  const other = await startMemoryApp({
    env: { SAFELIGHT_METRICS: TOKEN },
    blobs: {
      ...blobs,
      status: async () => (isAway ? Promise.reject(new Error("away")) : await blobs.status()),
    },
  });
  try {
    const numbers = async (): Promise<string> =>
      (await other.client().get("/metrics", { authorization: `Bearer ${TOKEN}` })).text;
    const readyOf = async (part: string) => numberOf(await numbers(), `safelight_part_ready{part="${part}"}`);
    const { client } = await other.member();
    for (const part of ["database", "blobs", "keys"]) assert.equal(await readyOf(part), 1, part);
    isAway = true;
    assert.deepEqual([await readyOf("database"), await readyOf("blobs")], [1, 0]);
    isAway = false;
    assert.equal(await readyOf("blobs"), 1);
    // Started by the first picture, where nobody starts them before.
    assert.equal(await readyOf("decoders"), 0);
    await other.rooms.darkroom.ready();
    assert.equal(await readyOf("decoders"), 1);

    const openStreams = async () => numberOf(await numbers(), "safelight_event_streams");
    assert.equal(await openStreams(), 0);
    const streams = [await listen(client), await listen(client)];
    assert.equal(await openStreams(), 2);
    streams[0]?.leave();
    await until(async () => (await openStreams()) === 1);
    streams[1]?.leave();

    const waiting = async () => numberOf(await numbers(), "safelight_mails_waiting");
    await until(async () => (await waiting()) === 0);
    await other.rooms.mail.enqueue(other.database.db, { to: "anna@example.org", subject: "x", text: "y" });
    assert.equal(await waiting(), 1);
    await other.rooms.mail.deliverDue();
    assert.equal(await waiting(), 0);
    assert.doesNotMatch(await numbers(), /tls_certificate/);
  } finally {
    await other.close();
  }
});

test("a part that hangs or fails keeps no other number back, and is asked no second time meanwhile", async () => {
  const registry = openMetrics();
  let asked = 0;
  measureState(
    registry,
    {
      parts: () => {
        asked += 1;
        return new Promise(() => undefined);
      },
      eventStreams: () => 7,
      waitingMails: () => Promise.reject(new Error("away")),
      certificateExpiresAt: null,
    },
    20,
  );
  for (const text of await Promise.all([registry.metrics(), registry.metrics()])) {
    assert.equal(numberOf(text, 'safelight_part_ready{part="database"}'), 0);
    assert.equal(numberOf(text, "safelight_event_streams"), 7);
    assert.match(text, /^safelight_mails_waiting Nan$/m);
    assert.match(text, /^process_resident_memory_bytes \d+$/m);
  }
  await registry.metrics();
  assert.equal(asked, 1);
});

test("with HTTPS of its own a server tells when its certificate ends, also after a renewal", async () => {
  const authority = certificateAuthority();
  trust(authority);
  const files = authority.issue("served");
  const own = await startMemoryApp({ tls: files, env: { SAFELIGHT_METRICS: TOKEN } });
  try {
    const told = async (): Promise<number> => {
      const { text } = await own.client().get("/metrics", { authorization: `Bearer ${TOKEN}` });
      return numberOf(text, "safelight_tls_certificate_expiry_timestamp_seconds");
    };
    const endOf = ({ certFile }: { certFile: string }): number =>
      Date.parse(new X509Certificate(readFileSync(certFile)).validTo) / 1000;
    const first = endOf(files);
    assert.equal(await told(), first);
    const renewed = authority.issue("renewed", 9);
    copyFileSync(renewed.certFile, files.certFile);
    copyFileSync(renewed.keyFile, files.keyFile);
    own.certificate?.look();
    assert.equal(await told(), endOf(renewed));
    assert.ok((await told()) > first);
  } finally {
    await own.close();
    authority.remove();
  }
});

test("an address of their own serves the numbers to programs, nothing to pages, and nothing else", async () => {
  const port = await findFreePort();
  const listening = await listenForMetrics(openMetrics(), { host: "127.0.0.1", port });
  const at = (path: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers }).then(({ status }) => status);
  assert.equal(await at("/metrics"), 200);
  assert.equal(await at("/metrics", { "sec-fetch-site": "cross-site" }), 404);
  assert.equal(await at("/api/instance"), 404);
  await listening.close();
  await assert.rejects(at("/metrics"));
});

test("a server with SAFELIGHT_METRICS=host:port serves them there, and not on its main port", async () => {
  const port = await findFreePort();
  await using safelight = await startSafelight({ env: { SAFELIGHT_METRICS: `127.0.0.1:${port}` } });
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  assert.match(text, /^safelight_build_info\{version="[\d.]+"\} 1$/m);
  assert.match(text, /^process_resident_memory_bytes \d+$/m);
  assert.match(text, /^safelight_job_runs_total\{job="[a-z-]+",result="done"\} \d+$/m);
  assert.equal((await fetch(`${safelight.origin}/metrics`)).status, 404);
});
