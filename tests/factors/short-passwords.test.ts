import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addPasskey } from "../passkeys/passkey-of.ts";
import type { ApiReply } from "../support/api-client.ts";
import { linkToken, type Member, type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";
import { enrol, finish, ticketFor } from "./authenticator.ts";

// The nist policy: 15 characters of anything, or 12 where a second factor is asked for beside the password.

const TWELVE = "quiet mossy ";
const ELEVEN = "quiet mossy";
const FIFTEEN = "quiet mossy owl";

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp({ env: { SAFELIGHT_PASSWORD_POLICY: "nist" } });
});
after(() => app.close());

const change = ({ client }: Member, password: string): Promise<ApiReply> =>
  client.put("/api/password", { password });

function reasonsOf(reply: ApiReply): string[] {
  return (reply.body as { errors?: { reason: string }[] }).errors?.map(({ reason }) => reason) ?? [];
}

test("a new account needs fifteen characters, for it has no second factor yet", async () => {
  const client = app.client();
  const ask = (password: string) => client.post("/api/accounts", { email: "new@example.org", password });
  assert.deepEqual(reasonsOf(await ask(TWELVE)), ["too-short"]);
  assert.equal((await ask(FIFTEEN)).status, 202);
});

test("twelve do once an authenticator is there, and eleven never", async () => {
  const member = await app.member();
  assert.deepEqual(reasonsOf(await change(member, TWELVE)), ["too-short"]);
  await enrol(app, member.client);
  assert.deepEqual(reasonsOf(await change(member, ELEVEN)), ["too-short"]);
  assert.equal((await change(member, TWELVE)).status, 204);
  const proofs = (await member.client.get("/api/sessions/current")).body as { proofs: { factor: boolean } };
  assert.equal(proofs.proofs.factor, true);
});

test("a passkey makes no shorter password good where the password alone still signs in", async () => {
  const member = await app.member();
  await addPasskey(app, member.client);
  assert.deepEqual(reasonsOf(await change(member, TWELVE)), ["too-short"]);
});

test("a passkey that is asked for beside the password does, and cannot go while the password is short", async () => {
  const strict = await startMemoryApp({
    env: { SAFELIGHT_PASSWORD_POLICY: "nist", SAFELIGHT_REQUIRE_MFA: "true" },
  });
  try {
    const member = await strict.member();
    const { added } = await addPasskey(strict, member.client);
    assert.equal((await change(member, TWELVE)).status, 204);
    const remove = () => member.client.delete(`/api/passkeys/${added.id}`);
    assert.equal((await remove()).code, "factor.password-too-short");
    const { items } = (await member.client.get("/api/passkeys")).body as { items: object[] };
    assert.equal(items.length, 1);
    assert.equal((await change(member, FIFTEEN)).status, 204);
    assert.equal((await remove()).status, 204);
  } finally {
    await strict.close();
  }
});

test("the last factor stays while the password is short, and goes once it is longer", async () => {
  const member = await app.member();
  const phone = await enrol(app, member.client);
  await change(member, TWELVE);
  assert.equal((await member.client.delete("/api/totp")).code, "factor.password-too-short");
  // Nothing of it was taken: the code is still asked for, and taken.
  const ticket = await ticketFor(app.client(), member, TWELVE);
  assert.equal((await finish(app.client(), { ticket, totp: phone.code() })).status, 201);
  assert.equal((await change(member, FIFTEEN)).status, 204);
  assert.equal((await member.client.delete("/api/totp")).status, 204);
});

test("a reset judges by the factor that stays, with a link and with the recovery code", async () => {
  const member = await app.member({ vault: "sealed" });
  const plain = await app.member({ vault: "sealed" });
  await enrol(app, member.client);
  const byLink = async ({ email }: Member, password: string) => {
    await app.client().post("/api/password/forgot", { email });
    await app.rooms.mail.deliverDue();
    const token = linkToken(app.mails.findLast((mail) => mail.to === email));
    return await app.client().post("/api/password/reset", { token, password });
  };
  assert.deepEqual(reasonsOf(await byLink(plain, TWELVE)), ["too-short"]);
  assert.equal((await byLink(member, TWELVE)).status, 200);
  const byCode = ({ email, recoveryCode }: Member, password: string) =>
    app.client().post("/api/password/reset-with-code", { email, recoveryCode, password });
  assert.deepEqual(reasonsOf(await byCode(plain, TWELVE)), ["too-short"]);
  assert.equal((await byCode(member, TWELVE)).status, 200);
  // Who has no right code learns nothing of the factor from the length.
  const wrong = { ...plain, recoveryCode: member.recoveryCode };
  assert.equal((await byCode(wrong, TWELVE)).code, "recovery.failed");
  assert.equal((await byCode({ ...wrong, email: "nobody@example.org" }, TWELVE)).code, "recovery.failed");
});

test("when the recovery code has replaced the last factor, a short password opens nothing but adding another one", async () => {
  const member = await app.member({ vault: "sealed" });
  await enrol(app, member.client);
  await change(member, TWELVE);
  const lost = async () => {
    const ticket = await ticketFor(app.client(), member, TWELVE);
    const client = app.client();
    const { recoveryCode } = member;
    return { client, reply: await client.post("/api/sessions/factor/recovery", { ticket, recoveryCode }) };
  };
  assert.equal((await lost()).reply.status, 202);
  app.advance(24 * 3_600_000 + 1000);
  const { client, reply } = await lost();
  assert.equal(reply.status, 201, reply.text);
  assert.equal((await client.get("/api/images")).code, "factor.enrolment-required");
  await enrol(app, client);
  assert.equal((await client.get("/api/images")).status, 200);
});

test("under the classic policy no password is judged by its factor", async () => {
  const classic = await startMemoryApp();
  try {
    const member = await classic.member();
    await enrol(classic, member.client);
    assert.equal((await change(member, PASSWORD)).status, 204);
    assert.equal((await member.client.delete("/api/totp")).status, 204);
  } finally {
    await classic.close();
  }
});

test("of two removals at once, of the last two factors of a short password, exactly one wins", async () => {
  const strict = await startMemoryApp({
    env: { SAFELIGHT_PASSWORD_POLICY: "nist", SAFELIGHT_REQUIRE_MFA: "true" },
  });
  try {
    const member = await strict.member();
    const { added } = await addPasskey(strict, member.client);
    const phone = await enrol(strict, member.client);
    assert.equal((await change(member, TWELVE)).status, 204);
    const other = strict.client();
    const ticket = await ticketFor(other, member, TWELVE);
    assert.equal((await finish(other, { ticket, totp: phone.code() })).status, 201);
    const replies = await Promise.all([
      member.client.delete(`/api/passkeys/${added.id}`),
      other.delete("/api/totp"),
    ]);
    assert.deepEqual(
      replies.map(({ status, code }) => code ?? String(status)).toSorted(),
      ["204", "factor.password-too-short"],
      replies.map(({ text }) => text).join("\n"),
    );
    const { db } = strict.database;
    const passkeys = await db.selectFrom("passkeys").select("id").execute();
    const phones = await db.selectFrom("totp_secrets").select("account_id").execute();
    assert.equal(passkeys.length + phones.length, 1);
  } finally {
    await strict.close();
  }
});
