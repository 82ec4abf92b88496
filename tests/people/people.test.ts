import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { AccountId } from "#contract/ids.ts";
import type { Person } from "#contract/people.ts";
import { verifyAudit } from "../../server/audit/verify-audit.ts";
import { updatePerson } from "../../server/people/update-person.ts";
import { firstAdministrator } from "../support/administrator.ts";
import { apiClient } from "../support/api-client.ts";
import { type Member, type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";
import { photograph } from "../support/photographs.ts";

let app: MemoryApp;
let admin: Member;
before(async () => {
  app = await startMemoryApp();
  admin = await firstAdministrator(app);
});
after(() => app.close());

const change = (by: Member, who: Member, body: object) =>
  by.client.patch(`/api/admin/accounts/${who.accountId}`, body);

const mailsTo = async (email: string): Promise<string[]> => {
  await app.rooms.mail.deliverDue();
  return app.mails.filter((mail) => mail.to === email).map((mail) => mail.subject);
};

async function people(by: Member): Promise<Person[]> {
  return ((await by.client.get("/api/admin/accounts")).body as { items: Person[] }).items;
}

test("nobody but an administrator with an open vault sees or changes people", async () => {
  const member = await app.member();
  const calls = [
    ["GET", "/api/admin/accounts", undefined],
    ["PATCH", `/api/admin/accounts/${admin.accountId}`, { disabled: true }],
    ["GET", "/api/admin/invitations", undefined],
    ["POST", "/api/admin/invitations", {}],
    ["DELETE", "/api/admin/invitations/none", undefined],
  ] as const;
  for (const [method, path, json] of calls) {
    const options = json === undefined ? {} : { json };
    assert.equal((await app.client().request(method, path, options)).code, "session.required", path);
    assert.equal((await member.client.request(method, path, options)).code, "access.denied", path);
  }
});

test("the list shows what an account is and takes, and nothing else", async () => {
  const member = await app.member();
  const row = (await people(admin)).find((person) => person.id === member.accountId);
  assert.deepEqual(Object.keys(row ?? {}).toSorted(), [
    "administrator",
    "createdAt",
    "deletionAt",
    "disabledAt",
    "email",
    "id",
    "quotaBytes",
    "seenAt",
    "usedBytes",
  ]);
  assert.equal(row?.email, member.email);
  assert.equal(row.usedBytes, 0);
  assert.notEqual(row.seenAt, null);
});

test("the list comes in pages, each account once, newest first", async () => {
  for (let i = 0; i < 3; i += 1) await app.member();
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? "" : `&cursor=${cursor}`;
    const reply = await admin.client.get(`/api/admin/accounts?limit=2${query}`);
    const page = reply.body as { items: Person[]; nextCursor: string | null };
    seen.push(...page.items.map((person) => person.id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  assert.deepEqual(
    seen,
    (await people(admin)).map((person) => person.id),
  );
  assert.equal(new Set(seen).size, seen.length);
  const foreign = await admin.client.get("/api/admin/accounts?cursor=AAAA");
  assert.equal(foreign.code, "request.invalid");
});

test("a disabled account loses sessions, tokens and reset links at once; enabled, its password works again", async () => {
  const member = await app.member();
  const made = await member.client.post("/api/tokens", {
    name: "x",
    scopes: ["images:read"],
    expiresInDays: 1,
  });
  const headers = { authorization: `Bearer ${(made.body as { token: string }).token}` };
  const bearer = apiClient(app.origin);
  assert.equal((await bearer.get("/api/images", headers)).status, 200);
  await app.client().post("/api/password/forgot", { email: member.email });
  await app.rooms.mail.deliverDue();
  const link = /#([\w-]+)/.exec(app.mails.findLast((mail) => mail.to === member.email)?.text ?? "")?.[1];

  const disabled = await change(admin, member, { disabled: true });
  assert.equal(disabled.status, 200, disabled.text);
  assert.equal((await member.client.get("/api/images")).code, "session.required");
  assert.equal((await bearer.get("/api/images", headers)).code, "session.required");
  const reset = { token: link, password: "Meadow4!lantern-Crisp" };
  assert.equal((await app.client().post("/api/password/reset", reset)).code, "link.invalid");
  const signIn = { email: member.email, password: PASSWORD };
  assert.equal((await app.client().post("/api/sessions", signIn)).code, "credentials.wrong");
  assert.ok((await mailsTo(member.email)).some((subject) => /closed for now/.test(subject)));

  assert.equal((await change(admin, member, { disabled: false })).status, 200);
  assert.equal((await app.client().post("/api/sessions", signIn)).status, 201);
  assert.equal((await bearer.get("/api/images", headers)).code, "session.required");
});

/** A new token, as everybody needs whose rights were changed. */
async function signIn(member: Member): Promise<void> {
  const { email, client } = member;
  assert.equal((await client.post("/api/sessions", { email, password: PASSWORD })).status, 201);
}

test("a person made administrator acts as one with a new token alone, and one unmade needs a new one too", async () => {
  const member = await app.member();
  const other = app.client();
  await other.post("/api/sessions", { email: member.email, password: PASSWORD });
  for (const administrator of [true, false]) {
    assert.equal((await other.get("/api/images")).status, administrator ? 200 : 401);
    assert.equal((await change(admin, member, { administrator })).status, 200);
    for (const client of [member.client, other]) {
      assert.equal((await client.get("/api/images")).code, "session.required");
      assert.equal((await client.get("/api/admin/accounts")).code, "session.required");
    }
    await signIn(member);
    assert.equal((await member.client.get("/api/admin/accounts")).status, administrator ? 200 : 403);
  }
  const query = app.database.db.selectFrom("keyslots").select("id").where("kind", "=", "session");
  const slots = await query.where("account_id", "=", member.accountId as AccountId).execute();
  assert.equal(slots.length, 1);
  // What changes no rights ends nothing.
  assert.equal((await change(admin, member, { administrator: false, quotaBytes: 7 })).status, 200);
  assert.equal((await member.client.get("/api/admin/accounts")).code, "access.denied");
  const subjects = await mailsTo(member.email);
  assert.ok(subjects.some((subject) => /are an administrator/.test(subject)));
  assert.ok(subjects.some((subject) => /no longer an administrator/.test(subject)));
});

test("an account with its own space is held to it, and without to the default", async () => {
  const member = await app.member();
  const row = await change(admin, member, { quotaBytes: 1 });
  assert.equal((row.body as Person).quotaBytes, 1);
  const { bytes } = await photograph(0, { longSide: 800 });
  const upload = await member.client.upload(bytes);
  assert.equal(upload.code, "quota.exceeded");
  const unset = await change(admin, member, { quotaBytes: null });
  assert.equal((unset.body as Person).quotaBytes, null);
  assert.equal((await member.client.upload(bytes)).status, 201);
  assert.equal((await change(admin, member, { quotaBytes: -1 })).code, "request.invalid");
});

test("changing people needs the password given lately", async () => {
  const own = await startMemoryApp();
  try {
    const first = await firstAdministrator(own);
    const member = await own.member();
    own.advance(16 * 60_000);
    const path = `/api/admin/accounts/${member.accountId}`;
    assert.equal((await first.client.patch(path, { disabled: true })).code, "reauthentication.required");
    const proof = await first.client.post("/api/sessions/current/reauthenticate", { password: PASSWORD });
    assert.equal(proof.status, 200);
    assert.equal((await first.client.patch(path, { disabled: true })).status, 200);
  } finally {
    await own.close();
  }
});

test("the last administrator cannot be unmade or disabled, not even by themselves", async () => {
  for (const body of [{ administrator: false }, { disabled: true }]) {
    assert.equal((await change(admin, admin, body)).code, "administrator.last");
  }
  const member = await app.member();
  assert.equal((await change(admin, member, { administrator: true })).status, 200);
  assert.equal((await change(admin, member, { disabled: true })).status, 200);
  // A disabled administrator does not count.
  assert.equal((await change(admin, admin, { administrator: false })).code, "administrator.last");
});

test("of two administrators who unmake each other at once exactly one stays", async () => {
  const own = await startMemoryApp();
  try {
    const first = await firstAdministrator(own);
    const second = await own.member();
    await change(first, second, { administrator: true });
    await signIn(second);
    const replies = await Promise.all([
      change(first, second, { administrator: false }),
      change(second, first, { administrator: false }),
    ]);
    const codes = replies.map((reply) => reply.code ?? "done").toSorted();
    assert.equal(codes.filter((code) => code === "done").length, 1);
    assert.match(
      codes.find((code) => code !== "done") ?? "",
      /^(administrator\.last|access\.denied|session\.required)$/,
    );
    const left = own.database.db
      .selectFrom("accounts")
      .select("id")
      .where("administrator_at", "is not", null);
    assert.equal((await left.execute()).length, 1);
  } finally {
    await own.close();
  }
});

test("of two who leave in two transactions at once, past the door, exactly one is refused", async () => {
  const own = await startMemoryApp();
  try {
    const first = await firstAdministrator(own);
    const second = await own.member();
    await change(first, second, { administrator: true });
    const outcomes = await Promise.allSettled(
      [first, second].map((who) => updatePerson(own.rooms, null, who.accountId as never, { disabled: true })),
    );
    assert.deepEqual(outcomes.map((outcome) => outcome.status).toSorted(), ["fulfilled", "rejected"]);
  } finally {
    await own.close();
  }
});

test("an account that is not there is 404", async () => {
  const reply = await admin.client.patch("/api/admin/accounts/none", { disabled: true });
  assert.equal(reply.code, "not-found");
});

test("what administrators did stands in the trail, which holds together", async () => {
  const rows = await app.database.db.selectFrom("audit_records").select(["action", "subject_id"]).execute();
  for (const action of [
    "account.disabled",
    "account.enabled",
    "account.administrator-made",
    "account.quota-set",
  ]) {
    const row = rows.find((one) => one.action === action);
    assert.equal(row?.subject_id, admin.accountId, action);
  }
  assert.equal((await verifyAudit(app.rooms)).fault, null);
});
