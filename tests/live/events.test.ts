import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import type { LiveEvent } from "#contract/events.ts";
import { enforceSessionLimits } from "../../server/accounts/jobs.ts";
import { picture, upload } from "../images/pictures.ts";
import type { ApiClient } from "../support/api-client.ts";
import { listen } from "../support/event-stream.ts";
import { type Member, type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

const about = (kind: LiveEvent["kind"], id: string) => (event: LiveEvent) =>
  event.kind === kind && event.id === id;

async function secondDevice({ email }: Member): Promise<ApiClient> {
  const client = app.client();
  assert.equal((await client.post("/api/sessions", { email, password: PASSWORD })).status, 201);
  return client;
}

test("another device hears of every change of a picture, and of nobody else's", async () => {
  const [anna, bert] = [await app.member(), await app.member()];
  const own = await listen(await secondDevice(anna));
  const his = await listen(bert.client);
  const { id } = await upload(anna.client, await picture("live"), { name: "canary-of-anna.jpg" });
  await own.expect(about("image.created", id));
  await anna.client.patch(`/api/images/${id}`, { caption: "canary-of-anna" });
  await own.expect(about("image.changed", id));
  await anna.client.delete(`/api/images/${id}`);
  await own.expect(about("image.trashed", id));
  await anna.client.post(`/api/trash/${id}/restore`);
  await own.expect(about("image.restored", id));
  await anna.client.delete(`/api/images/${id}`);
  await anna.client.delete(`/api/trash/${id}`);
  await own.expect(about("image.destroyed", id));
  const other = await upload(bert.client, await picture("bert's"));
  await his.expect(about("image.created", other.id));
  assert.equal(his.events.length, 1);
  assert.equal(
    own.events.filter((event) => event.id !== id).length,
    0,
    "nothing of Bert's came to Anna's device",
  );
  assert.ok(!own.text().includes("canary-of-anna"));
  own.leave();
  his.leave();
});

test("what changed nothing is not told: a trashed picture trashed again, an edit without changes", async () => {
  const { client } = await app.member();
  const { id } = await upload(client, await picture("quiet"));
  const stream = await listen(client);
  await client.patch(`/api/images/${id}`, {});
  await client.delete(`/api/images/${id}`);
  await client.delete(`/api/images/${id}`);
  await client.post(`/api/trash/${id}/restore`);
  await stream.expect(about("image.restored", id));
  assert.deepEqual(
    stream.events.map((event) => event.kind),
    ["image.trashed", "image.restored"],
  );
  stream.leave();
});

const ENDINGS: readonly (readonly [string, (member: Member, second: ApiClient) => Promise<unknown>])[] = [
  ["the vault is locked", ({ client }) => client.post("/api/vault/lock")],
  ["the session signs out", ({ client }) => client.delete("/api/sessions/current")],
  [
    "another device ends the session",
    async (_, second) => {
      const { items } = (await second.get("/api/sessions")).body as {
        items: { id: string; current: boolean }[];
      };
      const other = items.find((session) => !session.current);
      return second.delete(`/api/sessions/${other?.id}`);
    },
  ],
  ["another device ends all others", (_, second) => second.post("/api/sessions/end-others")],
  [
    "the account is disabled",
    async ({ accountId }) => {
      const administrator = await app.member();
      await app.database.db
        .updateTable("accounts")
        .set({ administrator_at: 1 })
        .where("id", "=", administrator.accountId as never)
        .execute();
      const client = app.client();
      await client.post("/api/sessions", { email: administrator.email, password: PASSWORD });
      return client.patch(`/api/admin/accounts/${accountId}`, { disabled: true });
    },
  ],
  ["the account is deleted", (_, second) => second.delete("/api/account", { now: true })],
  [
    "the session's time is over, though its page still listens",
    async () => {
      app.advance(13 * 3600_000);
      await enforceSessionLimits(app.rooms);
    },
  ],
];

for (const [what, act] of ENDINGS) {
  test(`a stream ends, and does not begin again, when ${what}`, async () => {
    const member = await app.member();
    const second = await secondDevice(member);
    const stream = await listen(member.client);
    const cookies = new Map(member.client.cookies);
    await act(member, second);
    await stream.ended;
    await assert.rejects(listen({ ...member.client, cookies }), /session.required|vault.locked/);
  });
}

test("the session that ends is told so before its stream does, and the others are not told of it", async () => {
  const member = await app.member();
  const second = await secondDevice(member);
  const [own, other] = [await listen(member.client), await listen(second)];
  await member.client.post("/api/vault/lock");
  await own.expect((event) => event.kind === "vault.locked");
  await Promise.all([own.ended, other.ended]);
  assert.deepEqual(other.events, []);
  const again = await listen(second);
  again.leave();
});

test("listening is no use of the session: an open page keeps no vault unlocked", async () => {
  const watched = await startMemoryApp({ env: { SAFELIGHT_LOCK_AFTER: "10m" } });
  try {
    const { client } = await watched.member();
    for (let minutes = 0; minutes < 12; minutes += 4) {
      const stream = await listen(client);
      stream.leave();
      watched.advance(4 * 60_000);
    }
    await assert.rejects(listen(client), /vault.locked/);
    assert.equal((await client.get("/api/timeline")).code, "vault.locked");
  } finally {
    await watched.close();
  }
});

test("one person has no more than so many streams, and somebody else still gets one", async () => {
  const [anna, bert] = [await app.member(), await app.member()];
  const streams = await Promise.all(Array.from({ length: 24 }, () => listen(anna.client)));
  const refused = await anna.client.get("/api/events");
  assert.equal(refused.code, "rate.limited");
  assert.ok(Number(refused.headers.get("retry-after")) > 0);
  (await listen(bert.client)).leave();
  for (const stream of streams) stream.leave();
  await Promise.all(streams.map((stream) => stream.ended.catch(() => undefined)));
  let again: Awaited<ReturnType<typeof listen>> | null = null;
  // The server learns of a hang-up when the connection says so.
  while (again === null) again = await listen(anna.client).catch(() => null);
  again.leave();
});

test("a reader who reads nothing is cut off", async () => {
  const { client, accountId } = await app.member();
  const { host, port } = new URL(app.origin);
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const socket = connect(Number(port), "127.0.0.1");
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("error", () => undefined);
  socket.write(`GET /api/events HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\n\r\n`);
  await new Promise((resolve) => socket.once("readable", resolve));
  const id = "x".repeat(2000);
  let sent = 0;
  const publish = setInterval(() => {
    for (let n = 0; n < 500; n += 1) {
      app.rooms.events.publish({ kind: "image.changed", accountId: accountId as never, id });
    }
    sent += 500;
    // What has gone out by then is read at last, and the end of the connection behind it.
    if (sent > 20_000) socket.resume();
  }, 5);
  await closed;
  clearInterval(publish);
});

test("streams do not hold up a server that stops", async () => {
  const own = await startMemoryApp();
  const { client } = await own.member();
  const stream = await listen(client);
  await own.close();
  await stream.ended;
});

test("an API token hears nothing", async () => {
  const { client } = await app.member();
  const made = await client.post("/api/tokens", { name: "x", scopes: ["images:read"], expiresInDays: 1 });
  const { token } = made.body as { token: string };
  const reply = await app.client().get("/api/events", { authorization: `Bearer ${token}` });
  assert.equal(reply.code, "token.not-allowed");
});
