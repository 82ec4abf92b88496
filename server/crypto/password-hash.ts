// Passwords to bytes: Argon2id (RFC 9106) in a queue of its own, so that sign-ins can fill neither the memory
// nor node's thread pool. Limits per address come before this, and belong to the door.
import { argon2 } from "node:crypto";
import { hmacSha512 } from "./hmac.ts";
import { infoFor } from "./infos.ts";

/** One set of parameters. Memory in KiB. */
export interface Argon2Parameters {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly tagLength: 64;
}

/** Sets by version. */
export type Argon2Versions = Readonly<Record<number, Argon2Parameters>>;

/**
 * The product's own, each fixed for ever: rows name the version they were made with. Passwords that come right are
 * hashed anew with the highest.
 */
export const ARGON2 = {
  1: { memory: 65_536, passes: 3, parallelism: 1, tagLength: 64 },
} as const satisfies Argon2Versions;

/** Both halves of one Argon2id run: one proves the password, the other opens the slot, neither gives the other. */
export interface PasswordHash {
  readonly verifierPart: Buffer;
  readonly slotPart: Buffer;
}

export interface PasswordHasher {
  /** What new hashes are made with. */
  readonly newestVersion: number;
  /**
   * `salt` is 16 random bytes. The password is taken in NFC, untrimmed. Rejects with HasherBusy when the queue
   * is full, with RangeError for a version that does not exist.
   */
  hash(password: string, salt: Uint8Array, version: number): Promise<PasswordHash>;
}

/** Too many passwords are waiting already: nothing was computed, ask again shortly. */
export class HasherBusy extends Error {
  override readonly name = "HasherBusy";

  constructor() {
    super("too many passwords are waiting to be checked");
  }
}

/** A hasher that runs at most `maxRunning` at once and lets at most `maxQueued` more wait, first come first served. */
export function passwordHasher(
  limits: { readonly maxRunning: number; readonly maxQueued: number },
  versions: Argon2Versions = ARGON2,
): PasswordHasher {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function turn(): Promise<void> {
    if (running < limits.maxRunning) {
      running += 1;
      return;
    }
    if (waiting.length >= limits.maxQueued) throw new HasherBusy();
    // The one who ends hands its place over, so `running` stays as it is.
    await new Promise<void>((resolve) => waiting.push(resolve));
  }

  function handOver(): void {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }

  return {
    newestVersion: Math.max(...Object.keys(versions).map(Number)),
    async hash(password, salt, version) {
      const parameters = Object.hasOwn(versions, version) ? versions[version] : undefined;
      if (parameters === undefined) throw new RangeError("no such Argon2 version");
      await turn();
      try {
        return await halves(password, salt, parameters);
      } finally {
        handOver();
      }
    },
  };
}

/** What the account row keeps to check a password against. 64 bytes. */
export function verifierOf(input: {
  readonly verifierPart: Uint8Array;
  readonly pepper: Uint8Array;
  readonly accountId: string;
}): Buffer {
  return hmacSha512(input.pepper, infoFor("verifier", { accountId: input.accountId }), input.verifierPart);
}

function halves(password: string, salt: Uint8Array, parameters: Argon2Parameters): Promise<PasswordHash> {
  const message = Buffer.from(password.normalize("NFC"));
  return new Promise((resolve, reject) => {
    argon2("argon2id", { message, nonce: salt, ...parameters }, (error, out) => {
      message.fill(0);
      if (error) reject(error);
      else resolve({ verifierPart: out.subarray(0, 32), slotPart: out.subarray(32, 64) });
    });
  });
}
