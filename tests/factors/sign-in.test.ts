import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { linkToken, type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";
import { authenticatorOf, enrol, finish, ticketFor } from "./authenticator.ts";

// Signing in with a second factor.

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

const NEW_PASSWORD = "Meadow4!lantern-Crisp";
const WRONG_CODE = "000000";

/** A code that is wrong at this moment, whatever the right ones are. */
const wrongCode = (good: string): string => (good === WRONG_CODE ? "111111" : WRONG_CODE);

async function ticketRows(): Promise<number> {
  return (await app.database.db.selectFrom("tickets").select("token_hash").execute()).length;
}

async function ticketSlots(): Promise<number> {
  const query = app.database.db.selectFrom("keyslots").select("id").where("kind", "=", "ticket");
  return (await query.execute()).length;
}

test("with an authenticator the password gives a ticket and no session; a code then opens the vault", async () => {
  const member = await app.member({ vault: "sealed" });
  const phone = await enrol(app, member.client);
  const client = app.client();
  const reply = await client.post("/api/sessions", { email: member.email, password: PASSWORD });
  assert.equal(reply.status, 200);
  const body = reply.body as { state: string; factors: string[]; ticket: string };
  assert.deepEqual(Object.keys(body).toSorted(), ["factors", "state", "ticket"]);
  assert.deepEqual(body.factors, ["totp", "backup-code"]);
  assert.equal(client.cookies.size, 0);
  assert.equal((await client.get("/api/account")).code, "session.required");
  const done = await finish(client, { ticket: body.ticket, totp: phone.code() });
  assert.equal(done.status, 201, done.text);
  assert.deepEqual((done.body as { vault: object }).vault, {
    mode: "sealed",
    unlocked: true,
    kitConfirmed: true,
  });
  assert.equal((await client.get("/api/images")).status, 200);
  assert.equal(await ticketRows(), 0);
  assert.equal(await ticketSlots(), 0);
});

test("a code works once, for whichever ticket", async () => {
  const member = await app.member();
  const phone = await enrol(app, member.client);
  const code = phone.code();
  const first = await finish(app.client(), { ticket: await ticketFor(app.client(), member), totp: code });
  assert.equal(first.status, 201);
  const ticket = await ticketFor(app.client(), member);
  assert.equal((await finish(app.client(), { ticket, totp: code })).code, "factor.wrong");
  app.advance(30_000);
  assert.equal((await finish(app.client(), { ticket, totp: code })).code, "factor.wrong");
  assert.equal((await finish(app.client(), { ticket, totp: phone.code() })).status, 201);
});

test("two parallel uses of one code let exactly one in", async () => {
  const member = await app.member();
  const phone = await enrol(app, member.client);
  const tickets = [await ticketFor(app.client(), member), await ticketFor(app.client(), member)];
  const totp = phone.code();
  const replies = await Promise.all(tickets.map((ticket) => finish(app.client(), { ticket, totp })));
  assert.deepEqual(
    replies.map((reply) => reply.status).toSorted((a, b) => a - b),
    [201, 403],
  );
});

test("a clock may be one step off, and not two", async () => {
  const member = await app.member();
  const phone = await enrol(app, member.client);
  app.advance(120_000);
  for (const [steps, status] of [
    [-2, 403],
    [2, 403],
    [-1, 201],
    [0, 201],
    [1, 201],
  ] as const) {
    const ticket = await ticketFor(app.client(), member);
    const reply = await finish(app.client(), { ticket, totp: phone.code(steps) });
    assert.equal(reply.status, status, `${steps} steps: ${reply.text}`);
  }
});

test("the fifth wrong code ends the ticket, its slot with it, and the person hears of it", async () => {
  const member = await app.member();
  const phone = await enrol(app, member.client);
  const stranger = app.client();
  const ticket = await ticketFor(stranger, member);
  const slots = await ticketSlots();
  for (let i = 0; i < 5; i += 1) {
    const reply = await finish(stranger, { ticket, totp: wrongCode(phone.code()) });
    assert.equal(reply.code, "factor.wrong", `try ${i}`);
  }
  assert.equal(await ticketSlots(), slots - 1);
  assert.equal((await finish(stranger, { ticket, totp: phone.code() })).code, "ticket.invalid");
  const next = await ticketFor(stranger, member);
  const waiting = await finish(stranger, { ticket: next, totp: phone.code() });
  assert.equal(waiting.code, "credentials.wait");
  assert.ok(Number(waiting.headers.get("retry-after")) > 0);
  await app.rooms.mail.deliverDue();
  const told = app.mails.filter((mail) => mail.to === member.email).map((mail) => mail.subject);
  assert.ok(told.includes("Somebody knows your Safelight password"));
  // The owner's own browser is not made to wait by somebody else's guesses.
  member.client.cookies.delete("safelight");
  const own = await ticketFor(member.client, member);
  assert.equal((await finish(member.client, { ticket: own, totp: phone.code() })).status, 201);
});

test("parallel guesses with one ticket are no more than five either", async () => {
  const member = await app.member();
  const phone = await enrol(app, member.client);
  const ticket = await ticketFor(app.client(), member);
  const guesses = Array.from({ length: 12 }, () =>
    finish(app.client(), { ticket, totp: wrongCode(phone.code()) }),
  );
  const codes = (await Promise.all(guesses)).map((reply) => reply.code);
  assert.ok(codes.filter((code) => code === "factor.wrong").length <= 5, JSON.stringify(codes));
  assert.ok(codes.every((code) => code !== undefined));
});

test("a ticket lasts five minutes, and works once", async () => {
  const member = await app.member();
  const phone = await enrol(app, member.client);
  const late = await ticketFor(app.client(), member);
  app.advance(5 * 60_000);
  assert.equal((await finish(app.client(), { ticket: late, totp: phone.code() })).code, "ticket.invalid");
  const { endExpiredFactors } = await import("../../server/factors/jobs.ts");
  await endExpiredFactors(app.rooms);
  assert.equal(await ticketRows(), await ticketSlots());
  const ticket = await ticketFor(app.client(), member);
  const [first, second] = await Promise.all([
    finish(app.client(), { ticket, totp: phone.code() }),
    finish(app.client(), { ticket, backupCode: phone.backupCodes[0] ?? "" }),
  ]);
  assert.deepEqual(
    [first.status, second.status].toSorted((a, b) => a - b),
    [201, 401],
  );
  // Whichever lost, its code was not used up.
  const again = await ticketFor(app.client(), member);
  app.advance(30_000);
  const rest = await finish(app.client(), { ticket: again, backupCode: phone.backupCodes[1] ?? "" });
  assert.equal(rest.status, 201);
});

test("a backup code works once, however it is typed, and of two parallel uses exactly one wins", async () => {
  const member = await app.member();
  const phone = await enrol(app, member.client);
  assert.equal(phone.backupCodes.length, 10);
  const [first = "", second = ""] = phone.backupCodes;
  const typed = first.toLowerCase().replace("-", " ").replaceAll("0", "o").replaceAll("1", "i");
  const tickets = [];
  for (let i = 0; i < 3; i += 1) tickets.push(await ticketFor(app.client(), member));
  const [a = "", b = "", c = ""] = tickets;
  const replies = await Promise.all(
    [a, b].map((ticket) => finish(app.client(), { ticket, backupCode: typed })),
  );
  assert.deepEqual(
    replies.map((reply) => reply.status).toSorted((a, b) => a - b),
    [201, 403],
  );
  assert.equal((await finish(app.client(), { ticket: c, backupCode: first })).code, "factor.wrong");
  assert.equal((await finish(app.client(), { ticket: c, backupCode: second })).status, 201);
  const left = (await member.client.get("/api/factors")).body as { backupCodesLeft: number };
  assert.equal(left.backupCodesLeft, 8);
  await app.rooms.mail.deliverDue();
  const told = app.mails.filter((mail) => mail.to === member.email && /backup code/.test(mail.subject));
  assert.match(told.at(-1)?.text ?? "", /are left: 8/);
});

test("a foreign account's code, or no ticket at all, gets nobody in", async () => {
  const member = await app.member();
  const other = await app.member();
  await enrol(app, member.client);
  const phone = await enrol(app, other.client);
  const ticket = await ticketFor(app.client(), member);
  for (const proof of [{ totp: phone.code() }, { backupCode: phone.backupCodes[0] ?? "" }]) {
    assert.equal((await finish(app.client(), { ticket, ...proof })).code, "factor.wrong");
  }
  for (const nonsense of ["x", "A".repeat(43), ticket.slice(1)]) {
    const reply = await finish(app.client(), { ticket: nonsense, totp: phone.code() });
    assert.equal(reply.code, "ticket.invalid");
  }
  const both = await finish(app.client(), { ticket, totp: phone.code(), backupCode: "x" });
  assert.equal(both.code, "request.invalid");
});

test("a reset by mail neither removes nor skips the factor, and ends tickets of the old password", async () => {
  const member = await app.member({ vault: "sealed" });
  const phone = await enrol(app, member.client);
  const before = await ticketFor(app.client(), member);
  await app.client().post("/api/password/forgot", { email: member.email });
  await app.rooms.mail.deliverDue();
  const token = linkToken(app.mails.findLast((mail) => mail.to === member.email && /#/.test(mail.text)));
  await app.client().post("/api/password/reset", { token, password: NEW_PASSWORD });
  assert.equal((await finish(app.client(), { ticket: before, totp: phone.code() })).code, "ticket.invalid");
  const client = app.client();
  const ticket = await ticketFor(client, member, NEW_PASSWORD);
  const reply = await finish(client, { ticket, totp: phone.code() });
  assert.equal(reply.status, 201, reply.text);
  // A sealed vault stays locked: only an own secret opens it.
  assert.equal((reply.body as { vault: { unlocked: boolean } }).vault.unlocked, false);
  const { recoveryCode } = member;
  const unlocked = await client.post("/api/vault/unlock", { recoveryCode, newPassword: NEW_PASSWORD });
  assert.equal(unlocked.status, 200);
});

test("ending the other sessions ends sign-ins that wait for their factor as well", async () => {
  const member = await app.member();
  const phone = await enrol(app, member.client);
  const ticket = await ticketFor(app.client(), member);
  assert.equal((await member.client.post("/api/sessions/end-others")).status, 204);
  assert.equal((await finish(app.client(), { ticket, totp: phone.code() })).code, "ticket.invalid");
  assert.equal((await member.client.get("/api/account")).status, 200);
});

test("an account disabled meanwhile gets no further with its ticket", async () => {
  const member = await app.member();
  const phone = await enrol(app, member.client);
  const ticket = await ticketFor(app.client(), member);
  await app.database.db
    .updateTable("accounts")
    .set({ disabled_at: 1 })
    .where("email", "=", member.email)
    .execute();
  assert.equal((await finish(app.client(), { ticket, totp: phone.code() })).code, "credentials.wrong");
});

test("re-authentication asks for a code as well, and unlocking does not stand in for it", async () => {
  const member = await app.member();
  const phone = await enrol(app, member.client);
  app.advance(16 * 60_000);
  const { client } = member;
  const path = "/api/sessions/current/reauthenticate";
  assert.equal((await client.post(path, { password: PASSWORD })).code, "factor.required");
  const wrong = { password: PASSWORD, totp: wrongCode(phone.code()) };
  assert.equal((await client.post(path, wrong)).code, "factor.wrong");
  const blind = { password: NEW_PASSWORD, totp: phone.code() };
  assert.equal((await client.post(path, blind)).code, "reauthentication.failed");
  await client.post("/api/vault/lock");
  assert.equal((await client.post("/api/vault/unlock", { password: PASSWORD })).status, 200);
  assert.equal((await client.delete("/api/totp")).code, "reauthentication.required");
  assert.equal((await client.post(path, { password: PASSWORD, totp: phone.code() })).status, 200);
  assert.equal((await client.delete("/api/totp")).status, 204);
});

test("five wrong codes stop re-authentication too", async () => {
  const member = await app.member();
  const phone = await enrol(app, member.client);
  const path = "/api/sessions/current/reauthenticate";
  for (let i = 0; i < 5; i += 1) {
    const totp = wrongCode(phone.code());
    assert.equal((await member.client.post(path, { password: PASSWORD, totp })).code, "factor.wrong");
  }
  const reply = await member.client.post(path, { password: PASSWORD, totp: phone.code() });
  assert.equal(reply.code, "credentials.wait");
});

test("an authenticator made anew replaces the former one only when its code came back", async () => {
  const member = await app.member();
  const old = await enrol(app, member.client);
  const begun = (await member.client.post("/api/totp")).body as { secret: string };
  const first = await finish(app.client(), {
    ticket: await ticketFor(app.client(), member),
    totp: old.code(),
  });
  assert.equal(first.status, 201);
  const fresh = authenticatorOf(app, begun.secret);
  assert.equal((await member.client.put("/api/totp", { code: fresh.code() })).status, 200);
  app.advance(60_000);
  const ticket = await ticketFor(app.client(), member);
  assert.equal((await finish(app.client(), { ticket, totp: old.code() })).code, "factor.wrong");
  assert.equal((await finish(app.client(), { ticket, totp: fresh.code() })).status, 201);
});

test("proving oneself again stands in the audit trail, whether it succeeds or not", async () => {
  const { client, accountId, password } = await app.member();
  const path = "/api/sessions/current/reauthenticate";
  assert.equal(
    (await client.post(path, { password: "Wrong7!harbour-Quilt" })).code,
    "reauthentication.failed",
  );
  assert.equal((await client.post(path, { password })).status, 200);
  await enrol(app, client);
  assert.equal((await client.post(path, { password, totp: "000000" })).code, "factor.wrong");
  const rows = await app.database.db
    .selectFrom("audit_records")
    .select("action")
    .where("account_id", "=", accountId)
    .orderBy("seq")
    .execute();
  const proofs = rows.map(({ action }) => action).filter((action) => /proof|proved|refused/.test(action));
  assert.deepEqual(proofs, ["session.proof-refused", "session.proved", "factor.refused"]);
});
