import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { CreationOptions, Passkey } from "#contract/passkeys.ts";
import { type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";
import { type Deviation, softwareAuthenticator } from "../support/software-authenticator.ts";
import { addPasskey, reauthenticate, signIn } from "./passkey-of.ts";

// Adding, naming and removing passkeys.

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

async function mailsTo(email: string): Promise<string> {
  await app.rooms.mail.deliverDue();
  return app.mails
    .filter((mail) => mail.to === email)
    .map((mail) => mail.subject)
    .join("\n");
}

test("a passkey is asked to be discoverable, to verify its person, and for its PRF", async () => {
  const member = await app.member();
  const { added } = await addPasskey(app, member.client);
  const options = (await member.client.post("/api/passkeys/options")).body as CreationOptions;
  assert.deepEqual(options.authenticatorSelection, {
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  });
  assert.equal(options.rp.id, "localhost");
  assert.equal(options.attestation, "none");
  assert.equal(Buffer.from(options.user.id, "base64url").toString("utf8"), member.accountId);
  assert.deepEqual(
    options.excludeCredentials.map(({ id }) => id),
    [added.credentialId],
  );
  const other = (await (await app.member()).client.post("/api/passkeys/options")).body as CreationOptions;
  assert.deepEqual(other.extensions, options.extensions, "one salt for everybody");
  assert.notEqual(other.challenge, options.challenge);
});

test("adding and removing give a new session token, a mail and a record; renaming is told nobody", async () => {
  const { client, email, accountId } = await app.member();
  const first = client.cookies.get("safelight");
  const { added, passkey } = await addPasskey(app, client, { name: "  Blue key  " });
  assert.equal(added.name, "Blue key");
  const second = client.cookies.get("safelight");
  assert.notEqual(second, first);
  assert.match(await mailsTo(email), /A new passkey signs in/);
  const renamed = await client.patch(`/api/passkeys/${added.id}`, { name: "Red key" });
  assert.equal((renamed.body as Passkey).name, "Red key");
  const { items } = (await client.get("/api/passkeys")).body as { items: Passkey[] };
  assert.deepEqual(
    items.map((one) => [one.name, one.opensVault, one.usedAt]),
    [["Red key", true, null]],
  );
  await signIn(app.client(), passkey);
  const { keyslot_id: slotId } = await app.database.db
    .selectFrom("passkeys")
    .select("keyslot_id")
    .where("id", "=", added.id)
    .executeTakeFirstOrThrow();
  assert.ok(slotId);
  assert.equal((await client.delete(`/api/passkeys/${added.id}`)).status, 204);
  assert.notEqual(client.cookies.get("safelight"), second);
  assert.match(await mailsTo(email), /passkey of your Safelight account was removed/);
  assert.equal((await signIn(app.client(), passkey)).code, "passkey.refused");
  const slots = await app.database.db
    .selectFrom("keyslots")
    .select("id")
    .where("id", "=", slotId ?? "")
    .execute();
  assert.deepEqual(slots, [], "its slot went with it");
  const records = await app.database.db
    .selectFrom("audit_records")
    .select("action")
    .where("account_id", "=", accountId)
    .execute();
  const actions = records.map((row) => row.action).filter((action) => action.startsWith("passkey."));
  assert.deepEqual(actions, ["passkey.added", "passkey.renamed", "passkey.removed"]);
});

test("adding and removing need a proof of a moment ago", async () => {
  const { client } = await app.member();
  const { added } = await addPasskey(app, client);
  app.advance(16 * 60_000);
  for (const [method, path] of [
    ["POST", "/api/passkeys/options"],
    ["DELETE", `/api/passkeys/${added.id}`],
  ] as const) {
    assert.equal((await client.request(method, path)).code, "reauthentication.required", path);
  }
});

const DEVIATIONS: Readonly<Record<string, Deviation>> = {
  "another origin": { origin: "http://localhost:1" },
  "another site's frame": { crossOrigin: true },
  "another host": { rpId: "example.org" },
  "nobody verified": { isVerified: false },
  "nobody present": { isPresent: false },
  "a sign-in's answer": { type: "webauthn.get" },
  "a challenge of its own": { challenge: Buffer.alloc(32, 1).toString("base64url") },
  // Judging it would mean fetching what its certificate names.
  "a certificate": {
    attestation: {
      format: "packed",
      statement: { alg: -7, sig: Buffer.alloc(70), x5c: [Buffer.alloc(300, 0x30)] },
    },
  },
  "a certificate of a phone": {
    attestation: { format: "apple", statement: { x5c: [Buffer.alloc(300, 0x30)] } },
  },
  "a format nobody knows": { attestation: { format: "unheard-of", statement: {} } },
};

test("a new passkey that deviates in anything is not added, and its challenge is used up", async () => {
  const { client } = await app.member();
  for (const [what, deviation] of Object.entries(DEVIATIONS)) {
    const options = (await client.post("/api/passkeys/options")).body as CreationOptions;
    const device = softwareAuthenticator(app.origin);
    const { answer } = device.create(options, deviation);
    const reply = await client.post("/api/passkeys", { name: "x", ...answer });
    assert.equal(reply.code, "passkey.not-added", what);
    if (deviation.challenge === undefined && deviation.crossOrigin === undefined) {
      const honest = device.create(options);
      const again = await client.post("/api/passkeys", { name: "x", ...honest.answer });
      assert.equal(again.code, "passkey.not-added", what);
    }
  }
  assert.deepEqual(((await client.get("/api/passkeys")).body as { items: unknown[] }).items, []);
});

test("somebody else's challenge, or one for signing in, adds nothing", async () => {
  const { client } = await app.member();
  const other = await app.member();
  const options = (await client.post("/api/passkeys/options")).body as CreationOptions;
  const { answer } = softwareAuthenticator(app.origin).create(options);
  assert.equal(
    (await other.client.post("/api/passkeys", { name: "x", ...answer })).code,
    "passkey.not-added",
  );
  const { challenge } = (await client.post("/api/sessions/passkey/options")).body as { challenge: string };
  const strayed = softwareAuthenticator(app.origin).create({ ...options, challenge });
  const reply = await client.post("/api/passkeys", { name: "x", ...strayed.answer });
  assert.equal(reply.code, "passkey.not-added");
});

test("a credential belongs to one account for good", async () => {
  const { client } = await app.member();
  const options = (await client.post("/api/passkeys/options")).body as CreationOptions;
  const { answer } = softwareAuthenticator(app.origin).create(options);
  assert.equal((await client.post("/api/passkeys", { name: "x", ...answer })).status, 201);
  const other = await app.member();
  const theirs = (await other.client.post("/api/passkeys/options")).body as CreationOptions;
  const clientDataJSON = Buffer.from(
    JSON.stringify({ type: "webauthn.create", challenge: theirs.challenge, origin: app.origin }),
  ).toString("base64url");
  // Attestation "none" signs nothing, so an observer could present the same credential as their own.
  const copied = {
    ...answer.credential,
    response: { ...answer.credential.response, clientDataJSON },
  };
  const reply = await other.client.post("/api/passkeys", { name: "x", credential: copied });
  assert.equal(reply.code, "passkey.not-added");
  assert.deepEqual(((await other.client.get("/api/passkeys")).body as { items: unknown[] }).items, []);
});

test("twenty are enough, and names are one visible line", async () => {
  const { client } = await app.member();
  const options = (await client.post("/api/passkeys/options")).body as CreationOptions;
  for (let i = 0; i < 20; i += 1) await addPasskey(app, client, { name: `key ${i}` });
  assert.equal((await client.post("/api/passkeys/options")).code, "passkey.too-many");
  const { answer } = softwareAuthenticator(app.origin).create(options);
  const late = await client.post("/api/passkeys", { name: "x", ...answer });
  assert.equal(late.code, "passkey.too-many");
  const { items } = (await client.get("/api/passkeys")).body as { items: Passkey[] };
  assert.equal(items.length, 20);
  for (const name of ["", "  ", "a\u202eb", "a\nb", "x".repeat(61)]) {
    const reply = await client.patch(`/api/passkeys/${items[0]?.id}`, { name });
    assert.equal(reply.code, "request.invalid", JSON.stringify(name));
  }
});

test("another person's passkey proves nothing here, though it is asked for by name", async () => {
  const mine = await app.member();
  const theirs = await app.member();
  await addPasskey(app, mine.client);
  const { passkey } = await addPasskey(app, theirs.client);
  const reply = await reauthenticate(mine.client, passkey, { userHandle: null });
  assert.equal(reply.code, "reauthentication.failed");
});

test("where browsers know no passkeys, none are offered or taken", async () => {
  for (const env of [
    { SAFELIGHT_ORIGIN: "http://pictures.example.org", SAFELIGHT_ALLOW_HTTP: "true" },
    { SAFELIGHT_ORIGIN: "https://192.0.2.7" },
    { SAFELIGHT_ORIGIN: "https://[2001:db8::7]" },
  ]) {
    const { readConfig } = await import("../../server/config.ts");
    assert.equal(readConfig(env).passkeys, false, env.SAFELIGHT_ORIGIN);
  }
  const named = (await app.client().get("/api/instance")).body as { passkeys: boolean };
  assert.equal(named.passkeys, true);
  const off = await startMemoryApp({ host: "127.0.0.1" });
  try {
    const member = await off.member();
    const { passkeys } = (await member.client.get("/api/instance")).body as { passkeys: boolean };
    assert.equal(passkeys, false);
    for (const path of ["/api/passkeys/options", "/api/sessions/passkey/options"]) {
      assert.equal((await member.client.post(path)).code, "passkey.off", path);
    }
  } finally {
    await off.close();
  }
});

test("the password alone still signs in beside a passkey", async () => {
  const { client, email } = await app.member();
  await addPasskey(app, client);
  assert.equal((await app.client().post("/api/sessions", { email, password: PASSWORD })).status, 201);
});
