import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { CreationOptions } from "#contract/passkeys.ts";
import { callerFinder } from "../../server/accounts/find-caller.ts";
import { unlinkIdentity } from "../../server/oidc/link-identity.ts";
import { removePasskey } from "../../server/passkeys/keep-passkeys.ts";
import { enrol } from "../factors/authenticator.ts";
import type { ApiClient } from "../support/api-client.ts";
import { type LyingProvider, startLyingProvider } from "../support/lying-provider.ts";
import { type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";
import { type RealProvider, startRealProvider } from "../support/real-provider.ts";
import { softwareAuthenticator } from "../support/software-authenticator.ts";
import { finishThrough, goThrough, signInThrough } from "./through-provider.ts";

// Linking, unlinking and re-authenticating. The second provider says whatever a test wants of time and acr.

let provider: RealProvider;
let other: LyingProvider;
let app: MemoryApp;

before(async () => {
  provider = await startRealProvider();
  other = await startLyingProvider();
  app = await startMemoryApp({ env: { ...provider.env, ...other.env } });
  provider.open(app.origin);
});
after(async () => {
  await app.close();
  await provider.close();
  await other.close();
});

const LINK = { purpose: "link" };
const REAUTHENTICATE = { purpose: "reauthenticate" };
const STALE = 16 * 60_000;

interface Item {
  readonly id: string;
  readonly provider: string;
  readonly label: string;
  readonly usable: boolean;
}

async function identities(client: ApiClient): Promise<readonly Item[]> {
  return ((await client.get("/api/identities")).body as { items: Item[] }).items;
}

async function lastMailTo(email: string): Promise<string> {
  await app.rooms.mail.deliverDue();
  return app.mails.findLast(({ to }) => to === email)?.subject ?? "none";
}

/** Through the second provider, which says what it was told to. */
async function throughOther(client: ApiClient, subject: string, body: object, lie = {}) {
  const begun = await client.post("/api/oidc/liar/start", body);
  assert.equal(begun.status, 200, begun.text);
  const { url } = begun.body as { url: string };
  other.lie = lie;
  const back = await client.get(other.backFrom(url, subject));
  other.lie = {};
  return { url, back, finish: (proof: object = {}) => client.post("/api/oidc/finish", proof) };
}

describe("linking", () => {
  test("makes the provider a way in to the account there is, and tells its person", async () => {
    const { client, email, accountId } = await app.member();
    const token = client.cookies.get("safelight");
    const linked = await finishThrough(client, provider, "link-one", LINK);
    assert.deepEqual(linked.body, { state: "linked", label: "Example Login", returnTo: null });
    assert.notEqual(client.cookies.get("safelight"), token);
    const [item, ...rest] = await identities(client);
    assert.equal(rest.length, 0);
    assert.deepEqual(
      { provider: item?.provider, label: item?.label, usable: item?.usable },
      { provider: "test", label: "Example Login", usable: true },
    );
    assert.match(await lastMailTo(email), /Example Login can now sign you in/);
    const signedIn = await signInThrough(app.client(), provider, "link-one");
    assert.equal(signedIn.account.id, accountId);
    // A second time changes nothing.
    assert.equal((await finishThrough(client, provider, "link-one", LINK)).status, 200);
    assert.equal((await identities(client)).length, 1);
  });

  test("needs an open vault and a proof of a moment ago", async () => {
    assert.equal((await app.client().post("/api/oidc/test/start", LINK)).code, "session.required");
    const { client } = await app.member();
    await client.post("/api/vault/lock");
    assert.equal((await client.post("/api/oidc/test/start", LINK)).code, "vault.locked");
    await client.post("/api/vault/unlock", { password: PASSWORD });
    app.advance(STALE);
    assert.equal((await client.post("/api/oidc/test/start", LINK)).code, "reauthentication.required");
  });

  test("is finished in the session that began it, and in no other", async () => {
    const { client, email } = await app.member();
    await goThrough(client, provider, "moved", LINK);
    const signedOut = app.client();
    signedOut.cookies.set("safelight-oidc", client.cookies.get("safelight-oidc") ?? "");
    assert.equal((await signedOut.post("/api/oidc/finish", {})).code, "session.required");

    const another = app.client();
    await another.post("/api/sessions", { email, password: PASSWORD });
    await goThrough(client, provider, "moved", LINK);
    another.cookies.set("safelight-oidc", client.cookies.get("safelight-oidc") ?? "");
    assert.equal((await another.post("/api/oidc/finish", {})).code, "session.required");
    assert.equal((await identities(client)).length, 0);
  });

  test("gives nobody a person who is linked to another account", async () => {
    const { client } = await app.member();
    await finishThrough(client, provider, "shared", LINK);
    const second = await app.member();
    const refused = await finishThrough(second.client, provider, "shared", LINK);
    assert.equal(refused.code, "identity.taken");
    assert.deepEqual(await identities(second.client), []);
  });

  test("an API token links nothing and re-authenticates nobody", async () => {
    const { client } = await app.member();
    const made = await client.post("/api/tokens", {
      name: "x",
      scopes: ["images:read", "images:write"],
      expiresInDays: 1,
    });
    const headers = { authorization: `Bearer ${(made.body as { token: string }).token}` };
    for (const purpose of ["sign-in", "link", "reauthenticate"]) {
      const reply = await app
        .client()
        .request("POST", "/api/oidc/test/start", { json: { purpose }, headers });
      assert.equal(reply.code, "token.not-allowed", purpose);
    }
  });
});

describe("unlinking", () => {
  test("ends the way in, and tells the person", async () => {
    const { client, email } = await app.member();
    await finishThrough(client, provider, "unlink-one", LINK);
    const [item] = await identities(client);
    assert.equal((await client.delete(`/api/identities/${item?.id}`)).status, 204);
    assert.deepEqual(await identities(client), []);
    assert.match(await lastMailTo(email), /no longer signs you in/);
    // To the provider's person this is now a first sign-in like any other.
    const stranger = await signInThrough(app.client(), provider, "unlink-one");
    assert.equal(stranger.account.email, "unlink-one@example.net");
  });

  test("needs a proof of a moment ago", async () => {
    const { client } = await app.member();
    await finishThrough(client, provider, "unlink-two", LINK);
    const [item] = await identities(client);
    app.advance(STALE);
    assert.equal((await client.delete(`/api/identities/${item?.id}`)).code, "reauthentication.required");
  });

  test("leaves the last way in, also when the last two are unlinked at once", async () => {
    const client = app.client();
    const { account } = await signInThrough(client, provider, "only");
    await finishThrough(client, provider, "only", REAUTHENTICATE);
    const [only] = await identities(client);
    assert.equal((await client.delete(`/api/identities/${only?.id}`)).code, "identity.last");
    await finishThrough(client, provider, "only-too", LINK);
    const two = await identities(client);
    assert.equal(two.length, 2);
    const headers = { cookie: [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
    const replies = await Promise.all(
      two.map(({ id }) => app.client().request("DELETE", `/api/identities/${id}`, { headers })),
    );
    assert.equal(replies.filter(({ status }) => status === 204).length, 1);
    const left = await app.database.db
      .selectFrom("identities")
      .select("id")
      .where("account_id", "=", account.id as never)
      .execute();
    assert.equal(left.length, 1);
  });

  test("may end the provider where a passkey is left, which is then the last way in itself", async () => {
    const client = app.client();
    await signInThrough(client, provider, "key-holder");
    await finishThrough(client, provider, "key-holder", REAUTHENTICATE);
    const options = (await client.post("/api/passkeys/options")).body as CreationOptions;
    const { answer } = softwareAuthenticator(client.origin).create(options);
    const added = await client.post("/api/passkeys", { name: "key", ...answer });
    const [item] = await identities(client);
    assert.equal((await client.delete(`/api/identities/${item?.id}`)).status, 204);
    const { id } = added.body as { id: string };
    assert.equal((await client.delete(`/api/passkeys/${id}`)).code, "identity.last");
    assert.equal((await client.put("/api/password", { password: PASSWORD })).status, 204);
    assert.equal((await client.delete(`/api/passkeys/${id}`)).status, 204);
  });

  test("leaves a last way in where the passkey is removed at the same moment", async () => {
    const client = app.client();
    await signInThrough(client, provider, "both-at-once");
    await finishThrough(client, provider, "both-at-once", REAUTHENTICATE);
    const options = (await client.post("/api/passkeys/options")).body as CreationOptions;
    const { answer } = softwareAuthenticator(client.origin).create(options);
    const added = (await client.post("/api/passkeys", { name: "key", ...answer })).body as { id: string };
    const [item] = await identities(client);
    const caller = await callerFinder(app.rooms)(client.cookies.get("safelight") ?? "", { safe: true });
    assert.ok(caller.kind === "signed-in" && caller.vault !== null);
    const { accountId, vault } = caller;
    const { db } = app.database;
    const ways = async () => ({
      passkeys: await db.selectFrom("passkeys").selectAll().where("account_id", "=", accountId).execute(),
      identities: await db.selectFrom("identities").selectAll().where("account_id", "=", accountId).execute(),
    });
    const before = await ways();
    const origin = { address: "127.0.0.1", device: "test", language: "en" } as const;
    // Past the door both at once, the second one a little later in each round, so that it looks before the first one
    // has written at least once.
    for (let ticks = 0; ticks < 120; ticks += 3) {
      const removal = removePasskey(app.rooms, { ...caller, vault }, added.id, origin);
      const first = removal.catch(() => undefined);
      for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
      const unlinking = unlinkIdentity(app.rooms, { ...caller, vault }, item?.id ?? "", origin);
      await Promise.allSettled([first, unlinking]);
      const { passkeys, identities: linked } = await ways();
      assert.equal(passkeys.length + linked.length, 1, `after ${ticks} ticks`);
      if (passkeys.length === 0) {
        await db
          .insertInto("passkeys")
          .values(before.passkeys.map((row) => ({ ...row, keyslot_id: null })))
          .execute();
      } else await db.insertInto("identities").values(before.identities).execute();
    }
  });

  test("an identity at a provider that is no longer configured is no way in", async () => {
    const client = app.client();
    const { account } = await signInThrough(client, provider, "left");
    await finishThrough(client, provider, "left", REAUTHENTICATE);
    await throughOther(client, "left-there", LINK).then(({ finish }) => finish());
    await app.database.db
      .updateTable("identities")
      .set({ provider: "former" })
      .where("account_id", "=", account.id as never)
      .where("provider", "=", "liar")
      .execute();
    const rows = await identities(client);
    assert.deepEqual(
      rows.map(({ label, usable }) => ({ label, usable })).toSorted((a, b) => (a.label < b.label ? -1 : 1)),
      [
        { label: "Example Login", usable: true },
        { label: "former", usable: false },
      ],
    );
    const usable = rows.find((row) => row.usable);
    assert.equal((await client.delete(`/api/identities/${usable?.id}`)).code, "identity.last");
    const unusable = rows.find((row) => !row.usable);
    assert.equal((await client.delete(`/api/identities/${unusable?.id}`)).status, 204);
  });
});

describe("re-authentication", () => {
  test("asks the provider to ask the person, and opens dangerous acts for a quarter of an hour", async () => {
    const client = app.client();
    await signInThrough(client, provider, "fresh");
    assert.equal(
      (await client.put("/api/password", { password: PASSWORD })).code,
      "reauthentication.required",
    );
    const token = client.cookies.get("safelight");
    const begun = await client.post("/api/oidc/test/start", REAUTHENTICATE);
    assert.equal(new URL((begun.body as { url: string }).url).searchParams.get("max_age"), "0");
    const done = await finishThrough(client, provider, "fresh", {
      ...REAUTHENTICATE,
      returnTo: "/settings/security",
    });
    assert.equal(done.status, 200, done.text);
    assert.equal((done.body as { returnTo: string }).returnTo, "/settings/security");
    assert.notEqual(client.cookies.get("safelight"), token);
    assert.equal((await client.put("/api/password", { password: PASSWORD })).status, 204);
    app.advance(STALE);
    assert.equal((await client.post("/api/oidc/test/start", LINK)).code, "reauthentication.required");
  });

  test("takes nothing from a provider that did not ask, or does not say when", async () => {
    const client = app.client();
    await throughOther(client, "old", { purpose: "sign-in" }).then(({ finish }) => finish());
    const anHourAgo = Math.floor(Date.now() / 1000) - 3600;
    for (const auth_time of [anHourAgo, undefined, "now"]) {
      const { back, finish } = await throughOther(client, "old", REAUTHENTICATE, { claims: { auth_time } });
      assert.equal(back.code, "oidc.refused", String(auth_time));
      assert.equal((await finish()).code, "oidc.refused");
    }
    const { finish } = await throughOther(client, "old", REAUTHENTICATE);
    assert.equal((await finish()).status, 200);
  });

  test("takes nobody else's word: neither a stranger's nor that of another account's person", async () => {
    const { client } = await app.member();
    await finishThrough(client, provider, "mine", LINK);
    await signInThrough(app.client(), provider, "theirs");
    for (const login of ["theirs", "nobody-yet"]) {
      const refused = await finishThrough(client, provider, login, REAUTHENTICATE);
      assert.equal(refused.code, "oidc.other-person", login);
    }
    assert.equal((await app.client().post("/api/oidc/test/start", REAUTHENTICATE)).code, "session.required");
  });

  test("asks for the second factor as well, and a wrong code costs no new visit", async () => {
    const { client } = await app.member();
    await finishThrough(client, provider, "double", LINK);
    const authenticator = await enrol(app, client);
    app.advance(STALE);
    const asked = await finishThrough(client, provider, "double", REAUTHENTICATE);
    assert.equal(asked.code, "factor.required");
    const wrong = authenticator.code() === "000000" ? "000001" : "000000";
    assert.equal((await client.post("/api/oidc/finish", { totp: wrong })).code, "factor.wrong");
    assert.equal((await client.delete("/api/totp")).code, "reauthentication.required");
    const done = await client.post("/api/oidc/finish", { totp: authenticator.code() });
    assert.equal(done.status, 200, done.text);
    assert.equal((await client.delete("/api/totp")).status, 204);
  });

  test("opens a locked vault that is managed", async () => {
    const client = app.client();
    await signInThrough(client, provider, "locker");
    await client.post("/api/vault/lock");
    assert.equal((await client.get("/api/images")).code, "vault.locked");
    const done = await finishThrough(client, provider, "locker", REAUTHENTICATE);
    assert.deepEqual((done.body as { vault: object }).vault, {
      mode: "managed",
      unlocked: true,
      kitConfirmed: false,
    });
    assert.equal((await client.get("/api/images")).status, 200);
  });
});

describe("the acr that stands for two factors", () => {
  const ACR = { claims: { acr: "urn:example:two-factors" } };

  test("is asked for, and lets in past the code; any other does not", async () => {
    const { client } = await app.member();
    await throughOther(client, "acr", LINK).then(({ finish }) => finish());
    await enrol(app, client);
    const visitor = app.client();
    const begun = await throughOther(visitor, "acr", { purpose: "sign-in" }, ACR);
    assert.equal(new URL(begun.url).searchParams.get("acr_values"), "urn:example:two-factors");
    assert.equal((await begun.finish()).status, 201);
    for (const acr of ["urn:example:one-factor", undefined, ["urn:example:two-factors"]]) {
      const { finish } = await throughOther(app.client(), "acr", { purpose: "sign-in" }, { claims: { acr } });
      const reply = await finish();
      assert.equal((reply.body as { state?: string }).state, "factor-required", String(acr));
    }
  });

  test("is enough where everybody must have a second factor, for that session alone", async () => {
    const strict = await startMemoryApp({ env: { ...other.env, SAFELIGHT_REQUIRE_MFA: "true" } });
    try {
      const enter = async (lie: object) => {
        const client = strict.client();
        await throughOther(client, "required", { purpose: "sign-in" }, lie).then(({ finish }) => finish());
        return client;
      };
      assert.equal((await (await enter(ACR)).get("/api/images")).status, 200);
      assert.equal((await (await enter({})).get("/api/images")).code, "factor.enrolment-required");
    } finally {
      await strict.close();
    }
  });

  test("is none at a provider without the setting", async () => {
    const { SAFELIGHT_OIDC_LIAR_ACR: _, ...env } = other.env as Record<string, string>;
    const plain = await startMemoryApp({ env: { ...env, SAFELIGHT_REQUIRE_MFA: "true" } });
    try {
      const client = plain.client();
      const { url, finish } = await throughOther(client, "plain", { purpose: "sign-in" }, ACR);
      assert.equal(new URL(url).searchParams.get("acr_values"), null);
      assert.equal((await finish()).status, 201);
      assert.equal((await client.get("/api/images")).code, "factor.enrolment-required");
    } finally {
      await plain.close();
    }
  });
});
