// Passwords to bytes: Argon2id (RFC 9106) in a queue of its own, so that sign-ins can fill neither the memory
// nor node's thread pool. Limits per address come before this, and belong to the door.
import { argon2 } from "node:crypto";
import { hmacSha512 } from "./hmac.ts";
import { infoFor } from "./infos.ts";

/** Parameter sets by version, each fixed for ever: rows name the version they were made with. Memory in KiB. */
export const ARGON2 = {
  1: { memory: 65_536, passes: 3, parallelism: 1, tagLength: 64 },
} as const;

export type Argon2Version = keyof typeof ARGON2;
export const CURRENT_ARGON2: Argon2Version = 1;

/** Both halves of one Argon2id run: one proves the password, the other opens the slot, neither gives the other. */
export interface PasswordHash {
  readonly verifierPart: Buffer;
  readonly slotPart: Buffer;
}

export interface PasswordHasher {
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
export function passwordHasher(limits: {
  readonly maxRunning: number;
  readonly maxQueued: number;
}): PasswordHasher {
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
    async hash(password, salt, version) {
      if (!isVersion(version)) throw new RangeError("no such Argon2 version");
      await turn();
      try {
        return await halves(password, salt, version);
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

function isVersion(version: number): version is Argon2Version {
  return Object.hasOwn(ARGON2, version);
}

function halves(password: string, salt: Uint8Array, version: Argon2Version): Promise<PasswordHash> {
  const message = Buffer.from(password.normalize("NFC"));
  return new Promise((resolve, reject) => {
    argon2("argon2id", { message, nonce: salt, ...ARGON2[version] }, (error, out) => {
      message.fill(0);
      if (error) reject(error);
      else resolve({ verifierPart: out.subarray(0, 32), slotPart: out.subarray(32, 64) });
    });
  });
}
