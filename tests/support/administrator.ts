import { type Member, type MemoryApp, PASSWORD, setupToken } from "./memory-app.ts";

/** The first account of an empty instance, made by the administrator's link and signed in. */
export async function firstAdministrator(app: MemoryApp): Promise<Member> {
  const email = "admin@example.org";
  const client = app.client();
  const invitation = await setupToken(app);
  const asked = await client.post("/api/accounts", { email, password: PASSWORD, invitation });
  if (asked.status !== 202) throw new Error(`registration: ${asked.status} ${asked.text}`);
  const signedIn = await client.post("/api/sessions", { email, password: PASSWORD });
  if (signedIn.status !== 201) throw new Error(`sign-in: ${signedIn.status} ${signedIn.text}`);
  const { account } = signedIn.body as { account: { id: string } };
  return { client, email, password: PASSWORD, accountId: account.id, recoveryCode: null };
}
