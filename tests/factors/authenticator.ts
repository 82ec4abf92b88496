import { Secret, TOTP } from "otpauth";
import type { ApiClient, ApiReply } from "../support/api-client.ts";
import { type Member, type MemoryApp, PASSWORD } from "../support/memory-app.ts";

// A person's authenticator app, on the clock of the application under test.

export interface Authenticator {
  readonly secret: string;
  readonly backupCodes: readonly string[];
  /** The code of the moment, or of so many 30-second steps away. */
  code(steps?: number): string;
}

export function authenticatorOf(app: MemoryApp, secret: string, backupCodes: string[] = []): Authenticator {
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  return {
    secret,
    backupCodes,
    code: (steps = 0) => totp.generate({ timestamp: app.rooms.clock() + steps * 30_000 }),
  };
}

/** Adds an authenticator to the member's account, then lets a step pass, so that the next code is fresh. */
export async function enrol(app: MemoryApp, client: ApiClient): Promise<Authenticator> {
  const begun = await client.post("/api/totp");
  if (begun.status !== 201) throw new Error(`begin: ${begun.status} ${begun.text}`);
  const { secret } = begun.body as { secret: string };
  const pending = authenticatorOf(app, secret);
  const confirmed = await client.put("/api/totp", { code: pending.code() });
  if (confirmed.status !== 200) throw new Error(`confirm: ${confirmed.status} ${confirmed.text}`);
  const { backupCodes } = confirmed.body as { backupCodes: string[] };
  app.advance(60_000);
  return authenticatorOf(app, secret, backupCodes);
}

/** Gives the password, and returns the ticket. */
export async function ticketFor(client: ApiClient, member: Member, password = PASSWORD): Promise<string> {
  const reply = await client.post("/api/sessions", { email: member.email, password });
  const { ticket } = reply.body as { ticket?: string };
  if (reply.status !== 200 || ticket === undefined)
    throw new Error(`no ticket: ${reply.status} ${reply.text}`);
  return ticket;
}

export function finish(client: ApiClient, proof: Record<string, string>): Promise<ApiReply> {
  return client.post("/api/sessions/factor", proof);
}
