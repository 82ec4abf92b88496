import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { type ApiClient, apiClient } from "../support/api-client.ts";
import { type Lie, type LyingProvider, startLyingProvider } from "../support/lying-provider.ts";
import { type MemoryApp, startMemoryApp } from "../support/memory-app.ts";

// A provider that lies, a browser that brings the wrong things back, and a network that fails: nobody gets in.

let liar: LyingProvider;
let app: MemoryApp;

before(async () => {
  liar = await startLyingProvider();
  app = await startMemoryApp({ env: { ...liar.env } });
});
after(async () => {
  await app.close();
  await liar.close();
});
afterEach(() => {
  liar.lie = {};
});

async function start(client: ApiClient, body: object = { purpose: "sign-in" }): Promise<string> {
  const reply = await client.post("/api/oidc/liar/start", body);
  assert.equal(reply.status, 200, reply.text);
  return (reply.body as { url: string }).url;
}

/** As a browser does it, on the way from another site: of the cookies only the Lax one comes along. */
function comeBack(client: ApiClient, path: string): ReturnType<ApiClient["get"]> {
  const onTheWay = apiClient(app.origin);
  const cookie = client.cookies.get("safelight-oidc");
  if (cookie !== undefined) onTheWay.cookies.set("safelight-oidc", cookie);
  return onTheWay.get(path, { "sec-fetch-site": "cross-site" });
}

const tables = ["accounts", "identities", "sessions"] as const;
async function counts(): Promise<number[]> {
  return await Promise.all(
    tables.map(async (table) => (await app.database.db.selectFrom(table).selectAll().execute()).length),
  );
}

/** Nobody came in, nothing was written, and asking again changes nothing. */
async function expectNobody(client: ApiClient, before: readonly number[]): Promise<void> {
  const finished = await client.post("/api/oidc/finish", {});
  assert.ok(finished.status >= 400, finished.text);
  assert.equal(client.cookies.has("safelight"), false);
  const { body } = await client.get("/api/sessions/current");
  assert.deepEqual((body as { account: unknown }).account, null);
  assert.deepEqual(await counts(), before);
}

const now = (): number => Math.floor(Date.now() / 1000);

const LIES: readonly (readonly [string, () => Lie, string])[] = [
  ["another issuer in the token", () => ({ claims: { iss: "https://evil.example" } }), "oidc.refused"],
  ["another audience", () => ({ claims: { aud: "somebody-else" } }), "oidc.refused"],
  [
    "several audiences, and another one authorised",
    () => ({ claims: { aud: ["safelight", "x"], azp: "x" } }),
    "oidc.refused",
  ],
  ["another nonce", () => ({ claims: { nonce: "another" } }), "oidc.refused"],
  ["no nonce", () => ({ claims: { nonce: undefined } }), "oidc.refused"],
  ["no subject", () => ({ claims: { sub: undefined } }), "oidc.refused"],
  ["an empty subject", () => ({ claims: { sub: "" } }), "oidc.refused"],
  ["a subject without end", () => ({ claims: { sub: "x".repeat(256) } }), "oidc.refused"],
  ["a token that has expired", () => ({ claims: { iat: now() - 900, exp: now() - 300 } }), "oidc.refused"],
  ["a token without an end", () => ({ claims: { exp: undefined } }), "oidc.refused"],
  ["a token that is not valid yet", () => ({ claims: { nbf: now() + 600 } }), "oidc.refused"],
  ["no signature at all", () => ({ signature: "none" }), "oidc.refused"],
  ["a signature with the shared secret", () => ({ signature: "secret" }), "oidc.refused"],
  ["a signature with the public key as the secret", () => ({ signature: "public-key" }), "oidc.refused"],
  ["a signature of somebody else", () => ({ signature: "stranger" }), "oidc.refused"],
  ["a key that the provider does not publish", () => ({ header: { kid: "k2" } }), "oidc.refused"],
  ["a critical extension that nobody knows", () => ({ header: { crit: ["x"], x: 1 } }), "oidc.refused"],
  ["no ID token", () => ({ answer: { id_token: undefined } }), "oidc.refused"],
  ["an ID token that is none", () => ({ answer: { id_token: "a.b.c" } }), "oidc.refused"],
  [
    "a redirect instead of a token",
    () => ({ token: (response) => response.writeHead(302, { location: "/elsewhere" }).end() }),
    "oidc.unavailable",
  ],
  [
    "a fault instead of a token",
    () => ({ token: (response) => response.writeHead(500).end("{}") }),
    "oidc.unavailable",
  ],
  [
    "an answer without end",
    () => ({
      token: (response) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.end(`{"x":"${"x".repeat(600_000)}"}`);
      },
    }),
    "oidc.refused",
  ],
  [
    "a page instead of a token",
    () => ({
      token: (response) => response.writeHead(200, { "content-type": "text/html" }).end("<p>hello"),
    }),
    "oidc.refused",
  ],
];

describe("a provider that lies", () => {
  test("is believed when it does not: the tests below refuse the lie, not the provider", async () => {
    const client = app.client();
    const back = await comeBack(client, liar.backFrom(await start(client), "honest"));
    assert.equal(back.status, 303, back.text);
    assert.equal(back.headers.get("location"), "/sign-in/provider");
    assert.equal(back.headers.getSetCookie().length, 0);
    const finished = await client.post("/api/oidc/finish", {});
    assert.equal(finished.status, 201, finished.text);
    assert.equal(client.cookies.has("safelight"), true);
    assert.equal(client.cookies.has("safelight-oidc"), false);
    assert.equal((await client.get("/api/account")).status, 200);
  });

  for (const [claim, lie, code] of LIES) {
    test(`is refused with ${claim}`, async () => {
      const client = app.client();
      const url = await start(client);
      const before = await counts();
      liar.lie = lie();
      const back = await comeBack(client, liar.backFrom(url, "honest"));
      assert.equal(back.code, code, back.text);
      assert.equal(back.headers.getSetCookie().length, 0);
      assert.ok(!liar.asked.includes("/elsewhere"));
      await expectNobody(client, before);
    });
  }

  for (const [claim, told] of [
    ["false", { email_verified: false }],
    ["absent", { email_verified: undefined, email: undefined }],
    ["a text", { email_verified: "true" }],
    ["true of nothing", { email: undefined }],
    ["true of what is no address", { email: "not an address" }],
  ] as const) {
    test(`makes no account where email_verified is ${claim}`, async () => {
      const client = app.client();
      const url = await start(client);
      const before = await counts();
      liar.lie = { claims: told };
      assert.equal((await comeBack(client, liar.backFrom(url, `new-${claim}`))).status, 303);
      const finished = await client.post("/api/oidc/finish", {});
      assert.equal(finished.code, "oidc.email-unverified", finished.text);
      await expectNobody(client, before);
    });
  }

  test("may say the address by userinfo, but not of another person", async () => {
    const client = app.client();
    const url = await start(client);
    const before = await counts();
    const claims = { email: undefined, email_verified: undefined };
    const told = { email: "told@example.net", email_verified: true };
    liar.lie = { claims, userInfo: { ...told, sub: "somebody-else" } };
    assert.equal((await comeBack(client, liar.backFrom(url, "told"))).code, "oidc.refused");
    await expectNobody(client, before);
    liar.lie = { claims, userInfo: told };
    await comeBack(client, liar.backFrom(await start(client), "told"));
    const finished = await client.post("/api/oidc/finish", {});
    assert.equal(finished.status, 201, finished.text);
  });
});

describe("a browser that brings the wrong things back", () => {
  const refused = async (
    client: ApiClient,
    path: string,
    code = "oidc.state-unknown",
    status = 400,
  ): Promise<void> => {
    const before = await counts();
    const back = await comeBack(client, path);
    assert.equal(back.status, status, back.text);
    assert.equal(back.code, code);
    // A person is led to a page that says it in words.
    assert.equal(back.headers.get("refresh"), "0; url=/sign-in/provider");
    await expectNobody(client, before);
  };

  test("is refused without a state, with a foreign one, and with somebody else's", async () => {
    const client = app.client();
    const url = await start(client);
    await refused(client, liar.backFrom(url, "honest", { state: null }));
    await refused(client, liar.backFrom(url, "honest", { state: "x".repeat(43) }));
    const other = app.client();
    await refused(client, liar.backFrom(await start(other), "honest"));
  });

  test("is refused without the cookie it was given, which no other browser has", async () => {
    const victim = app.client();
    const attacker = app.client();
    const path = liar.backFrom(await start(attacker), "honest");
    await refused(victim, path);
    // With a visit of its own under way it is no better.
    await start(victim);
    await refused(victim, path);
  });

  test("is refused a second time, and too late", async () => {
    const client = app.client();
    const path = liar.backFrom(await start(client), "honest");
    assert.equal((await comeBack(client, path)).status, 303);
    assert.equal((await comeBack(client, path)).code, "oidc.state-unknown");
    assert.equal((await client.post("/api/oidc/finish", {})).status, 201);
    const replay = app.client();
    await refused(replay, path);

    const late = app.client();
    const url = await start(late);
    app.advance(600_001);
    await refused(late, liar.backFrom(url, "honest"));
  });

  test("is refused when it waits too long before taking the answer up", async () => {
    const client = app.client();
    assert.equal((await comeBack(client, liar.backFrom(await start(client), "honest"))).status, 303);
    const before = await counts();
    app.advance(600_001);
    await expectNobody(client, before);
  });

  test("gets nobody in with a code of another visit, by nonce or by PKCE alone", async () => {
    const victim = await start(app.client());
    const client = app.client();
    const code = liar.codeFor(victim, "victim");
    await refused(client, liar.backFrom(await start(client), "honest", { code }), "oidc.refused");
    // The provider does not look at PKCE: the nonce still tells.
    liar.lie = { careless: true };
    await refused(client, liar.backFrom(await start(client), "honest", { code }), "oidc.refused");
  });

  test("gets nobody in with a code that was used", async () => {
    const client = app.client();
    const own = liar.backFrom(await start(client), "honest");
    assert.equal((await comeBack(client, own)).status, 303);
    const again = app.client();
    const used = new URL(own, app.origin).searchParams.get("code");
    await refused(again, liar.backFrom(await start(again), "honest", { code: used }), "oidc.refused");
  });

  test("is refused when another issuer is said to answer", async () => {
    const client = app.client();
    const path = liar.backFrom(await start(client), "honest", { iss: "https://evil.example" });
    await refused(client, path, "oidc.refused");
  });

  test("is told when the person or the provider said no", async () => {
    const said = [
      ["access_denied", "oidc.declined", 403],
      ["temporarily_unavailable", "oidc.unavailable", 503],
    ] as const;
    for (const [error, code, status] of said) {
      const client = app.client();
      const path = liar.backFrom(await start(client), "honest", { error, code: null });
      assert.equal((await comeBack(client, path)).status, status);
      const finished = await client.post("/api/oidc/finish", {});
      assert.equal(finished.code, code);
      assert.equal((await client.post("/api/oidc/finish", {})).code, "oidc.state-unknown");
    }
  });

  test("gets nowhere at a provider that there is none of, or with an answer given twice", async () => {
    const client = app.client();
    const path = liar.backFrom(await start(client), "honest");
    assert.equal((await comeBack(client, path.replace("/liar/", "/nobody/"))).status, 404);
    assert.equal((await comeBack(client, `${path}&state=another`)).code, "request.invalid");
    assert.equal((await client.post("/api/oidc/nobody/start", { purpose: "sign-in" })).status, 404);
  });

  test("may come from another site to the callback by GET, and to nothing else", async () => {
    const client = app.client();
    await start(client);
    const foreign = { "sec-fetch-site": "cross-site" };
    for (const [method, path] of [
      ["POST", "/api/oidc/finish"],
      ["POST", "/api/oidc/liar/start"],
      ["POST", "/api/oidc/liar/callback"],
      ["GET", "/api/identities"],
      ["GET", "/api/sessions/current"],
      ["GET", "/api/oidc/liar/callback/x"],
    ] as const) {
      const reply = await client.request(method, path, { headers: foreign });
      assert.equal(reply.code, "request.cross-site", `${method} ${path}`);
    }
  });
});

describe("a network that fails", () => {
  test("a provider that is down is said to be, and asked anew by the next person", async () => {
    const other = await startLyingProvider();
    const second = await startMemoryApp({ env: { ...other.env } });
    try {
      await other.pause();
      const client = second.client();
      const down = await client.post("/api/oidc/liar/start", { purpose: "sign-in" });
      assert.equal(down.status, 503);
      assert.equal(down.code, "oidc.unavailable");
      assert.equal(client.cookies.size, 0);
      await other.resume();
      assert.equal((await client.post("/api/oidc/liar/start", { purpose: "sign-in" })).status, 200);
    } finally {
      await second.close();
      await other.close();
    }
  });

  const start = async (lie: (host: string) => Lie) => {
    const [other, elsewhere] = [await startLyingProvider(), await startLyingProvider()];
    other.lie = lie(elsewhere.issuer);
    const second = await startMemoryApp({ env: { ...other.env } });
    try {
      const client = second.client();
      const begun = await client.post("/api/oidc/liar/start", { purpose: "sign-in" });
      if (begun.status !== 200) return { code: begun.code, asked: elsewhere.asked, logged: second.logged() };
      const path = other.backFrom((begun.body as { url: string }).url, "honest");
      return { code: (await client.get(path)).code, asked: elsewhere.asked, logged: second.logged() };
    } finally {
      await second.close();
      await other.close();
      await elsewhere.close();
    }
  };

  test("no host is called that was not configured, whatever the provider's document names", async () => {
    for (const name of ["token_endpoint", "jwks_uri", "authorization_endpoint"]) {
      const { code, asked, logged } = await start((host) => ({ discovery: { [name]: `${host}/x` } }));
      assert.equal(code, "oidc.unavailable", name);
      assert.deepEqual(asked, [], name);
      assert.match(logged, /SAFELIGHT_OIDC_LIAR_HOSTS/, name);
    }
  });

  test("keys that cannot be had, or lie elsewhere, let nobody in", async () => {
    const failing = await start(() => ({ keys: (response) => response.writeHead(500).end() }));
    assert.equal(failing.code, "oidc.unavailable");
    const moved = await start((host) => ({
      keys: (response) => response.writeHead(302, { location: `${host}/keys` }).end(),
    }));
    assert.equal(moved.code, "oidc.unavailable");
    assert.deepEqual(moved.asked, []);
  });

  test("a document of another issuer is not taken", async () => {
    const { code } = await start((host) => ({ discovery: { issuer: host } }));
    assert.equal(code, "oidc.unavailable");
  });

  test("nothing that a provider says, and no secret, is in the log", async () => {
    for (const canary of ["canary-secret", "access_token", "honest@example.net", "code_verifier"]) {
      assert.ok(!app.logged().includes(canary), canary);
    }
    assert.ok(app.logged().includes('"route":"/api/oidc/:provider/callback"'));
  });
});
