import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { linkToken, type MemoryApp, PASSWORD, setupToken, startMemoryApp } from "../support/memory-app.ts";

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

const lastMailTo = async (email: string) => {
  await app.rooms.mail.deliverDue();
  return app.mails.findLast((mail) => mail.to === email);
};

test("the administrator's link makes an administrator, once, and only on an empty instance", async () => {
  const token = await setupToken(app);
  const client = app.client();
  const asked = { email: "first@example.org", password: PASSWORD, invitation: token };
  const created = await client.post("/api/accounts", asked);
  assert.equal(created.status, 202);
  assert.deepEqual(created.body, { confirmation: "not-needed" });
  const signedIn = await client.post("/api/sessions", { email: asked.email, password: PASSWORD });
  assert.equal(signedIn.status, 201);
  assert.equal((signedIn.body as { account: { administrator: boolean } }).account.administrator, true);
  const again = await app.client().post("/api/accounts", { ...asked, email: "second@example.org" });
  assert.equal(again.code, "invitation.invalid");
  await assert.rejects(setupToken(app), /not empty/);
});

test("two uses of the administrator's link at once make one account", async () => {
  const fresh = await startMemoryApp();
  try {
    const invitation = await setupToken(fresh);
    const replies = await Promise.all(
      ["a@example.org", "b@example.org"].map((email) =>
        fresh.client().post("/api/accounts", { email, password: PASSWORD, invitation }),
      ),
    );
    assert.deepEqual(
      replies.map((reply) => reply.status).toSorted((a, b) => a - b),
      [202, 400],
    );
  } finally {
    await fresh.close();
  }
});

test("registration answers alike for a known and an unknown address; the mail differs", async () => {
  const { email } = await app.member();
  const known = await app.client().post("/api/accounts", { email, password: PASSWORD });
  const unknown = await app.client().post("/api/accounts", { email: "new@example.org", password: PASSWORD });
  assert.equal(known.status, 202);
  assert.equal(known.text, unknown.text);
  assert.match((await lastMailTo(email))?.subject ?? "", /already have/);
  assert.match((await lastMailTo("new@example.org"))?.subject ?? "", /Confirm/);
});

test("an address is confirmed once, and nobody signs in before", async () => {
  const email = "waiting@example.org";
  const client = app.client();
  await client.post("/api/accounts", { email, password: PASSWORD });
  const early = await client.post("/api/sessions", { email, password: PASSWORD });
  assert.equal(early.code, "credentials.wrong");
  const token = linkToken(await lastMailTo(email));
  assert.equal((await client.post("/api/accounts/verify", { token })).status, 200);
  assert.equal((await client.post("/api/accounts/verify", { token })).code, "link.invalid");
  assert.equal((await client.post("/api/sessions", { email, password: PASSWORD })).status, 201);
});

test("a later registration never touches an earlier one's password, and confirming one ends the others", async () => {
  const email = "twice@example.org";
  const other = "Meadow4!lantern-Crisp";
  await app.client().post("/api/accounts", { email, password: PASSWORD });
  const first = linkToken(await lastMailTo(email));
  await app.client().post("/api/accounts", { email, password: other });
  const second = linkToken(await lastMailTo(email));
  assert.notEqual(first, second);
  assert.equal((await app.client().post("/api/accounts/verify", { token: first })).status, 200);
  assert.equal((await app.client().post("/api/accounts/verify", { token: second })).code, "link.invalid");
  assert.equal(
    (await app.client().post("/api/sessions", { email, password: other })).code,
    "credentials.wrong",
  );
  assert.equal((await app.client().post("/api/sessions", { email, password: PASSWORD })).status, 201);
});

test("a confirmation link ends after two days", async () => {
  const email = "late@example.org";
  await app.client().post("/api/accounts", { email, password: PASSWORD });
  const token = linkToken(await lastMailTo(email));
  app.advance(2 * 86_400_000 + 1000);
  assert.equal((await app.client().post("/api/accounts/verify", { token })).code, "link.invalid");
});

test("addresses are trimmed and lower-cased for look-up", async () => {
  const { email } = await app.member({ email: "case@example.org" });
  const reply = await app.client().post("/api/sessions", { email: " CASE@Example.ORG ", password: PASSWORD });
  assert.equal(reply.status, 201, email);
});

test("passwords that miss the policy, are guessable or are the account's own words are refused, each with its reason", async () => {
  const cases: readonly [string, string][] = [
    ["Short1!", "too-short"],
    ["alllowercase1!!", "needs-upper-case"],
    ["ALLUPPERCASE1!!", "needs-lower-case"],
    ["NoDigitsHere!!", "needs-digit"],
    ["NoSpecials123", "needs-special"],
    ["Password1234!", "guessable"],
    ["Qwertyuiop123!", "guessable"],
    ["Margarethe.Winter1!", "own-words"],
  ];
  for (const [password, reason] of cases) {
    const reply = await app.client().post("/api/accounts", {
      email: "margarethe.winter@example.org",
      password,
      displayName: "Margarethe Winter",
    });
    assert.equal(reply.code, "password.refused", password);
    const { errors } = reply.body as { errors: { reason: string }[] };
    assert.ok(
      errors.some((error) => error.reason === reason),
      `${password}: ${JSON.stringify(errors)}`,
    );
    assert.ok(!reply.text.includes(password));
  }
});

test("a password of 128 characters of any script counts in full", async () => {
  const app128 = await startMemoryApp();
  try {
    const password = `Жд9!${"мир-日本語-🏔".repeat(20)}`.normalize("NFC");
    const long = Array.from(password).slice(0, 128).join("");
    const email = "script@example.org";
    const client = app128.client();
    const asked = await client.post("/api/accounts", { email, password: long });
    assert.equal(asked.status, 202, asked.text);
    await app128.rooms.mail.deliverDue();
    await client.post("/api/accounts/verify", { token: linkToken(app128.mails.at(-1)) });
    const cut = Array.from(long).slice(0, 127).join("");
    assert.equal((await client.post("/api/sessions", { email, password: cut })).code, "credentials.wrong");
    assert.equal((await client.post("/api/sessions", { email, password: long })).status, 201);
    const tooLong = await client.post("/api/accounts", { email: "x@example.org", password: `${long}x` });
    assert.equal(tooLong.code, "request.invalid");
  } finally {
    await app128.close();
  }
});

test("an instance by invitation takes nobody without one, a closed one nobody", async () => {
  for (const [mode, code] of [
    ["invitation", "registration.invitation-required"],
    ["closed", "registration.closed"],
  ] as const) {
    const strict = await startMemoryApp({ env: { SAFELIGHT_REGISTRATION: mode } });
    try {
      const reply = await strict
        .client()
        .post("/api/accounts", { email: "a@example.org", password: PASSWORD });
      assert.equal(reply.code, code);
    } finally {
      await strict.close();
    }
  }
});

test("an instance that offers sealed vaults only makes no managed one", async () => {
  const strict = await startMemoryApp({ env: { SAFELIGHT_VAULT: "sealed" } });
  try {
    const asked = { email: "a@example.org", password: PASSWORD, vault: "managed" };
    assert.equal((await strict.client().post("/api/accounts", asked)).code, "vault-mode.not-offered");
  } finally {
    await strict.close();
  }
});

test("an address is mailed five times an hour at the most, known or not, from however many networks, and the answer stays", async () => {
  const proxied = await startMemoryApp({ env: { SAFELIGHT_TRUST_PROXY: "127.0.0.1,::1" } });
  try {
    const { email: known } = await proxied.member();
    proxied.advance(3_600_000);
    const unknown = "flooded@example.org";
    let asked = 0;
    const ask = async (email: string) => {
      asked += 1;
      const headers = { "x-forwarded-for": `198.51.100.${asked}` };
      const json = { email, password: PASSWORD };
      return await proxied.client().request("POST", "/api/accounts", { json, headers });
    };
    const mailsTo = async (email: string) => {
      await proxied.rooms.mail.deliverDue();
      return proxied.mails.filter(({ to }) => to === email).length;
    };
    const before = await mailsTo(known);
    const answers = new Set<string>();
    for (let n = 0; n < 7; n += 1) {
      for (const email of [known, unknown]) {
        const { status, text } = await ask(email);
        answers.add(`${status} ${text}`);
      }
    }
    assert.equal(answers.size, 1);
    assert.match([...answers].join(), /^202 /);
    assert.equal((await mailsTo(known)) - before, 5);
    assert.equal(await mailsTo(unknown), 5);
    // What nobody was mailed did not push out what somebody was: the first link still confirms.
    const first = proxied.mails.find(({ to }) => to === unknown);
    const verified = await proxied.client().post("/api/accounts/verify", { token: linkToken(first) });
    assert.equal(verified.status, 200, verified.text);
    proxied.advance(3_600_000);
    await ask(known);
    assert.equal((await mailsTo(known)) - before, 6);
  } finally {
    await proxied.close();
  }
});
