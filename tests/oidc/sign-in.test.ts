import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { enrol } from "../factors/authenticator.ts";
import { firstAdministrator } from "../support/administrator.ts";
import type { ApiClient } from "../support/api-client.ts";
import { linkToken, type MemoryApp, PASSWORD, setupToken, startMemoryApp } from "../support/memory-app.ts";
import { CLIENT_SECRET, type RealProvider, startRealProvider } from "../support/real-provider.ts";
import { ownImage } from "../support/refusal-rows.ts";
import { finishThrough, goThrough, signInThrough } from "./through-provider.ts";

// Signing in through a real provider: who gets an account, whose vault opens, who is asked for more.

/** An application with a provider of its own, and settings besides. */
async function withProvider(
  env: Record<string, string>,
  act: (app: MemoryApp, provider: RealProvider) => Promise<void>,
): Promise<void> {
  const provider = await startRealProvider();
  const app = await startMemoryApp({ env: { ...provider.env, ...env } });
  try {
    provider.open(app.origin);
    await act(app, provider);
  } finally {
    await app.close();
    await provider.close();
  }
}

const dataFolder = mkdtempSync(join(tmpdir(), "safelight-oidc-"));
let provider: RealProvider;
let app: MemoryApp;

before(async () => {
  provider = await startRealProvider();
  app = await startMemoryApp({ env: { ...provider.env }, databaseFile: join(dataFolder, "safelight.db") });
  provider.open(app.origin);
});
after(async () => {
  await app.close();
  await provider.close();
  rmSync(dataFolder, { recursive: true });
});

async function current(client: ApiClient) {
  const { body } = await client.get("/api/sessions/current");
  return body as {
    account: { id: string } | null;
    vault: { unlocked: boolean } | null;
    reauthenticatedUntil: string | null;
    mustEnrol?: true;
    proofs?: { password: boolean; passkey: boolean; factor: boolean; providers: string[] };
  };
}

describe("a first sign-in", () => {
  test("makes an account without a password, whose managed vault opens and takes pictures at once", async () => {
    const client = app.client();
    const { account, vault } = await signInThrough(client, provider, "alice");
    assert.equal(account.email, "alice@example.net");
    assert.equal(account.administrator, false);
    assert.deepEqual(vault, { mode: "managed", unlocked: true, kitConfirmed: false });
    assert.deepEqual((await current(client)).proofs, {
      password: false,
      passkey: false,
      factor: false,
      providers: ["test"],
    });
    const member = { client, email: account.email, password: "", accountId: account.id, recoveryCode: null };
    const image = await ownImage(member);

    const later = app.client();
    const again = await signInThrough(later, provider, "alice");
    assert.equal(again.account.id, account.id);
    assert.equal((await later.get(`/api/images/${image.id}`)).status, 200);
    const password = await app.client().post("/api/sessions", { email: account.email, password: PASSWORD });
    assert.equal(password.code, "credentials.wrong");
  });

  test("brings the person back to where they were, if that is a page of ours", async () => {
    const client = app.client();
    const body = { purpose: "sign-in", returnTo: "/settings/profile" };
    assert.equal((await signInThrough(client, provider, "alice", body)).returnTo, "/settings/profile");
    for (const returnTo of ["//evil.example", "https://evil.example", "/\\evil.example", "/a?b", "x"]) {
      const refused = await client.post("/api/oidc/test/start", { purpose: "sign-in", returnTo });
      assert.equal(refused.code, "request.invalid", returnTo);
    }
  });

  test("never takes over the account of an equal address, confirmed or only asked for", async () => {
    const member = await app.member({ email: "taken@example.org" });
    provider.people.set("thief", { email: "Taken@Example.org", email_verified: true });
    const client = app.client();
    const refused = await finishThrough(client, provider, "thief");
    assert.equal(refused.status, 409);
    assert.equal(refused.code, "oidc.account-exists");
    assert.equal((await current(client)).account, null);
    const { body } = await member.client.get("/api/identities");
    assert.deepEqual((body as { items: unknown[] }).items, []);

    // A registration that somebody left waiting becomes nothing once the address has an account.
    const squatter = app.client();
    await squatter.post("/api/accounts", { email: "carol@example.net", password: PASSWORD });
    await app.rooms.mail.deliverDue();
    const waiting = linkToken(app.mails.findLast(({ to }) => to === "carol@example.net"));
    await signInThrough(app.client(), provider, "carol");
    assert.equal((await squatter.post("/api/accounts/verify", { token: waiting })).code, "link.invalid");
  });

  test("by the same person in two tabs at once makes one account", async () => {
    const [one, two] = [app.client(), app.client()];
    await goThrough(one, provider, "twin");
    await goThrough(two, provider, "twin");
    const replies = await Promise.all([one, two].map((client) => client.post("/api/oidc/finish", {})));
    assert.deepEqual(
      replies.map(({ status }) => status),
      [201, 201],
    );
    const accounts = await app.database.db
      .selectFrom("accounts")
      .selectAll()
      .where("email", "=", "twin@example.net")
      .execute();
    assert.equal(accounts.length, 1);
  });

  test("is taken up once, however often and however fast it is asked for", async () => {
    const client = app.client();
    await goThrough(client, provider, "alice");
    const tries = await Promise.all([1, 2, 3].map(() => client.post("/api/oidc/finish", {})));
    assert.equal(tries.filter(({ status }) => status === 201).length, 1);
  });
});

describe("who may register", () => {
  test("nobody where it is closed, and only the invited where it is by invitation", async () => {
    await withProvider({ SAFELIGHT_REGISTRATION: "closed" }, async (closed, its) => {
      const refused = await finishThrough(closed.client(), its, "dora");
      assert.equal(refused.code, "registration.closed");
    });
    await withProvider({ SAFELIGHT_REGISTRATION: "invitation" }, async (invited, its) => {
      const admin = await firstAdministrator(invited);
      const refused = await finishThrough(invited.client(), its, "dora");
      assert.equal(refused.code, "registration.invitation-required");
      const made = await admin.client.post("/api/admin/invitations", {});
      const { link } = made.body as { link: string };
      const invitation = link.slice(link.indexOf("#") + 1);
      const body = { purpose: "sign-in", invitation };
      assert.equal((await signInThrough(invited.client(), its, "dora", body)).account.administrator, false);
      const used = await finishThrough(invited.client(), its, "erik", body);
      assert.equal(used.code, "invitation.invalid");
      // Who is in needs none.
      await signInThrough(invited.client(), its, "dora");
    });
  });

  test("only addresses of the domains that may, and by the first link the administrator", async () => {
    await withProvider({ SAFELIGHT_MAIL_DOMAINS: "example.org" }, async (limited, its) => {
      const first = { purpose: "sign-in", invitation: await setupToken(limited) };
      assert.equal((await signInThrough(limited.client(), its, "root", first)).account.administrator, true);
      its.people.set("inside", { email: "inside@example.org", email_verified: true });
      const refused = await finishThrough(limited.client(), its, "outside");
      assert.equal(refused.code, "registration.domain-refused");
      await signInThrough(limited.client(), its, "inside");
    });
  });
});

describe("what a provider's word is worth", () => {
  test("a sealed vault stays locked until its own secret opens it", async () => {
    const member = await app.member({ vault: "sealed" });
    const linked = await finishThrough(member.client, provider, "sealed-one", { purpose: "link" });
    assert.equal(linked.status, 200, linked.text);
    const client = app.client();
    const { vault, account } = await signInThrough(client, provider, "sealed-one");
    assert.equal(account.id, member.accountId);
    assert.deepEqual(vault, { mode: "sealed", unlocked: false, kitConfirmed: true });
    assert.equal((await client.get("/api/images")).code, "vault.locked");
    // Nor does the provider's word open it later.
    const again = await finishThrough(client, provider, "sealed-one", { purpose: "reauthenticate" });
    assert.equal(again.status, 200, again.text);
    assert.equal((await current(client)).vault?.unlocked, false);
    assert.equal((await client.post("/api/vault/unlock", { password: PASSWORD })).status, 200);
    assert.equal((await client.get("/api/images")).status, 200);
  });

  test("it does not stand for a second factor: the code is asked for, and opens what the provider could not", async () => {
    const member = await app.member();
    await finishThrough(member.client, provider, "careful", { purpose: "link" });
    const authenticator = await enrol(app, member.client);
    const client = app.client();
    const begun = await finishThrough(client, provider, "careful");
    assert.equal(begun.status, 200, begun.text);
    const { state, ticket } = begun.body as { state: string; ticket: string };
    assert.equal(state, "factor-required");
    assert.equal((await current(client)).account, null);
    app.advance(60_000);
    const done = await client.post("/api/sessions/factor", { ticket, totp: authenticator.code() });
    assert.equal(done.status, 201, done.text);
    assert.equal((await client.get("/api/images")).status, 200);
  });

  test("a session at the provider from long ago is no fresh proof for dangerous acts", async () => {
    const client = app.client();
    await signInThrough(client, provider, "stale");
    // The provider said nothing of when the person signed in there.
    assert.equal((await current(client)).reauthenticatedUntil, null);
    const refused = await client.put("/api/password", { password: "Violet7!harbour-Quilt" });
    assert.equal(refused.code, "reauthentication.required");
  });

  test("a disabled account stays outside", async () => {
    const { account } = await signInThrough(app.client(), provider, "gone");
    await app.database.db
      .updateTable("accounts")
      .set({ disabled_at: Date.now() })
      .where("id", "=", account.id as never)
      .execute();
    const refused = await finishThrough(app.client(), provider, "gone");
    assert.equal(refused.code, "account.disabled");
  });

  test("where vaults must be sealed, a password comes first, and then the recovery code", async () => {
    await withProvider({ SAFELIGHT_VAULT: "sealed" }, async (strict, its) => {
      const client = strict.client();
      const { vault } = await signInThrough(client, its, "sigrid");
      assert.deepEqual(vault, { mode: "sealed", unlocked: false, kitConfirmed: false });
      assert.equal((await client.get("/api/images")).code, "vault.locked");
      const weak = await client.post("/api/vault/unlock", { newPassword: "short" });
      assert.equal(weak.code, "password.refused");
      const set = await client.post("/api/vault/unlock", { newPassword: PASSWORD });
      assert.equal(set.status, 200, set.text);
      const slots = await strict.database.db.selectFrom("keyslots").select("kind").execute();
      assert.deepEqual(slots.map(({ kind }) => kind).toSorted(), ["password", "session"]);
      const again = await client.post("/api/vault/unlock", { newPassword: "Another7!harbour-Quilt" });
      assert.equal(again.code, "vault.unlock-failed");

      const later = strict.client();
      assert.equal((await signInThrough(later, its, "sigrid")).vault.unlocked, false);
      const signedIn = await strict
        .client()
        .post("/api/sessions", { email: "sigrid@example.net", password: PASSWORD });
      assert.equal(signedIn.status, 201);
      assert.equal((signedIn.body as { vault: { unlocked: boolean } }).vault.unlocked, true);
    });
  });

  test("nobody with a password gets another one by asking to unlock with a new one", async () => {
    const member = await app.member();
    await member.client.post("/api/vault/lock");
    const refused = await member.client.post("/api/vault/unlock", { newPassword: "Another7!harbour-Quilt" });
    assert.equal(refused.code, "vault.unlock-failed");
    assert.equal((await member.client.post("/api/vault/unlock", { password: PASSWORD })).status, 200);
  });
});

test("what was sent along lies sealed in the database, and in no log", async () => {
  const client = app.client();
  const begun = await client.post("/api/oidc/test/start", { purpose: "sign-in" });
  const sent = new URL((begun.body as { url: string }).url).searchParams;
  assert.equal(sent.get("response_mode"), "query");
  assert.equal(sent.get("code_challenge_method"), "S256");
  await goThrough(client, provider, "alice");
  const secrets = [
    sent.get("state"),
    sent.get("nonce"),
    client.cookies.get("safelight-oidc"),
    CLIENT_SECRET,
    "code_verifier",
    '"purpose":',
  ];
  const dump = readdirSync(dataFolder)
    .map((name) => readFileSync(join(dataFolder, name), "latin1"))
    .join("");
  assert.ok(dump.includes("oidc_transactions"));
  for (const secret of secrets) {
    assert.ok(secret !== null && secret !== undefined && secret.length > 8);
    assert.ok(!dump.includes(secret), secret);
    assert.ok(!app.logged().includes(secret), secret);
  }
});
