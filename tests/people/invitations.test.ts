import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Invitation } from "#contract/people.ts";
import { firstAdministrator } from "../support/administrator.ts";
import {
  linkToken,
  type Member,
  type MemoryApp,
  PASSWORD,
  setupToken,
  startMemoryApp,
} from "../support/memory-app.ts";

let app: MemoryApp;
let admin: Member;
before(async () => {
  app = await startMemoryApp({ env: { SAFELIGHT_REGISTRATION: "closed" } });
  admin = await firstAdministrator(app);
});
after(() => app.close());

interface Made {
  readonly invitation: Invitation;
  readonly link: string | null;
}

async function invite(body: object = {}): Promise<Made> {
  const reply = await admin.client.post("/api/admin/invitations", body);
  assert.equal(reply.status, 201, reply.text);
  return reply.body as Made;
}

const tokenOf = (link: string | null): string => (link ?? "").split("#")[1] ?? "";

const register = (email: string, invitation: string) =>
  app.client().post("/api/accounts", { email, password: PASSWORD, invitation });

async function open(): Promise<string[]> {
  const reply = await admin.client.get("/api/admin/invitations");
  return (reply.body as { items: Invitation[] }).items.map((one) => one.id);
}

const confirmedAt = async (email: string): Promise<number | null | undefined> => {
  const query = app.database.db
    .selectFrom("accounts")
    .select("email_confirmed_at")
    .where("email", "=", email);
  return (await query.executeTakeFirst())?.email_confirmed_at;
};

test("an invitation's link makes one account on a closed instance, and is gone from the list then", async () => {
  const { invitation, link } = await invite();
  assert.equal(new URL(link ?? "").pathname, "/register");
  assert.ok((await open()).includes(invitation.id));
  assert.equal((await register("one@example.org", tokenOf(link))).status, 202);
  assert.equal((await register("two@example.org", tokenOf(link))).code, "invitation.invalid");
  assert.ok(!(await open()).includes(invitation.id));
  const signedIn = await app.client().post("/api/sessions", { email: "one@example.org", password: PASSWORD });
  assert.equal(signedIn.status, 201);
  assert.equal(await confirmedAt("one@example.org"), null);
});

test("a mailed invitation is shown to nobody else, and confirms the address it was mailed to", async () => {
  const { invitation, link } = await invite({ email: "guest@example.org" });
  assert.equal(link, null);
  assert.equal(invitation.email, "guest@example.org");
  await app.rooms.mail.deliverDue();
  const token = linkToken(app.mails.findLast((mail) => mail.to === "guest@example.org"));
  const list = await admin.client.get("/api/admin/invitations");
  assert.ok(!list.text.includes(token));
  assert.equal((await register("guest@example.org", token)).status, 202);
  assert.notEqual(await confirmedAt("guest@example.org"), null);
});

test("a mailed invitation used for another address does not confirm that one", async () => {
  await invite({ email: "mine@example.org" });
  await app.rooms.mail.deliverDue();
  const token = linkToken(app.mails.findLast((mail) => mail.to === "mine@example.org"));
  assert.equal((await register("other@example.org", token)).status, 202);
  assert.equal(await confirmedAt("other@example.org"), null);
});

test("two uses of one invitation at once make one account", async () => {
  const { link } = await invite();
  const replies = await Promise.all(
    ["race-a@example.org", "race-b@example.org"].map((email) => register(email, tokenOf(link))),
  );
  assert.deepEqual(
    replies.map((reply) => reply.status).toSorted((a, b) => a - b),
    [202, 400],
  );
  const rows = app.database.db.selectFrom("accounts").select("id").where("email", "like", "race-%");
  assert.equal((await rows.execute()).length, 1);
});

test("a revoked invitation makes nobody an account; revoking it twice finds nothing", async () => {
  const { invitation, link } = await invite();
  const path = `/api/admin/invitations/${invitation.id}`;
  assert.equal((await admin.client.delete(path)).status, 204);
  assert.equal((await admin.client.delete(path)).code, "not-found");
  assert.equal((await register("late@example.org", tokenOf(link))).code, "invitation.invalid");
});

test("somebody with an account is not invited again", async () => {
  const reply = await admin.client.post("/api/admin/invitations", { email: admin.email });
  assert.equal(reply.code, "account.exists");
});

test("an invitation's link never becomes an administrator's", async () => {
  const { link } = await invite();
  await register("plain@example.org", tokenOf(link));
  const query = app.database.db.selectFrom("accounts").select("administrator_at");
  const row = await query.where("email", "=", "plain@example.org").executeTakeFirst();
  assert.equal(row?.administrator_at, null);
});

test("an invitation ends when its time is over", async () => {
  const own = await startMemoryApp({ env: { SAFELIGHT_REGISTRATION: "invitation" } });
  try {
    const first = await firstAdministrator(own);
    const made = await first.client.post("/api/admin/invitations", { expiresInDays: 1 });
    const { link } = made.body as Made;
    own.advance(86_400_000);
    const asked = { email: "late@example.org", password: PASSWORD, invitation: tokenOf(link) };
    assert.equal((await own.client().post("/api/accounts", asked)).code, "invitation.invalid");
  } finally {
    await own.close();
  }
});

test("with a list of mail domains others are refused, but an invited person may have any", async () => {
  const own = await startMemoryApp({ env: { SAFELIGHT_MAIL_DOMAINS: "example.org, Example.NET" } });
  try {
    const first = await firstAdministrator(own);
    const ask = (email: string, invitation?: string) =>
      own.client().post("/api/accounts", { email, password: PASSWORD, ...(invitation && { invitation }) });
    for (const email of ["a@example.com", "a@sub.example.org", "a@example.org.evil.com"]) {
      assert.equal((await ask(email)).code, "request.invalid", email);
    }
    for (const email of ["a@example.org", "B@EXAMPLE.NET"])
      assert.equal((await ask(email)).status, 202, email);
    const made = await first.client.post("/api/admin/invitations", {});
    assert.equal((await ask("a@example.com", tokenOf((made.body as Made).link))).status, 202);
  } finally {
    await own.close();
  }
});

test("whoever holds an invitation may ask whether it still works, and where it was mailed to; asking uses nothing up", async () => {
  const look = (token: string) => app.client().post("/api/accounts/invitation", { token });
  const token = tokenOf((await invite()).link);
  for (let n = 0; n < 2; n += 1) assert.deepEqual((await look(token)).body, { email: null });
  assert.equal((await register("asked@example.org", token)).status, 202);
  await invite({ email: "written@example.org" });
  await app.rooms.mail.deliverDue();
  const mailed = linkToken(app.mails.findLast((mail) => mail.to === "written@example.org"));
  assert.deepEqual((await look(mailed)).body, { email: "written@example.org" });
  // Used, revoked, never made, and a link for something else: all alike.
  const second = await invite();
  await admin.client.delete(`/api/admin/invitations/${second.invitation.id}`);
  await app.client().post("/api/password/forgot", { email: admin.email });
  await app.rooms.mail.deliverDue();
  const reset = linkToken(app.mails.findLast((mail) => mail.to === admin.email));
  const dead = await Promise.all([token, tokenOf(second.link), "x".repeat(43), reset].map(look));
  const bare = dead.map(({ status, body }) => ({ status, body: { ...(body as object), instance: "" } }));
  for (const reply of bare) assert.deepEqual(reply, bare[0]);
  assert.equal(dead[0]?.code, "invitation.invalid");
  assert.ok(!dead.some((reply) => reply.text.includes("@")));
});

test("the first administrator's link is told apart from a used one as well", async () => {
  const own = await startMemoryApp({ env: { SAFELIGHT_REGISTRATION: "closed" } });
  try {
    const token = await setupToken(own);
    const look = () => own.client().post("/api/accounts/invitation", { token });
    assert.deepEqual((await look()).body, { email: null });
    const asked = { email: "first@example.org", password: PASSWORD, invitation: token };
    assert.equal((await own.client().post("/api/accounts", asked)).status, 202);
    assert.equal((await look()).code, "invitation.invalid");
  } finally {
    await own.close();
  }
});

test("guessing invitations is limited, and asking about one's own is not", async () => {
  const own = await startMemoryApp({ env: { SAFELIGHT_REGISTRATION: "closed" } });
  try {
    const first = await firstAdministrator(own);
    const made = await first.client.post("/api/admin/invitations", {});
    const good = tokenOf((made.body as Made).link);
    const client = own.client();
    for (let n = 0; n < 70; n += 1) {
      assert.equal((await client.post("/api/accounts/invitation", { token: good })).status, 200);
    }
    const codes = [];
    for (let n = 0; n < 61; n += 1) {
      codes.push(
        (await client.post("/api/accounts/invitation", { token: `${"x".repeat(40)}${100 + n}` })).code,
      );
    }
    assert.deepEqual(codes, [...Array<string>(60).fill("invitation.invalid"), "credentials.wait"]);
  } finally {
    await own.close();
  }
});
