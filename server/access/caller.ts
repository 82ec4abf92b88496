import type { AccountId, SessionId } from "#contract/ids.ts";
import type { VaultMode } from "#contract/instance.ts";

// Who is calling, as far as the door could tell.

/** Where a request came from, as given. */
export interface Origin {
  readonly address: string;
  readonly device: string;
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

export interface SignedIn {
  readonly kind: "signed-in";
  readonly accountId: AccountId;
  readonly administrator: boolean;
  readonly sessionId: SessionId;
  /** Look-up id of the presented token. */
  readonly tokenHash: Uint8Array;
  readonly reauthenticatedAt: number | null;
  readonly vaultMode: VaultMode;
  readonly kitConfirmed: boolean;
  /** The instance demands a second factor, and this account has none: only adding one is open. */
  readonly mustEnrol: boolean;
  /** Null while locked. */
  readonly vault: OpenVault | null;
}

export interface Unlocked extends SignedIn {
  readonly vault: OpenVault;
}

export type Caller = Visitor | SignedIn;
