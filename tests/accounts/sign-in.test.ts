import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

const WRONG = "Wrong7!harbour-Quilt";

test("a wrong password, an unknown address and a disabled account get the same answer", async () => {
  const { email } = await app.member();
  const disabled = await app.member();
  await app.database.db
    .updateTable("accounts")
    .set({ disabled_at: 1 })
    .where("email", "=", disabled.email)
    .execute();
  const bodies = [];
  for (const asked of [
    { email, password: WRONG },
    { email: "nobody@example.org", password: WRONG },
    { email: disabled.email, password: PASSWORD },
  ]) {
    const reply = await app.client().post("/api/sessions", asked);
    assert.equal(reply.status, 401);
    bodies.push({ ...(reply.body as object), instance: "" });
  }
  assert.deepEqual(bodies[0], bodies[1]);
  assert.deepEqual(bodies[0], bodies[2]);
});

test("ten failures make everybody wait but a browser that has signed in before", async () => {
  const { email, client } = await app.member();
  const stranger = app.client();
  for (let i = 0; i < 10; i += 1) {
    assert.equal(
      (await stranger.post("/api/sessions", { email, password: WRONG })).code,
      "credentials.wrong",
    );
  }
  const waiting = await stranger.post("/api/sessions", { email, password: PASSWORD });
  assert.equal(waiting.code, "credentials.wait");
  const seconds = Number(waiting.headers.get("retry-after"));
  assert.ok(seconds > 0 && seconds <= 30, String(seconds));
  client.cookies.delete("safelight");
  assert.equal((await client.post("/api/sessions", { email, password: PASSWORD })).status, 201);
  await app.rooms.mail.deliverDue();
  assert.match(app.mails.findLast((mail) => mail.to === email)?.subject ?? "", /guessing/);
  app.advance(31_000);
  assert.equal((await stranger.post("/api/sessions", { email, password: PASSWORD })).status, 201);
});

test("the pause doubles with each further failure, to a quarter of an hour", async () => {
  const email = "unknown-but-alike@example.org";
  const stranger = app.client();
  const waits = [];
  for (let i = 0; i < 18; i += 1) {
    app.advance(16 * 60_000);
    await stranger.post("/api/sessions", { email, password: WRONG });
    const reply = await stranger.post("/api/sessions", { email, password: WRONG });
    waits.push(reply.code === "credentials.wait" ? Number(reply.headers.get("retry-after")) : 0);
  }
  const pauses = waits.filter((wait) => wait > 0);
  assert.ok(pauses.length > 5, JSON.stringify(waits));
  assert.ok((pauses[1] ?? 0) > (pauses[0] ?? 0));
  assert.ok(Math.max(...pauses) <= 900 && Math.max(...pauses) > 800, JSON.stringify(pauses));
});

test("one network address that fails too often is refused before any password is hashed", async () => {
  const limited = await startMemoryApp();
  try {
    let refused: string | undefined;
    for (let i = 0; i < 31; i += 1) {
      const email = `guess${i}@example.org`;
      refused = (await limited.client().post("/api/sessions", { email, password: WRONG })).code;
    }
    assert.equal(refused, "credentials.wait");
  } finally {
    await limited.close();
  }
});

test("the cookie is HttpOnly, SameSite=Strict, for the whole site, and Secure with a __Host- name over https", async () => {
  const { email } = await app.member();
  const reply = await app.client().post("/api/sessions", { email, password: PASSWORD });
  const cookie = reply.headers.getSetCookie().find((line) => line.startsWith("safelight="));
  assert.match(cookie ?? "", /^safelight=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
});

test("a session lives no longer than its idle and absolute limits, request or no request", async () => {
  const limited = await startMemoryApp({
    env: { SAFELIGHT_SESSION_IDLE: "1h", SAFELIGHT_SESSION_LIFETIME: "3h" },
  });
  try {
    const idle = await limited.member();
    const busy = await limited.member();
    limited.advance(40 * 60_000);
    assert.equal((await busy.client.get("/api/account")).status, 200);
    limited.advance(30 * 60_000);
    assert.equal((await idle.client.get("/api/account")).code, "session.required");
    for (let i = 0; i < 3; i += 1) {
      assert.equal((await busy.client.get("/api/account")).status, 200, `after ${i} times 40 minutes more`);
      limited.advance(40 * 60_000);
    }
    assert.equal((await busy.client.get("/api/account")).code, "session.required");
    const { enforceSessionLimits } = await import("../../server/accounts/session-life.ts");
    await enforceSessionLimits(limited.rooms);
    const { db } = limited.database;
    assert.deepEqual(await db.selectFrom("sessions").select("id").execute(), []);
    assert.deepEqual(
      await db.selectFrom("keyslots").select("id").where("kind", "=", "session").execute(),
      [],
    );
  } finally {
    await limited.close();
  }
});

test("after a new token the former one still reads for a moment, writes nothing, and ends with the new one's first use", async () => {
  const { client, email } = await app.member();
  const former = app.client();
  former.cookies.set("safelight", client.cookies.get("safelight") ?? "");
  assert.equal(
    (await client.post("/api/sessions/current/reauthenticate", { password: PASSWORD })).status,
    200,
  );
  assert.notEqual(client.cookies.get("safelight"), former.cookies.get("safelight"));
  assert.equal((await former.get("/api/account")).status, 200, email);
  assert.equal((await former.patch("/api/account", { displayName: "x" })).code, "session.required");
  assert.equal((await client.get("/api/account")).status, 200);
  assert.equal((await former.get("/api/account")).code, "session.required");
});

test("a former token ends after thirty seconds even when the new one is never used", async () => {
  const { client } = await app.member();
  const former = app.client();
  former.cookies.set("safelight", client.cookies.get("safelight") ?? "");
  await client.post("/api/sessions/current/reauthenticate", { password: PASSWORD });
  app.advance(31_000);
  assert.equal((await former.get("/api/account")).code, "session.required");
});

test("signing out ends the session at once and clears what the browser keeps", async () => {
  const { client } = await app.member();
  const copy = app.client();
  copy.cookies.set("safelight", client.cookies.get("safelight") ?? "");
  assert.equal((await copy.get("/api/account")).status, 200);
  const reply = await client.delete("/api/sessions/current");
  assert.equal(reply.status, 204);
  assert.equal(reply.headers.get("clear-site-data"), '"cache", "storage"');
  assert.equal((await copy.get("/api/account")).code, "session.required");
});

test("the list of sessions says device, network address, first and last use, and which is this one", async () => {
  const { client, email } = await app.member();
  const phone = app.client();
  const device = "Mozilla/5.0 (Android 16; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0";
  await phone.request("POST", "/api/sessions", {
    headers: { "user-agent": device },
    json: { email, password: PASSWORD },
  });
  const begun = app.rooms.clock();
  app.advance(2 * 3_600_000);
  assert.equal((await phone.get("/api/account")).status, 200);
  const { items } = (await client.get("/api/sessions")).body as {
    items: { current: boolean; device: string; address: string; createdAt: string; usedAt: string }[];
  };
  assert.equal(items.length, 2);
  assert.equal(items.filter((item) => item.current).length, 1);
  const other = items.find((item) => !item.current);
  assert.equal(other?.device, device);
  assert.equal(other?.address, "127.0.0.1");
  assert.ok(Math.abs(Date.parse(other?.createdAt ?? "") - begun) < 60_000, other?.createdAt);
  assert.ok(Date.parse(other?.usedAt ?? "") - begun >= 2 * 3_600_000 - 60_000, other?.usedAt);
});

test("ending the other sessions leaves this one, and a foreign session's id is not found", async () => {
  const { client, email } = await app.member();
  const second = app.client();
  await second.post("/api/sessions", { email, password: PASSWORD });
  const { items } = (await client.get("/api/sessions")).body as { items: { id: string; current: boolean }[] };
  assert.equal(items.length, 2);
  const foreign = await app.member();
  for (const item of items) {
    assert.equal((await foreign.client.delete(`/api/sessions/${item.id}`)).code, "not-found");
  }
  assert.equal((await client.post("/api/sessions/end-others")).status, 204);
  assert.equal((await second.get("/api/account")).code, "session.required");
  assert.equal((await client.get("/api/account")).status, 200);
});

test("a disabled account loses its session at once", async () => {
  const { client, accountId } = await app.member();
  assert.equal((await client.get("/api/account")).status, 200);
  await app.database.db
    .updateTable("accounts")
    .set({ disabled_at: 1 })
    .where("id", "=", accountId as never)
    .execute();
  app.rooms.forgetting.forget(accountId as never);
  assert.equal((await client.get("/api/account")).code, "session.required");
});

test("a token of another shape, or of nobody, is nobody's", async () => {
  for (const token of ["", "x", "A".repeat(43), `${"A".repeat(42)}B`, "A".repeat(4000)]) {
    const client = app.client();
    client.cookies.set("safelight", token);
    assert.equal((await client.get("/api/account")).code, "session.required");
  }
});
