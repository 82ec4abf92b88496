// Somebody with a vault on a server that runs.

import { type ApiClient, apiClient } from "../tests/support/api-client.ts";
import type { RunningServer } from "../tests/support/running-server.ts";

const EMAIL = "bench@example.org";
const PASSWORD = "Violet7!harbour-Quilt";

export async function signUp(server: RunningServer): Promise<ApiClient> {
  const invitation = (await server.link("register")).split("#")[1];
  await apiClient(server.origin).post("/api/accounts", { email: EMAIL, password: PASSWORD, invitation });
  return await signIn(server.origin, EMAIL, PASSWORD);
}

export async function signIn(origin: string, email: string, password: string): Promise<ApiClient> {
  const client = apiClient(origin);
  const reply = await client.post("/api/sessions", { email, password });
  if (reply.status !== 201) throw new Error(`sign-in: ${reply.status} ${reply.text}`);
  return client;
}

export function cookieOf(client: ApiClient): string {
  return [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
}

/** Uploads a file that must be taken; gives its id. */
export async function uploaded(client: ApiClient, bytes: Uint8Array, name: string): Promise<string> {
  const reply = await client.upload(bytes, { name });
  if (reply.status !== 201) throw new Error(`upload of ${name}: ${reply.status} ${reply.text}`);
  return (reply.body as { image: { id: string } }).image.id;
}

/** The same photograph as a file that the server has not seen. */
export function fresh(jpeg: Buffer, number: number): Buffer {
  const comment = Buffer.alloc(8);
  comment.writeUInt32BE(0xfffe0006);
  comment.writeUInt32BE(number, 4);
  return Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]);
}
