import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addPasskey, signInOptions } from "../passkeys/passkey-of.ts";
import { type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";
import { readQr } from "../support/read-qr.ts";
import { authenticatorOf, enrol, finish, ticketFor } from "./authenticator.ts";

// Adding and removing second factors.

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

async function subjects(email: string): Promise<string> {
  await app.rooms.mail.deliverDue();
  const mails = app.mails.filter((mail) => mail.to === email);
  return mails.map((mail) => mail.subject).join("\n");
}

test("an authenticator counts only once its code came back; the QR code holds what the text says", async () => {
  const { client, email } = await app.member();
  const factors = () => client.get("/api/factors");
  assert.deepEqual((await factors()).body, { totp: null, backupCodesLeft: 0, required: false });
  const reply = await client.post("/api/totp");
  const begun = reply.body as { secret: string; uri: string; qr: { size: number; path: string } };
  assert.match(begun.secret, /^[A-Z2-7]{32}$/);
  assert.equal(readQr(begun.qr), begun.uri);
  assert.ok(begun.uri.includes(`secret=${begun.secret}`));
  assert.ok(decodeURIComponent(begun.uri).includes(email));
  // Not yet: the password alone still signs in.
  assert.equal((await app.client().post("/api/sessions", { email, password: PASSWORD })).status, 201);
  assert.deepEqual((await factors()).body, { totp: null, backupCodesLeft: 0, required: false });
  const code = authenticatorOf(app, begun.secret).code();
  const cookie = client.cookies.get("safelight");
  const confirmed = await client.put("/api/totp", { code: `${code.slice(0, 3)} ${code.slice(3)}` });
  assert.equal(confirmed.status, 200, confirmed.text);
  const { backupCodes } = confirmed.body as { backupCodes: string[] };
  assert.equal(new Set(backupCodes).size, 10);
  for (const one of backupCodes) assert.match(one, /^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
  assert.notEqual(client.cookies.get("safelight"), cookie, "a new session token");
  assert.equal((await client.get("/api/account")).status, 200);
  const state = (await factors()).body as { totp: { addedAt: string } | null; backupCodesLeft: number };
  assert.ok(state.totp);
  assert.equal(state.backupCodesLeft, 10);
  assert.equal((await app.client().post("/api/sessions", { email, password: PASSWORD })).status, 200);
  assert.match(await subjects(email), /authenticator now guards/);
});

test("a wrong code confirms nothing, a second beginning ends the first, and an hour later it is too late", async () => {
  const { client } = await app.member();
  assert.equal((await client.put("/api/totp", { code: "123456" })).code, "factor.not-begun");
  const first = (await client.post("/api/totp")).body as { secret: string };
  const second = (await client.post("/api/totp")).body as { secret: string };
  const old = authenticatorOf(app, first.secret);
  const fresh = authenticatorOf(app, second.secret);
  assert.equal((await client.put("/api/totp", { code: old.code() })).code, "factor.wrong");
  app.advance(3_600_000);
  await client.post("/api/sessions/current/reauthenticate", { password: PASSWORD });
  assert.equal((await client.put("/api/totp", { code: fresh.code() })).code, "factor.not-begun");
  const { endExpiredFactors } = await import("../../server/factors/jobs.ts");
  await endExpiredFactors(app.rooms);
  const waiting = await app.database.db
    .selectFrom("totp_secrets")
    .select("id")
    .where("confirmed_at", "is", null)
    .execute();
  assert.deepEqual(waiting, []);
});

test("two confirmations at once give one set of backup codes", async () => {
  const { client } = await app.member();
  const { secret } = (await client.post("/api/totp")).body as { secret: string };
  const code = authenticatorOf(app, secret).code();
  const replies = await Promise.all([1, 2].map(() => client.put("/api/totp", { code })));
  const good = replies.filter((reply) => reply.status === 200);
  assert.equal(good.length, 1, JSON.stringify(replies.map((reply) => reply.text)));
});

test("removing it needs a fresh proof, gives a new token, tells the person, and the password alone signs in", async () => {
  const { client, email } = await app.member();
  const phone = await enrol(app, client);
  app.advance(16 * 60_000);
  for (const [method, path] of [
    ["POST", "/api/totp"],
    ["PUT", "/api/totp"],
    ["DELETE", "/api/totp"],
    ["POST", "/api/totp/backup-codes"],
  ] as const) {
    const reply = await client.request(method, path, method === "PUT" ? { json: { code: "123456" } } : {});
    assert.equal(reply.code, "reauthentication.required", `${method} ${path}`);
  }
  const proof = { password: PASSWORD, totp: phone.code() };
  assert.equal((await client.post("/api/sessions/current/reauthenticate", proof)).status, 200);
  const cookie = client.cookies.get("safelight");
  assert.equal((await client.delete("/api/totp")).status, 204);
  assert.notEqual(client.cookies.get("safelight"), cookie);
  assert.match(await subjects(email), /no authenticator any more/);
  assert.equal((await client.delete("/api/totp")).code, "factor.absent");
  assert.equal((await client.post("/api/totp/backup-codes")).code, "factor.absent");
  assert.equal((await app.client().post("/api/sessions", { email, password: PASSWORD })).status, 201);
});

test("new backup codes end the former ones", async () => {
  const member = await app.member();
  const phone = await enrol(app, member.client);
  const reply = await member.client.post("/api/totp/backup-codes");
  assert.equal(reply.status, 201);
  const { backupCodes } = reply.body as { backupCodes: string[] };
  assert.equal(backupCodes.length, 10);
  assert.match(await subjects(member.email), /New backup codes/);
  const ticket = await ticketFor(app.client(), member);
  const old = await finish(app.client(), { ticket, backupCode: phone.backupCodes[3] ?? "" });
  assert.equal(old.code, "factor.wrong");
  const fresh = await finish(app.client(), { ticket, backupCode: backupCodes[3] ?? "" });
  assert.equal(fresh.status, 201);
});

test("what happens to factors stands in the audit trail, without a code or a secret", async () => {
  const { client, accountId } = await app.member();
  const phone = await enrol(app, client);
  await client.delete("/api/totp");
  const rows = await app.database.db
    .selectFrom("audit_records")
    .selectAll()
    .where("account_id", "=", accountId)
    .execute();
  const actions = rows.map((row) => row.action);
  for (const action of ["factor.begun", "factor.added", "factor.removed"])
    assert.ok(actions.includes(action));
  assert.ok(!JSON.stringify(rows).includes(phone.secret));
});

/** Of routes that are refused for another reason as well, or to every person. */
const REFUSAL: Readonly<Record<string, RegExp>> = {
  administrator: /enrolment-required|denied/,
  scraper: /^not-found$/,
};

test("where the instance demands a factor, everything but adding one is refused until then", async () => {
  const strict = await startMemoryApp({ env: { SAFELIGHT_REQUIRE_MFA: "true" } });
  try {
    const { client } = await strict.member();
    const current = async () => (await client.get("/api/sessions/current")).body as { mustEnrol?: true };
    assert.equal((await current()).mustEnrol, true);
    const open: string[] = [];
    for (const route of strict.routes) {
      if (route.access === "anyone" || route.beforeEnrolment === true) {
        if (route.access !== "anyone") open.push(`${route.method} ${route.path}`);
        continue;
      }
      const path = route.path.replaceAll(/\{\w+\}/g, "aaaaaaaaaaaaaaaaaaaaaaaaaa");
      const json = route.body === undefined || route.body === "multipart" ? {} : { json: {} };
      const reply = await client.request(route.method, path, json);
      const expected = REFUSAL[route.access] ?? /enrolment-required/;
      assert.match(reply.code ?? "", expected, `${route.method} ${path}`);
    }
    for (const path of ["POST /api/totp", "PUT /api/totp", "GET /api/factors", "GET /api/account"]) {
      assert.ok(open.includes(path), path);
    }
    assert.ok(!open.some((path) => /images|timeline|trash|sessions$|password|kit/.test(path)), open.join());
    assert.equal((await client.get("/api/account")).status, 200);
    await enrol(strict, client);
    assert.equal((await current()).mustEnrol, undefined);
    assert.equal((await client.get("/api/images")).status, 200);
    const wanted = { name: "backup", scopes: ["images:read"], expiresInDays: 7 };
    const made = (await client.post("/api/tokens", wanted)).body as { token: string };
    const bearer = { authorization: `Bearer ${made.token}` };
    assert.equal((await strict.client().get("/api/images", bearer)).status, 200);
    assert.equal((await client.delete("/api/totp")).status, 204);
    assert.equal((await client.get("/api/images")).code, "factor.enrolment-required");
    // A program's token gets no further than its person.
    assert.equal((await strict.client().get("/api/images", bearer)).code, "factor.enrolment-required");
    assert.equal((await client.delete("/api/sessions/current")).status, 204);
  } finally {
    await strict.close();
  }
});

test("where the instance demands a factor, a first passkey is one, and is asked for beside the password from then on", async () => {
  const strict = await startMemoryApp({ env: { SAFELIGHT_REQUIRE_MFA: "true" } });
  try {
    const member = await strict.member();
    const { client } = member;
    assert.equal((await client.get("/api/images")).code, "factor.enrolment-required");
    const { passkey } = await addPasskey(strict, client, { prf: "at-once" });
    assert.equal((await client.get("/api/images")).status, 200);
    const again = strict.client();
    const asked = await again.post("/api/sessions", { email: member.email, password: PASSWORD });
    assert.equal(asked.status, 200, asked.text);
    const { ticket, factors } = asked.body as { ticket: string; factors: string[] };
    assert.deepEqual(factors, ["passkey"]);
    const proof = passkey.answer(await signInOptions(again));
    assert.equal((await again.post("/api/sessions/factor", { ticket, passkey: proof })).status, 201);
    assert.equal((await again.get("/api/images")).status, 200);
    // Without it the account is as before: nothing but adding one is open to the next sign-in.
    const { items } = (await again.get("/api/passkeys")).body as { items: { id: string }[] };
    assert.equal((await again.delete(`/api/passkeys/${items[0]?.id}`)).status, 204);
    const third = strict.client();
    assert.equal(
      (await third.post("/api/sessions", { email: member.email, password: PASSWORD })).status,
      201,
    );
    assert.equal((await third.get("/api/images")).code, "factor.enrolment-required");
  } finally {
    await strict.close();
  }
});
