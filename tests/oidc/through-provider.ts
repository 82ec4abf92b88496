import assert from "node:assert/strict";
import { type ApiClient, type ApiReply, apiClient } from "../support/api-client.ts";
import type { RealProvider } from "../support/real-provider.ts";

/** Goes to the provider and back; the answer then waits to be taken up. Gives the callback's reply. */
export async function goThrough(
  client: ApiClient,
  provider: RealProvider,
  login: string,
  body: object = { purpose: "sign-in" },
): Promise<ApiReply> {
  const begun = await client.post("/api/oidc/test/start", body);
  assert.equal(begun.status, 200, begun.text);
  const back = new URL(await provider.visit((begun.body as { url: string }).url, login));
  // On the way from another site only the Lax cookie comes along.
  const onTheWay = apiClient(client.origin);
  onTheWay.cookies.set("safelight-oidc", client.cookies.get("safelight-oidc") ?? "");
  return await onTheWay.get(back.pathname + back.search, { "sec-fetch-site": "cross-site" });
}

/** The whole way: there, back, and taken up. Gives the last reply. */
export async function finishThrough(
  client: ApiClient,
  provider: RealProvider,
  login: string,
  body: object = { purpose: "sign-in" },
): Promise<ApiReply> {
  const back = await goThrough(client, provider, login, body);
  assert.equal(back.status, 303, back.text);
  return await client.post("/api/oidc/finish", {});
}

export interface SignedInBody {
  readonly state: string;
  readonly account: { readonly id: string; readonly email: string; readonly administrator: boolean };
  readonly vault: { readonly mode: string; readonly unlocked: boolean; readonly kitConfirmed: boolean };
  readonly returnTo: string | null;
}

/** Signs in and expects to be let in. */
export async function signInThrough(
  client: ApiClient,
  provider: RealProvider,
  login: string,
  body?: object,
): Promise<SignedInBody> {
  const reply = await finishThrough(client, provider, login, body);
  assert.equal(reply.status, 201, reply.text);
  return reply.body as SignedInBody;
}
