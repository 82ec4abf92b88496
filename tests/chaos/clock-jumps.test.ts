// A clock that jumps, an hour or a month, forward and back again: what was given at the wrong time is worth nothing
// when the time is right, nobody is locked out by it, and work goes on.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { callerFinder } from "../../server/accounts/find-caller.ts";
import { verifyAudit } from "../../server/audit/verify-audit.ts";
import { collectArrivals } from "../../server/images/jobs.ts";
import { startJobs } from "../../server/jobs/jobs.ts";
import { authenticatorOf, enrol, finish, ticketFor } from "../factors/authenticator.ts";
import { picture, upload } from "../images/pictures.ts";
import { type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";
import { until } from "../support/until.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MONTH = 31 * DAY;

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

test("an hour forward ends no session, and a month ends it; signing in again goes well", async () => {
  const member = await app.member();
  app.advance(HOUR);
  await upload(member.client, await picture("an hour later"));
  app.advance(MONTH);
  assert.equal((await member.client.get("/api/images")).code, "session.required");
  const again = await member.client.post("/api/sessions", { email: member.email, password: PASSWORD });
  assert.equal(again.status, 201, again.text);
  assert.equal((await member.client.get("/api/images")).status, 200);
});

for (const [name, jump] of Object.entries({ "an hour": 2 * HOUR, "a month": MONTH })) {
  test(`${name} back: a session goes on, and its uploads and its list with it`, async () => {
    const member = await app.member();
    const first = await upload(member.client, await picture(`before ${name}`));
    app.advance(-jump);
    const second = await upload(member.client, await picture(`after ${name}`));
    for (const { id } of [first, second]) {
      assert.equal((await member.client.get(`/api/images/${id}/renditions/thumb`)).status, 200);
    }
    // Idle from now on by the clock that is right.
    app.advance(13 * HOUR);
    assert.equal((await member.client.get("/api/images")).code, "session.required");
    app.advance(jump);
  });

  test(`${name} back: when a session was used last is written anew, though memory alone could answer`, async () => {
    const member = await app.member();
    const token = member.client.cookies.get("safelight") ?? "";
    const find = callerFinder(app.rooms);
    await find(token, { safe: true });
    assert.notEqual(find.known(token), null);
    app.advance(-jump);
    assert.equal(find.known(token), null);
    await find(token, { safe: true });
    assert.notEqual(find.known(token), null);
    app.advance(jump);
  });

  test(`${name} back: a password that was given again at the wrong time allows nothing`, async () => {
    const member = await app.member();
    app.advance(jump);
    const again = await member.client.post("/api/sessions", { email: member.email, password: PASSWORD });
    assert.equal(again.status, 201);
    app.advance(-jump);
    assert.equal((await member.client.post("/api/totp")).code, "reauthentication.required");
  });

  test(`${name} back: a ticket of the wrong time is dead, and codes of the right time are good, once`, async () => {
    const member = await app.member();
    const { secret } = await enrol(app, member.client);
    const phone = authenticatorOf(app, secret);
    app.advance(jump);
    const wrong = await ticketFor(app.client(), member);
    const ticket = await ticketFor(app.client(), member);
    assert.equal((await finish(app.client(), { ticket, totp: phone.code() })).status, 201);
    app.advance(-jump);
    assert.equal((await finish(app.client(), { ticket: wrong, totp: phone.code() })).code, "ticket.invalid");
    const code = phone.code();
    const right = await ticketFor(app.client(), member);
    assert.equal((await finish(app.client(), { ticket: right, totp: code })).status, 201);
    const replayed = await ticketFor(app.client(), member);
    assert.equal((await finish(app.client(), { ticket: replayed, totp: code })).code, "factor.wrong");
  });

  test(`${name} back: a wait that began at the wrong time is over`, async () => {
    const member = await app.member();
    const guess = (password: string) => app.client().post("/api/sessions", { email: member.email, password });
    app.advance(jump);
    let code: string | undefined;
    for (let n = 0; n < 20 && code !== "credentials.wait"; n += 1) {
      code = (await guess("Wrong7!harbour-Quilt")).code;
    }
    assert.equal(code, "credentials.wait");
    app.advance(-jump);
    assert.equal((await guess(PASSWORD)).status, 201);
  });

  test(`${name} forward and back: jobs run on, and the audit trail stays whole`, async () => {
    let runs = 0;
    const run = async (): Promise<void> => void (runs += 1);
    const jobs = startJobs({
      database: app.database,
      clock: app.rooms.clock,
      log: app.rooms.log,
      jobs: [{ name: `after ${name}`, everySeconds: 0.01, run }],
    });
    for (const by of [jump, -jump]) {
      app.advance(by);
      const before = runs;
      await until(() => runs > before + 1);
    }
    await jobs.stop();
    await collectArrivals(app.rooms);
    assert.equal((await verifyAudit(app.rooms)).fault, null);
  });
}
