import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { recordFailure, requireNoWait } from "../../server/accounts/limit-tries.ts";
import { enrol, finish, ticketFor } from "../factors/authenticator.ts";
import { addPasskey, signIn as signInByPasskey } from "../passkeys/passkey-of.ts";
import { type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";

// The guards of the door under attack: counters that are gone, networks of many addresses, and somebody who wants to
// keep a person out.

test("when the counters cannot be reached every try is refused, the right ones too, and nothing is let in", async () => {
  const app = await startMemoryApp();
  try {
    const member = await app.member({ vault: "sealed" });
    const phoned = await app.member({ vault: "sealed" });
    const phone = await enrol(app, phoned.client);
    const ticket = await ticketFor(app.client(), phoned);
    const { passkey } = await addPasskey(app, member.client);
    const { email, recoveryCode } = member;
    await member.client.post("/api/vault/lock");
    await sql`alter table counters rename to counters_away`.execute(app.database.db);
    const stranger = app.client();
    const tries: Record<string, () => Promise<{ status: number }>> = {
      "sign-in": () => stranger.post("/api/sessions", { email, password: PASSWORD }),
      factor: () => finish(stranger, { ticket, totp: phone.code() }),
      unlock: () => member.client.post("/api/vault/unlock", { password: PASSWORD }),
      reauthenticate: () =>
        member.client.post("/api/sessions/current/reauthenticate", { password: PASSWORD }),
      "reset with code": () =>
        stranger.post("/api/password/reset-with-code", {
          email,
          recoveryCode,
          password: "Lantern9!quarry-Moss",
        }),
      forgotten: () => stranger.post("/api/password/forgot", { email }),
      register: () => stranger.post("/api/accounts", { email: "new@example.org", password: PASSWORD }),
      invitation: () => stranger.post("/api/accounts/invitation", { token: "x" }),
      verify: () => stranger.post("/api/accounts/verify", { token: "x" }),
      "passkey challenge": () => stranger.post("/api/sessions/passkey/options"),
    };
    for (const [what, attempt] of Object.entries(tries)) {
      const { status } = await attempt();
      assert.ok(status >= 500, `${what}: ${status}`);
    }
    assert.equal(stranger.cookies.size, 0);
    assert.equal((await member.client.get("/api/images")).code, "vault.locked");
    await sql`alter table counters_away rename to counters`.execute(app.database.db);
    assert.equal((await stranger.post("/api/sessions", { email, password: PASSWORD })).status, 201);
    assert.equal((await signInByPasskey(app.client(), passkey)).status, 201);
  } finally {
    await app.close();
  }
});

async function triesUntilWait(app: MemoryApp, addressOf: (n: number) => string): Promise<number> {
  for (let n = 0; n < 70; n += 1) {
    const headers = { "x-forwarded-for": addressOf(n) };
    const json = { token: "x" };
    const reply = await app.client().request("POST", "/api/accounts/verify", { json, headers });
    if (reply.code === "credentials.wait") return n;
  }
  return 70;
}

test("a whole IPv6 /64 counts as one, and its neighbour by itself", async () => {
  const app = await startMemoryApp({ env: { SAFELIGHT_TRUST_PROXY: "127.0.0.1,::1" } });
  try {
    const inside = (n: number) => `2001:db8:7:1:${(n * 977).toString(16)}::${n}`;
    assert.equal(await triesUntilWait(app, inside), 60);
    assert.equal(await triesUntilWait(app, (n) => `2001:db8:7:${(n + 2).toString(16)}::1`), 70);
  } finally {
    await app.close();
  }
});

/** What wrong tries from elsewhere leave behind, until everybody is asked to wait. */
async function lockOut(app: MemoryApp, what: "password" | "factor", account: string): Promise<void> {
  const guessed = { what, account, browser: null };
  for (let tries = 0; tries < 10; tries += 1) await recordFailure(app.rooms, guessed);
  await assert.rejects(requireNoWait(app.rooms, guessed), { code: "credentials.wait" });
}

test("an account that is locked from elsewhere opens to its owner's known browser, passkey, link and open session", async () => {
  const app = await startMemoryApp();
  try {
    const member = await app.member();
    const { client, email } = member;
    const { passkey } = await addPasskey(app, client);
    const elsewhere = app.client();
    await elsewhere.post("/api/sessions", { email, password: PASSWORD });
    // Signed out, and the browser is still known.
    await elsewhere.delete("/api/sessions/current");
    await lockOut(app, "password", email);
    assert.equal(
      (await app.client().post("/api/sessions", { email, password: PASSWORD })).code,
      "credentials.wait",
    );
    assert.equal((await elsewhere.post("/api/sessions", { email, password: PASSWORD })).status, 201);
    assert.equal((await signInByPasskey(app.client(), passkey)).status, 201);
    assert.equal(
      (await client.post("/api/sessions/current/reauthenticate", { password: PASSWORD })).status,
      200,
    );
    await client.post("/api/vault/lock");
    assert.equal((await client.post("/api/vault/unlock", { password: PASSWORD })).status, 200);
    assert.equal((await app.client().post("/api/password/forgot", { email })).status, 202);
  } finally {
    await app.close();
  }
});

test("who has the password but no code cannot keep the owner's known browser from its second step", async () => {
  const app = await startMemoryApp();
  try {
    const member = await app.member({ vault: "sealed" });
    const phone = await enrol(app, member.client);
    const own = app.client();
    const first = await ticketFor(own, member);
    assert.equal((await finish(own, { ticket: first, totp: phone.code() })).status, 201);
    await own.delete("/api/sessions/current");
    await lockOut(app, "factor", member.accountId);
    const ticket = await ticketFor(app.client(), member);
    assert.equal((await finish(app.client(), { ticket, totp: phone.code() })).code, "credentials.wait");
    app.advance(60_000);
    await lockOut(app, "factor", member.accountId);
    const again = await ticketFor(own, member);
    assert.equal((await finish(own, { ticket: again, totp: phone.code() })).status, 201);
  } finally {
    await app.close();
  }
});
