/**
 * Holds the master key, in versions. It derives and never wraps: HMAC exists in every HSM, needs no nonce, and
 * binds the label. All instance secrets and escrow slots hang on this one call.
 */
export interface KeyProvider {
  /** The highest version held; 0 when there is none yet. What new things are sealed under, the database says. */
  readonly currentVersion: number;
  /** Every version that can still derive, ascending. */
  versions(): readonly number[];
  /** Where that version is kept; null for one not held. */
  where(version: number): KeyPlace | null;
  /**
   * HMAC-SHA256(master key of that version, label in UTF-8), 32 bytes. A version that was added since is found.
   * Rejects with KeyVersionMissing for a version not held, KeysAway while the keys cannot be reached, and with
   * Error after close().
   */
  derive(version: number, label: string): Promise<Buffer>;
  /** Looks again which versions there are: another process may have added one, or set one aside. */
  refresh(): Promise<void>;
  /**
   * Makes a new random master key of that version, kept for certain when this resolves.
   * Rejects with KeyVersionTaken unless it is higher than every version held.
   */
  add(version: number): Promise<void>;
  /**
   * Takes a version out of use without destroying it, and says where it is from then on. Done already is no
   * failure. Rejects with KeyVersionMissing for a version that was never held.
   */
  setAside(version: number): Promise<string>;
  /** Forgets the keys. May be called twice. */
  close(): Promise<void>;
}

export interface KeyPlace {
  /** A file can be copied and can be taken away with a disk; a token keeps its keys to itself. */
  readonly kind: "file" | "token";
  /** For people: a path, or what the token is called. */
  readonly name: string;
}

/** A row names a version of the master key that this provider does not hold. */
export class KeyVersionMissing extends Error {
  override readonly name = "KeyVersionMissing";
  readonly version: number;

  constructor(version: number) {
    super(`the key provider holds no master key of version ${version}`);
    this.version = version;
  }
}

/** A new master key must have a version above all others. */
export class KeyVersionTaken extends Error {
  override readonly name = "KeyVersionTaken";

  constructor(version: number) {
    super(`the key provider takes no new master key of version ${version}: it, or a later one, is there`);
  }
}

/** The keys cannot be reached just now. The message holds no key and no PIN. */
export class KeysAway extends Error {
  override readonly name = "KeysAway";
}

/** The keys cannot be used as they are. The message says what is wrong and what to do, and holds no key and no PIN. */
export class KeysRefused extends Error {
  override readonly name = "KeysRefused";
}

/** A token counts wrong PINs, and locks itself after a few. */
export class PinRefused extends KeysRefused {}

/** How a place of master keys is opened. */
export interface KeyOpening {
  /** Makes the first key where there is none: only when nothing has been sealed yet. */
  readonly create: boolean;
  /** An empty place is opened as it is: keys are about to move there. */
  readonly mayBeEmpty?: boolean;
}
