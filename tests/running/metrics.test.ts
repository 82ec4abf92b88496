// The numbers for Prometheus: who may read them, that they are well-formed and true, and that nothing in them says who
// did what.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { listenForMetrics } from "../../server/http/serve-metrics.ts";
import { openMetrics } from "../../server/metrics/measure-server.ts";
import { picture, upload } from "../images/pictures.ts";
import { findFreePort } from "../support/free-port.ts";
import { type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { startSafelight } from "../support/running-server.ts";

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
