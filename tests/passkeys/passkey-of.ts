import type { CreationOptions, Passkey, RequestOptions } from "#contract/passkeys.ts";
import type { ApiClient, ApiReply } from "../support/api-client.ts";
import type { MemoryApp } from "../support/memory-app.ts";
import {
  type Deviation,
  type SoftwarePasskey,
  softwareAuthenticator,
} from "../support/software-authenticator.ts";

// What the tests of passkeys do over and over: add one, sign in with it, prove oneself with it.

type Ability = "none" | "later" | "at-once";

/** Adds a passkey to the signed-in account. */
export async function addPasskey(
  app: MemoryApp,
  client: ApiClient,
  options: { prf?: Ability; counts?: boolean; name?: string } = {},
): Promise<{ passkey: SoftwarePasskey; added: Passkey }> {
  const asked = await client.post("/api/passkeys/options");
  if (asked.status !== 200) throw new Error(`options: ${asked.status} ${asked.text}`);
  const { name = "Laptop", ...abilities } = options;
  const device = softwareAuthenticator(app.origin, abilities);
  const { passkey, answer } = device.create(asked.body as CreationOptions);
  const reply = await client.post("/api/passkeys", { name, ...answer });
  if (reply.status !== 201) throw new Error(`add: ${reply.status} ${reply.text}`);
  return { passkey, added: reply.body as Passkey };
}

export async function signInOptions(client: ApiClient): Promise<RequestOptions> {
  const reply = await client.post("/api/sessions/passkey/options");
  if (reply.status !== 200) throw new Error(`options: ${reply.status} ${reply.text}`);
  return reply.body as RequestOptions;
}

/** Signs in on that client with the passkey alone. */
export async function signIn(
  client: ApiClient,
  passkey: SoftwarePasskey,
  deviation: Deviation = {},
): Promise<ApiReply> {
  return await client.post("/api/sessions/passkey", passkey.answer(await signInOptions(client), deviation));
}

export async function proofOptions(
  client: ApiClient,
  purpose: "reauthentication" | "unlock",
): Promise<RequestOptions> {
  const reply = await client.post("/api/sessions/current/passkey/options", { purpose });
  if (reply.status !== 200) throw new Error(`options: ${reply.status} ${reply.text}`);
  return reply.body as RequestOptions;
}

export async function reauthenticate(
  client: ApiClient,
  passkey: SoftwarePasskey,
  deviation: Deviation = {},
): Promise<ApiReply> {
  const proof = passkey.answer(await proofOptions(client, "reauthentication"), deviation);
  return await client.post("/api/sessions/current/reauthenticate", { passkey: proof });
}

export async function unlock(
  client: ApiClient,
  passkey: SoftwarePasskey,
  more: { newPassword?: string } = {},
): Promise<ApiReply> {
  const proof = passkey.answer(await proofOptions(client, "unlock"));
  return await client.post("/api/vault/unlock", { passkey: proof, ...more });
}
