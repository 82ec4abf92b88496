import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Route, SCOPES } from "#contract/route.ts";
import { deleteExpiredTokens } from "../../server/tokens/end-tokens.ts";
import { type ApiReply, apiClient } from "../support/api-client.ts";
import { type Member, type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { photograph } from "../support/photographs.ts";

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

interface Made {
  readonly token: string;
  readonly details: { readonly id: string; readonly usedAt: string | null };
}

async function make(member: Member, scopes: readonly string[], expiresInDays = 30): Promise<Made> {
  const reply = await member.client.post("/api/tokens", { name: "Backup", scopes, expiresInDays });
  assert.equal(reply.status, 201, reply.text);
  return reply.body as Made;
}

function withToken(token: string) {
  const client = apiClient(app.origin);
  const headers = { authorization: `Bearer ${token}` };
  return {
    request: (method: string, path: string, json?: unknown): Promise<ApiReply> =>
      client.request(method, path, { headers, ...(json === undefined ? {} : { json }) }),
    upload: (file: Uint8Array): Promise<ApiReply> => {
      const form = new FormData();
      form.append("file", new Blob([new Uint8Array(file)], { type: "image/jpeg" }), "a.jpg");
      return client.request("POST", "/api/images", { headers, form });
    },
  };
}

/** A path of the route that parses; what it names need not exist. */
function pathOf(route: Route): string {
  return route.path
    .replace("{month}", "2024-06")
    .replace("{rendition}", "thumb")
    .replaceAll(/\{\w+\}/g, "none");
}

test("a token reaches pictures within its scopes, and the person is told by mail", async () => {
  const member = await app.member();
  const writer = withToken((await make(member, ["images:write"])).token);
  const reader = withToken((await make(member, ["images:read"])).token);
  const picture = await photograph(0, { longSide: 800 });
  const uploaded = await writer.upload(picture.bytes);
  assert.equal(uploaded.status, 201, uploaded.text);
  const { image } = uploaded.body as { image: { id: string } };
  const list = await reader.request("GET", "/api/images");
  assert.deepEqual(
    (list.body as { items: { id: string }[] }).items.map((item) => item.id),
    [image.id],
  );
  const bytes = await reader.request("GET", `/api/images/${image.id}/renditions/thumb`);
  assert.equal(bytes.status, 200);
  assert.equal((await reader.upload(picture.bytes)).code, "token.not-allowed");
  assert.equal((await writer.request("GET", "/api/images")).code, "token.not-allowed");
  await app.rooms.mail.deliverDue();
  assert.match(app.mails.findLast((mail) => mail.to === member.email)?.subject ?? "", /API token/);
});

test("a token of every scope is refused by each route that names none of them, by 403", async () => {
  const member = await app.member();
  const bearer = withToken((await make(member, SCOPES)).token);
  const closed = app.routes.filter((route) => route.scope === undefined);
  assert.ok(closed.length > 20);
  for (const route of closed) {
    const body = route.method === "GET" || route.body === undefined ? undefined : {};
    const reply = await bearer.request(route.method, pathOf(route), body);
    // Metrics have a token of their own, and are there for no other.
    const expected = route.access === "scraper" ? "not-found" : "token.not-allowed";
    assert.equal(reply.code, expected, `${route.method} ${route.path}: ${reply.status}`);
  }
});

test("only routes of pictures and albums name a scope", () => {
  for (const route of app.routes) {
    if (route.scope === undefined) continue;
    assert.match(route.path, /^\/api\/(albums|archives|bulk|images|search|timeline|trash|uploads)(\/|$)/);
    assert.equal(route.access, "unlocked", route.path);
    // How far an upload has come concerns nobody but who writes it.
    const isReading =
      /^\/api\/(?:archives|search)/.test(route.path) ||
      (route.method === "GET" && !route.path.startsWith("/api/uploads"));
    assert.equal(route.scope, isReading ? "images:read" : "images:write", route.path);
  }
});

test("a request with a token is judged by the token alone, whatever cookie comes along", async () => {
  const member = await app.member();
  const { token } = await make(member, ["images:read"]);
  const reply = await member.client.get("/api/account", { authorization: `Bearer ${token}` });
  assert.equal(reply.code, "token.not-allowed");
  const unknown = await member.client.get("/api/account", { authorization: "Bearer safelight_unknown" });
  assert.equal(unknown.code, "session.required");
});

test("an administrator's token opens no administration", async () => {
  const member = await app.member();
  const { token } = await make(member, SCOPES);
  const { db } = app.database;
  await db.updateTable("accounts").set({ administrator_at: 1 }).where("email", "=", member.email).execute();
  const reply = await withToken(token).request("GET", "/api/admin/accounts");
  assert.equal(reply.status, 403);
});

test("making a token needs the password given lately; locking the vault does not end one", async () => {
  const member = await app.member();
  const { token } = await make(member, ["images:read"]);
  app.advance(16 * 60_000);
  const wanted = { name: "x", scopes: ["images:read"], expiresInDays: 1 };
  assert.equal((await member.client.post("/api/tokens", wanted)).code, "reauthentication.required");
  assert.equal((await member.client.post("/api/vault/lock")).status, 200);
  assert.equal((await member.client.post("/api/tokens", wanted)).code, "vault.locked");
  assert.equal((await withToken(token).request("GET", "/api/images")).status, 200);
});

test("a revoked token is refused at once, and its keyslot is gone", async () => {
  const member = await app.member();
  const { token, details } = await make(member, ["images:read"]);
  const bearer = withToken(token);
  assert.equal((await bearer.request("GET", "/api/images")).status, 200);
  assert.equal((await member.client.delete(`/api/tokens/${details.id}`)).status, 204);
  assert.equal((await bearer.request("GET", "/api/images")).code, "session.required");
  const slots = await app.database.db
    .selectFrom("keyslots")
    .select("id")
    .where("account_id", "=", member.accountId as never)
    .where("kind", "=", "token")
    .execute();
  assert.deepEqual(slots, []);
});

test("somebody else's token is as absent as none", async () => {
  const owner = await app.member();
  const other = await app.member();
  const { details } = await make(owner, ["images:read"]);
  const foreign = await other.client.delete(`/api/tokens/${details.id}`);
  const none = await other.client.delete("/api/tokens/none");
  assert.equal(foreign.status, 404);
  assert.deepEqual({ ...(foreign.body as object), instance: "" }, { ...(none.body as object), instance: "" });
  const list = await other.client.get("/api/tokens");
  assert.deepEqual(list.body, { items: [], nextCursor: null });
});

test("a token ends when its time is over, and the job removes what is left of it", async () => {
  const own = await startMemoryApp();
  try {
    const member = await own.member();
    const made = await member.client.post("/api/tokens", {
      name: "Day",
      scopes: ["images:read"],
      expiresInDays: 1,
    });
    const { token } = made.body as Made;
    const headers = { authorization: `Bearer ${token}` };
    const ask = () => apiClient(own.origin).get("/api/images", headers);
    assert.equal((await ask()).status, 200);
    own.advance(86_400_000);
    assert.equal((await ask()).code, "session.required");

    await deleteExpiredTokens(own.rooms);
    assert.deepEqual(await own.database.db.selectFrom("api_tokens").select("id").execute(), []);
    const slots = own.database.db.selectFrom("keyslots").select("id").where("kind", "=", "token");
    assert.deepEqual(await slots.execute(), []);
  } finally {
    await own.close();
  }
});

test("a disabled account's token, and one from before a password reset, open nothing", async () => {
  const disabled = await app.member();
  const { token } = await make(disabled, ["images:read"]);
  const { db } = app.database;
  await db.updateTable("accounts").set({ disabled_at: 1 }).where("email", "=", disabled.email).execute();
  assert.equal((await withToken(token).request("GET", "/api/images")).code, "session.required");

  const reset = await app.member();
  const before = await make(reset, ["images:read"]);
  await app.client().post("/api/password/forgot", { email: reset.email });
  await app.rooms.mail.deliverDue();
  const mail = app.mails.findLast((one) => one.to === reset.email);
  const link = /#([\w-]+)/.exec(mail?.text ?? "")?.[1];
  const done = await app
    .client()
    .post("/api/password/reset", { token: link, password: "Meadow4!lantern-Crisp" });
  assert.equal(done.status, 200, done.text);
  assert.equal((await withToken(before.token).request("GET", "/api/images")).code, "session.required");
  const rows = db.selectFrom("api_tokens").select("id").where("id", "=", before.details.id);
  assert.deepEqual(await rows.execute(), []);
});

test("the last use is shown, the secret never again, and the database does not hold it", async () => {
  const member = await app.member();
  const { token, details } = await make(member, ["images:read"]);
  assert.equal(details.usedAt, null);
  await withToken(token).request("GET", "/api/images");
  const list = await member.client.get("/api/tokens");
  const [shown] = (list.body as { items: { usedAt: string | null }[] }).items;
  assert.notEqual(shown?.usedAt, null);
  const secret = token.slice("safelight_".length);
  assert.ok(!list.text.includes(secret));
  assert.ok(!app.logged().includes(secret));
  const rows = await app.database.db.selectFrom("api_tokens").selectAll().execute();
  assert.ok(rows.every((row) => !Buffer.from(row.token_hash).equals(Buffer.from(secret, "base64url"))));
});

test("a token that asks too much has to wait, and others do not", async () => {
  const member = await app.member();
  const first = withToken((await make(member, ["images:read"])).token);
  const second = withToken((await make(member, ["images:read"])).token);
  let refused: ApiReply | null = null;
  for (let i = 0; i < 1201 && refused === null; i += 1) {
    const reply = await first.request("GET", "/api/timeline");
    if (reply.status !== 200) refused = reply;
  }
  assert.equal(refused?.code, "rate.limited");
  assert.ok(Number(refused?.headers.get("retry-after")) > 0);
  assert.equal((await second.request("GET", "/api/timeline")).status, 200);
});

test("an account has twenty tokens at most", async () => {
  const member = await app.member();
  for (let i = 0; i < 20; i += 1) await make(member, ["images:read"]);
  const reply = await member.client.post("/api/tokens", {
    name: "x",
    scopes: ["images:read"],
    expiresInDays: 1,
  });
  assert.equal(reply.code, "token.too-many");
});
