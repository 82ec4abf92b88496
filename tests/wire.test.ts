// What comes over the wire and is no proper request, or says of itself what it must not be believed: told twice,
// encoded twice, forwarded by nobody.

import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { type MemoryApp, startMemoryApp } from "./support/memory-app.ts";

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

/** Sends bytes as they are and gives all that comes back until the server hangs up. */
async function exchange(text: string): Promise<string> {
  const { host, port } = new URL(app.origin);
  const sent = text.replaceAll("HOST", host).replaceAll("\n", "\r\n");
  let received = "";
  await new Promise<void>((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(sent));
    socket.on("data", (part) => {
      received += part.toString("latin1");
    });
    socket.on("close", () => resolve());
    socket.on("error", reject);
  });
  return received;
}

const CANARY = "canary-of-the-wire";

test("what no route can read is refused with the headers of every answer, and not quoted", async () => {
  const unreadable = {
    "an address with a broken escape": `GET /${CANARY}%zz HTTP/1.1\nHost: HOST\nConnection: close\n\n`,
    "an id that is far too long": `GET /api/images/${CANARY.repeat(40)} HTTP/1.1\nHost: HOST\nConnection: close\n\n`,
    "a line that is no request": `${CANARY}\n\n`,
    "a header that is too long": `GET / HTTP/1.1\nHost: HOST\nX-Long: ${CANARY.repeat(2000)}\n\n`,
  };
  for (const [what, text] of Object.entries(unreadable)) {
    const answer = await exchange(text);
    assert.match(answer, /^HTTP\/1\.1 4\d\d /, what);
    assert.match(answer, /^x-content-type-options: nosniff\r$/im, what);
    assert.match(answer, /^content-security-policy: default-src 'none';.* base-uri 'none';/im, what);
    assert.match(answer, /^cache-control: no-store\r$/im, what);
    assert.ok(!answer.includes(CANARY), what);
  }
  assert.ok(!app.logged().includes(CANARY));
});

test("a request whose length is told twice is refused", async () => {
  const head = "POST /api/sessions HTTP/1.1\nHost: HOST\nContent-Type: application/json\n";
  const both = await exchange(`${head}Content-Length: 4\nTransfer-Encoding: chunked\n\n0\n\n`);
  assert.match(both, /^HTTP\/1\.1 400 /);
  const twice = await exchange(`${head}Content-Length: 2\nContent-Length: 3\n\n{}`);
  assert.match(twice, /^HTTP\/1\.1 400 /);
});

test("TRACE is offered nowhere", async () => {
  for (const path of ["/", "/api/instance", "/nothing"]) {
    const answer = await exchange(
      `TRACE ${path} HTTP/1.1\nHost: HOST\nCookie: x=${CANARY}\nConnection: close\n\n`,
    );
    assert.match(answer, /^HTTP\/1\.1 40[45] /, path);
    assert.ok(!answer.includes(CANARY), path);
  }
});

test("no answer lets another origin read it, or names what serves it", async () => {
  for (const path of ["/api/instance", "/api/nothing", "/healthz"]) {
    for (const method of ["GET", "OPTIONS"]) {
      const { headers } = await app.client().request(method, path);
      for (const name of ["access-control-allow-origin", "server", "x-powered-by"]) {
        assert.equal(headers.get(name), null, `${method} ${path} ${name}`);
      }
    }
  }
});

test("an address is decoded once", async () => {
  const { client, accountId } = await app.member();
  // The id of a session of one's own, its first letter escaped once and twice.
  const list = (await client.get("/api/sessions")).body as { items: { id: string }[] };
  const id = list.items[0]?.id ?? "";
  assert.notEqual(id, accountId);
  const escaped = `%${id.charCodeAt(0).toString(16)}${id.slice(1)}`;
  assert.equal((await client.delete(`/api/sessions/${escaped.replace("%", "%25")}`)).status, 404);
  assert.equal((await client.get("/api/account")).status, 200);
  assert.equal((await client.delete(`/api/sessions/${escaped}`)).status, 204);
});

test("a value given twice in the address is refused", async () => {
  const { client } = await app.member();
  assert.equal((await client.get("/api/trash?limit=1")).status, 200);
  assert.equal((await client.get("/api/trash?limit=1&limit=2")).code, "request.invalid");
});

/** How often an address may come before it has to wait, asked from `forwarded(n)`; stops after 70. */
async function triesUntilWait(of: MemoryApp, forwarded: (n: number) => string): Promise<number> {
  for (let n = 0; n < 70; n += 1) {
    const reply = await of.client().request("POST", "/api/accounts/verify", {
      json: { token: "A".repeat(43) },
      headers: { "x-forwarded-for": forwarded(n) },
    });
    if (reply.code === "credentials.wait") return n;
  }
  return 70;
}

test("a forwarded address counts from a trusted proxy only, and only the one that the proxy saw", async () => {
  const fresh = await startMemoryApp();
  const proxied = await startMemoryApp({ env: { SAFELIGHT_TRUST_PROXY: "127.0.0.1" } });
  try {
    assert.equal(await triesUntilWait(fresh, (n) => `198.51.100.${n}`), 60);
    assert.equal(await triesUntilWait(proxied, (n) => `198.51.100.${n}`), 70);
    assert.equal(await triesUntilWait(proxied, (n) => `198.51.100.${n}, 203.0.113.5`), 60);
  } finally {
    await fresh.close();
    await proxied.close();
  }
});
