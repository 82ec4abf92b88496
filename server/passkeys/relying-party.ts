import type { Config } from "../config.ts";
import { AppError } from "../errors.ts";

/** Whom passkeys are made for, as WebAuthn calls it: they answer to this host, and to pages of this origin. */
export interface RelyingParty {
  readonly id: string;
  readonly origin: string;
}

/** @throws AppError passkey.off where browsers know no passkeys: plain http, or a bare IP address */
export function requireRelyingParty(config: Config): RelyingParty {
  if (!config.passkeys) throw new AppError("passkey.off");
  return { id: new URL(config.origin).hostname, origin: config.origin };
}
