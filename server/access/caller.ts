import type { AccountId, SessionId } from "#contract/ids.ts";
import type { VaultMode } from "#contract/instance.ts";
import type { Language } from "#contract/language.ts";
import type { Scope } from "#contract/route.ts";

// Who is calling, as far as the door could tell.

/** Where a request came from, as given. */
export interface Origin {
  readonly address: string;
  readonly device: string;
  /** What the browser says its person reads. */
  readonly language: Language;
}

/** The keys of an unlocked vault, in memory for the length of a request. */
export interface OpenVault {
  readonly epoch: number;
  readonly vaultKey: Uint8Array;
  readonly indexKey: Uint8Array;
}

export interface Visitor {
  readonly kind: "visitor";
}

/** A program that gathers numbers, and may do nothing else. */
export interface Scraper {
  readonly kind: "scraper";
}

export interface SignedIn {
  readonly kind: "signed-in";
  readonly accountId: AccountId;
  readonly administrator: boolean;
  /** For an API token its own id, which is no session's. */
  readonly sessionId: SessionId;
  /** What an API token may do; null for a session, which may do everything its person may. */
  readonly scopes: readonly Scope[] | null;
  /** Look-up id of the presented token. */
  readonly tokenHash: Uint8Array;
  readonly reauthenticatedAt: number | null;
  readonly vaultMode: VaultMode;
  readonly kitConfirmed: boolean;
  /** A second factor is demanded, by the instance or for a short password, and there is none: only adding one is open. */
  readonly mustEnrol: boolean;
  /** Null while locked. */
  readonly vault: OpenVault | null;
}

export interface Unlocked extends SignedIn {
  readonly vault: OpenVault;
}

/** Of a route that people call. */
export type Caller = Visitor | SignedIn;
