import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Member, type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { enrol, finish, ticketFor } from "./authenticator.ts";

// A lost authenticator, replaced by the recovery code after a mail and a day.

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

const DAY = 24 * 3_600_000;

const path = "/api/sessions/factor/recovery";

async function ask(member: Member, recoveryCode = member.recoveryCode) {
  const client = app.client();
  const reply = await client.post(path, { ticket: await ticketFor(client, member), recoveryCode });
  return { client, reply };
}

async function subjects(email: string): Promise<string[]> {
  await app.rooms.mail.deliverDue();
  return app.mails.filter((mail) => mail.to === email).map((mail) => mail.subject);
}

test("the recovery code replaces the authenticator a day after the mail, and not a minute before", async () => {
  const member = await app.member({ vault: "sealed" });
  await enrol(app, member.client);
  const asked = await ask(member);
  assert.equal(asked.reply.status, 202, asked.reply.text);
  const { usableAt } = asked.reply.body as { usableAt: string };
  assert.equal(asked.client.cookies.size, 0);
  assert.ok((await subjects(member.email)).some((subject) => /without your authenticator/.test(subject)));
  app.advance(DAY - 60_000);
  const early = await ask(member);
  assert.equal(early.reply.status, 202);
  assert.equal((early.reply.body as { usableAt: string }).usableAt, usableAt, "asking again moves nothing");
  app.advance(60_000);
  const done = await ask(member);
  assert.equal(done.reply.status, 201, done.reply.text);
  assert.equal((await done.client.get("/api/images")).status, 200);
  assert.equal(((await done.client.get("/api/factors")).body as { totp: null }).totp, null);
  assert.ok((await subjects(member.email)).some((subject) => /replaced by the recovery code/.test(subject)));
  const { email, password } = member;
  assert.equal((await app.client().post("/api/sessions", { email, password })).status, 201);
});

test("a sign-in with the authenticator meanwhile cancels it", async () => {
  const member = await app.member({ vault: "sealed" });
  const phone = await enrol(app, member.client);
  assert.equal((await ask(member)).reply.status, 202);
  app.advance(3_600_000);
  const ticket = await ticketFor(app.client(), member);
  assert.equal((await finish(app.client(), { ticket, totp: phone.code() })).status, 201);
  assert.ok((await subjects(member.email)).includes("Your authenticator stays"));
  app.advance(DAY);
  assert.equal((await ask(member)).reply.status, 202, "the wait begins anew");
});

test("who does not come back within a week has to ask and wait again", async () => {
  const member = await app.member({ vault: "sealed" });
  await enrol(app, member.client);
  await ask(member);
  app.advance(8 * DAY);
  assert.equal((await ask(member)).reply.status, 202);
  const { endExpiredFactors } = await import("../../server/factors/jobs.ts");
  await endExpiredFactors(app.rooms);
  app.advance(DAY);
  assert.equal((await ask(member)).reply.status, 201);
});

test("a wrong code, a foreign one, or a kit that was never typed back begins nothing", async () => {
  const member = await app.member({ vault: "sealed" });
  const other = await app.member({ vault: "sealed" });
  const unconfirmed = await app.member();
  await enrol(app, member.client);
  await enrol(app, unconfirmed.client);
  const kit = (await unconfirmed.client.post("/api/vault/recovery-kit")).body as { recoveryCode: string };
  for (const [who, code] of [
    [member, other.recoveryCode],
    [member, "0000-0000"],
    [unconfirmed, kit.recoveryCode],
  ] as const) {
    assert.equal((await ask(who, code)).reply.code, "factor.recovery-refused");
  }
  assert.deepEqual(await app.database.db.selectFrom("factor_recoveries").selectAll().execute(), []);
  const none = await app.client().post(path, { ticket: "x", recoveryCode: member.recoveryCode });
  assert.equal(none.code, "ticket.invalid");
});

test("five wrong recovery codes end the ticket", async () => {
  const member = await app.member({ vault: "sealed" });
  await enrol(app, member.client);
  const ticket = await ticketFor(app.client(), member);
  for (let i = 0; i < 5; i += 1) {
    const reply = await app.client().post(path, { ticket, recoveryCode: "0000" });
    assert.equal(reply.code, "factor.recovery-refused");
  }
  const reply = await app.client().post(path, { ticket, recoveryCode: member.recoveryCode });
  assert.equal(reply.code, "ticket.invalid");
});
