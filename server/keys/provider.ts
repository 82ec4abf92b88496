/**
 * Holds the master key, in versions. It derives and never wraps: HMAC exists in every HSM, needs no nonce, and
 * binds the label. All instance secrets and escrow slots hang on this one call.
 */
export interface KeyProvider {
  /** The version that new things are sealed under: the highest. */
  readonly currentVersion: number;
  /** Every version that can still derive, ascending. */
  versions(): readonly number[];
  /**
   * HMAC-SHA256(master key of that version, label in UTF-8), 32 bytes.
   * Rejects with KeyVersionMissing for a version not held, and with Error after close().
   */
  derive(version: number, label: string): Promise<Buffer>;
  /** Forgets the keys. May be called twice. */
  close(): Promise<void>;
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
