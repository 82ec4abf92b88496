import assert from "node:assert/strict";
import { test } from "node:test";
import { applyDueAddressChanges } from "../../server/accounts/apply-address-change.ts";
import type { MailMessage } from "../../server/mail/mail.ts";
import { linkToken, type Member, type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";

const HOUR = 3_600_000;

async function withApp(run: (app: MemoryApp) => Promise<void>): Promise<void> {
  const app = await startMemoryApp();
  try {
    await run(app);
  } finally {
    await app.close();
  }
}

async function mailTo(app: MemoryApp, email: string, subject: RegExp): Promise<MailMessage | undefined> {
  await app.rooms.mail.deliverDue();
  return app.mails.findLast((mail) => mail.to === email && subject.test(mail.subject));
}

async function ask(member: Member, email: string) {
  const reply = await member.client.put("/api/email", { email });
  assert.equal(reply.status, 202, reply.text);
}

const signIn = (app: MemoryApp, email: string) =>
  app.client().post("/api/sessions", { email, password: PASSWORD });

test("a sealed vault's account changes its address once the new one is confirmed; the old one is told", () =>
  withApp(async (app) => {
    const member = await app.member({ vault: "sealed" });
    await ask(member, "New@Example.org");
    assert.equal((await signIn(app, "new@example.org")).code, "credentials.wrong");
    const token = linkToken(await mailTo(app, "new@example.org", /Confirm your new/));
    assert.ok(await mailTo(app, member.email, /about to change/));
    const confirmed = await app.client().post("/api/email/confirm", { token });
    assert.equal(confirmed.status, 200, confirmed.text);
    assert.equal((await signIn(app, "new@example.org")).status, 201);
    assert.equal((await signIn(app, member.email)).code, "credentials.wrong");
    assert.match((await mailTo(app, member.email, /has changed/))?.text ?? "", /new@example\.org/);
    assert.equal((await app.client().post("/api/email/confirm", { token })).code, "link.invalid");
  }));

test("a managed vault's account keeps its address for a day, however soon the new one is confirmed", () =>
  withApp(async (app) => {
    const member = await app.member();
    await ask(member, "new@example.org");
    const token = linkToken(await mailTo(app, "new@example.org", /Confirm/));
    assert.equal((await app.client().post("/api/email/confirm", { token })).status, 200);
    const waiting = await member.client.get("/api/email");
    assert.equal((waiting.body as { pending: { confirmed: boolean } }).pending.confirmed, true);
    app.advance(24 * HOUR - 60_000);
    await applyDueAddressChanges(app.rooms);
    assert.equal((await signIn(app, member.email)).status, 201);
    app.advance(120_000);
    await applyDueAddressChanges(app.rooms);
    assert.equal((await signIn(app, "new@example.org")).status, 201);
    assert.equal((await signIn(app, member.email)).code, "credentials.wrong");
  }));

test("the old address stops the change within the day, and its link works once", () =>
  withApp(async (app) => {
    const member = await app.member();
    await ask(member, "new@example.org");
    const confirm = linkToken(await mailTo(app, "new@example.org", /Confirm/));
    const keep = linkToken(await mailTo(app, member.email, /about to change/));
    await app.client().post("/api/email/confirm", { token: confirm });
    const replies = await Promise.all(
      [1, 2].map(() => app.client().post("/api/email/keep", { token: keep })),
    );
    assert.deepEqual(replies.map((reply) => reply.code ?? "kept").toSorted(), ["kept", "link.invalid"]);
    app.advance(25 * HOUR);
    await applyDueAddressChanges(app.rooms);
    assert.equal((await signIn(app, member.email)).status, 201);
    assert.equal((await signIn(app, "new@example.org")).code, "credentials.wrong");
  }));

test("nothing changes without the new address's confirmation, and its link ends after two days", () =>
  withApp(async (app) => {
    const member = await app.member();
    await ask(member, "new@example.org");
    const token = linkToken(await mailTo(app, "new@example.org", /Confirm/));
    app.advance(48 * HOUR + 1000);
    await applyDueAddressChanges(app.rooms);
    assert.equal((await app.client().post("/api/email/confirm", { token })).code, "link.invalid");
    assert.equal((await signIn(app, member.email)).status, 201);
  }));

test("nobody learns from the answer that an address is taken; its owner is told, and nothing changes", () =>
  withApp(async (app) => {
    const member = await app.member({ vault: "sealed" });
    const other = await app.member();
    const free = await member.client.put("/api/email", { email: "free@example.org" });
    const taken = await member.client.put("/api/email", { email: other.email });
    assert.equal(free.status, taken.status);
    assert.deepEqual(Object.keys(free.body as object), Object.keys(taken.body as object));
    assert.ok(await mailTo(app, other.email, /already has/));
    assert.equal((await signIn(app, other.email)).status, 201);
  }));

test("an address that somebody registers meanwhile stays theirs", () =>
  withApp(async (app) => {
    const member = await app.member();
    await ask(member, "wanted@example.org");
    const token = linkToken(await mailTo(app, "wanted@example.org", /Confirm/));
    await app.client().post("/api/email/confirm", { token });
    const other = await app.member({ email: "wanted@example.org" });
    app.advance(25 * HOUR);
    await applyDueAddressChanges(app.rooms);
    const owner = await app
      .client()
      .post("/api/sessions", { email: "wanted@example.org", password: PASSWORD });
    assert.equal((owner.body as { account: { id: string } }).account.id, other.accountId);
    assert.equal((await signIn(app, member.email)).status, 201);
  }));

test("reset links that were mailed to the old address end with it", () =>
  withApp(async (app) => {
    const member = await app.member({ vault: "sealed" });
    await ask(member, "new@example.org");
    const confirm = linkToken(await mailTo(app, "new@example.org", /Confirm/));
    await app.client().post("/api/password/forgot", { email: member.email });
    const reset = linkToken(await mailTo(app, member.email, /Set a new/));
    await app.client().post("/api/email/confirm", { token: confirm });
    const asked = { token: reset, password: "Meadow4!lantern-Crisp" };
    assert.equal((await app.client().post("/api/password/reset", asked)).code, "link.invalid");
  }));

test("asking needs the password given lately; a second wish ends the first one's links; one may stay in the settings", () =>
  withApp(async (app) => {
    const member = await app.member({ vault: "sealed" });
    await ask(member, "one@example.org");
    const first = linkToken(await mailTo(app, "one@example.org", /Confirm/));
    await ask(member, "two@example.org");
    assert.equal((await app.client().post("/api/email/confirm", { token: first })).code, "link.invalid");
    assert.equal((await member.client.delete("/api/email")).status, 204);
    assert.deepEqual((await member.client.get("/api/email")).body, { pending: null });
    app.advance(16 * 60_000);
    const late = await member.client.put("/api/email", { email: "three@example.org" });
    assert.equal(late.code, "reauthentication.required");
  }));
