import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { openTokenKeys, type TokenKeys } from "../../server/keys/pkcs11.ts";
import { parseTokenUri } from "../../server/keys/pkcs11-uri.ts";
import { finishThrough, signInThrough } from "../oidc/through-provider.ts";
import { addPasskey, signIn } from "../passkeys/passkey-of.ts";
import type { ApiReply } from "../support/api-client.ts";
import { linkToken, type Member, type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";
import { type RealProvider, startRealProvider } from "../support/real-provider.ts";
import { ownImage } from "../support/refusal-rows.ts";
import { type SoftTokens, softTokens } from "../support/soft-token.ts";

// The master key is in a token that is unplugged while the application serves.

const NEW_PASSWORD = "Indigo4?meadow-Lantern";
let tokens: SoftTokens;
let keys: TokenKeys;
let provider: RealProvider;
let app: MemoryApp;

before(async () => {
  tokens = await softTokens();
  process.env["SOFTHSM2_CONF"] = tokens.env["SOFTHSM2_CONF"];
  const place = parseTokenUri(await tokens.token("vault"));
  keys = await openTokenKeys(place, { create: true }, { answerMs: 60_000, pauseMs: 0 });
  provider = await startRealProvider();
  app = await startMemoryApp({ keys, env: { ...provider.env } });
  provider.open(app.origin);
});
after(async () => {
  await app.close();
  await provider.close();
  await tokens.remove();
});

async function whileUnplugged(work: () => Promise<void>): Promise<void> {
  await tokens.unplug();
  const pid = keys.pid();
  if (pid !== null) process.kill(pid, "SIGKILL");
  // Until the server has noticed, which it does by itself.
  while (keys.pid() === pid && pid !== null) await pause(5);
  try {
    await work();
  } finally {
    await tokens.plugIn();
  }
}

function refusedForNow(reply: ApiReply): void {
  assert.deepEqual([reply.status, reply.code], [503, "keys.unavailable"], reply.text);
  assert.ok(Number(reply.headers.get("retry-after")) > 0);
}

async function reset({ email }: Member): Promise<void> {
  await app.client().post("/api/password/forgot", { email });
  await app.rooms.mail.deliverDue();
  const token = linkToken(app.mails.findLast((mail) => mail.to === email));
  assert.equal(
    (await app.client().post("/api/password/reset", { token, password: NEW_PASSWORD })).status,
    200,
  );
}

const withPassword = ({ email }: Member, password = PASSWORD): Promise<ApiReply> =>
  app.client().post("/api/sessions", { email, password });

test("what an own slot opens goes on: sessions, passwords, recovery codes, uploads", async () => {
  const managed = await app.member();
  const sealed = await app.member({ vault: "sealed" });
  const image = await ownImage(managed);
  await whileUnplugged(async () => {
    const path = `/api/images/${image.id}/renditions/original`;
    assert.equal((await managed.client.get(path)).status, 200);
    assert.ok((await ownImage(managed)).id);
    for (const member of [managed, sealed]) assert.equal((await withPassword(member)).status, 201);
    await sealed.client.post("/api/vault/lock");
    const typed = { recoveryCode: sealed.recoveryCode, newPassword: PASSWORD };
    assert.equal((await sealed.client.post("/api/vault/unlock", typed)).status, 200);
  });
});

test("what needs escrow gets a 503 of its own, and goes through once the token is back", async () => {
  const forgetful = await app.member();
  await reset(forgetful);
  const withPasskey = await app.member();
  const { passkey } = await addPasskey(app, withPasskey.client, { prf: "none" });
  const linked = app.client();
  await signInThrough(linked, provider, "linked");
  await whileUnplugged(async () => {
    refusedForNow(await withPassword(forgetful, NEW_PASSWORD));
    refusedForNow(await signIn(app.client(), passkey));
    refusedForNow(await finishThrough(app.client(), provider, "linked"));
    // A first sign-in makes the vault, and a managed one begins with escrow.
    await assert.rejects(app.member({ email: "new@example.org" }), /keys\.unavailable/);
    assert.match((await withPassword({ email: "new@example.org" } as Member)).text, /keys\.unavailable/);
  });
  assert.equal((await withPassword(forgetful, NEW_PASSWORD)).status, 201);
  assert.equal((await signIn(app.client(), passkey)).status, 201);
  assert.equal((await finishThrough(app.client(), provider, "linked")).status, 201);
  assert.equal((await withPassword({ email: "new@example.org" } as Member)).status, 201);
});

test("/readyz names the keys as the part that fails, and no other", async () => {
  const parts = async (): Promise<{ status: number; keys: string; failing: string[] }> => {
    const reply = await app.client().get("/readyz");
    const said = (reply.body as { parts: Record<string, string> }).parts;
    const failing = Object.keys(said).filter((part) => said[part] === "failing");
    return { status: reply.status, keys: said["keys"] ?? "", failing };
  };
  await whileUnplugged(async () => {
    assert.deepEqual(await parts(), { status: 503, keys: "failing", failing: ["keys"] });
    assert.equal((await app.client().get("/healthz")).status, 200);
  });
  assert.equal((await parts()).keys, "ok");
});
