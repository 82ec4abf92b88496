import { isIPv6 } from "node:net";
import { keyedHash } from "../crypto/keyed-hash.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { countOne, deleteCounters, findCounterEnd, putMark, uncountOne } from "./counter-store.ts";

// Limits on guessing. Counters are kept under keyed hashes, so the table names no address and no person.
// When the table cannot be reached the try is refused, since every function here throws.

const MINUTE = 60_000;

/** How often one network address may try, by what it tries. */
const ADDRESS_LIMITS = {
  "sign-in": { tries: 30, windowMilliseconds: 5 * MINUTE },
  factor: { tries: 30, windowMilliseconds: 5 * MINUTE },
  register: { tries: 20, windowMilliseconds: 60 * MINUTE },
  mail: { tries: 20, windowMilliseconds: 60 * MINUTE },
  link: { tries: 60, windowMilliseconds: 10 * MINUTE },
  /** Each visit of the sign-in page asks for one. */
  challenge: { tries: 120, windowMilliseconds: 5 * MINUTE },
  recovery: { tries: 10, windowMilliseconds: 15 * MINUTE },
  provider: { tries: 60, windowMilliseconds: 10 * MINUTE },
} as const;

export type TryKind = keyof typeof ADDRESS_LIMITS;

/** Failures in a row that cost no wait: fewer where there are only a million answers. */
const FREE_FAILURES = { password: 10, vault: 10, factor: 5 } as const;
const FIRST_WAIT = 30_000;
const LONGEST_WAIT = 15 * MINUTE;
const FAILURES_REMEMBERED = 24 * 60 * MINUTE;

/** IPv4 by address, IPv6 by /64. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  // The same in hexadecimal, as a proxy may write it: otherwise all of IPv4 would count as one network.
  const hex = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/i.exec(address);
  if (hex?.[1] !== undefined && hex[2] !== undefined) {
    const [high, low] = [Number.parseInt(hex[1], 16), Number.parseInt(hex[2], 16)];
    return [high >> 8, high & 255, low >> 8, low & 255].join(".");
  }
  if (!isIPv6(address)) return address;
  const [head = "", tail] = (address.split("%")[0] ?? "").split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const middle =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0");
  const groups = [...left, ...middle, ...right].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}

function keyOf(rooms: Rooms, label: string, value: string): string {
  return keyedHash(rooms.secrets.counterKey, label, value).toString("hex");
}

/**
 * Counts a try of a network address.
 * @throws AppError credentials.wait, with the time to wait
 */
export async function admitTry(
  rooms: Rooms,
  kind: TryKind,
  address: string,
): Promise<{ refund(): Promise<void> }> {
  const { db } = rooms.database;
  const { tries, windowMilliseconds } = ADDRESS_LIMITS[kind];
  const key = keyOf(rooms, `address/${kind}`, networkOf(address));
  const now = rooms.clock();
  const count = await countOne(db, key, now, windowMilliseconds);
  if (count > tries) {
    const end = (await findCounterEnd(db, key, now, windowMilliseconds)) ?? now + windowMilliseconds;
    throw new AppError("credentials.wait", { retryAfterSeconds: (end - now) / 1000 });
  }
  return { refund: () => uncountOne(db, key) };
}

/** How often a registration named this e-mail address within the hour that began with the first, this one included. */
export async function countRegistration(rooms: Rooms, email: string): Promise<number> {
  return await countOne(rooms.database.db, keyOf(rooms, "registered", email), rooms.clock(), 60 * MINUTE);
}

/**
 * Whose failures count together: everybody who tries one account, or one browser that its owner has used
 * before. The second kind cannot be made to wait by the first.
 */
export interface Guessed {
  readonly what: keyof typeof FREE_FAILURES;
  /** An e-mail address or account id; unknown ones wait alike. */
  readonly account: string;
  /** Hash of a known browser's token. */
  readonly browser: Uint8Array | null;
}

function guessKeys(rooms: Rooms, guessed: Guessed): { failures: string; wait: string } {
  const who =
    guessed.browser === null
      ? guessed.account
      : `${guessed.account}\0${Buffer.from(guessed.browser).toString("hex")}`;
  return {
    failures: keyOf(rooms, `failures/${guessed.what}`, who),
    wait: keyOf(rooms, `wait/${guessed.what}`, who),
  };
}

/** @throws AppError credentials.wait while the account asks for a pause */
export async function requireNoWait(rooms: Rooms, guessed: Guessed): Promise<void> {
  const now = rooms.clock();
  const { wait } = guessKeys(rooms, guessed);
  const end = await findCounterEnd(rooms.database.db, wait, now, LONGEST_WAIT);
  if (end !== null) throw new AppError("credentials.wait", { retryAfterSeconds: (end - now) / 1000 });
}

/** Remembers a wrong guess: after the free ones each asks for a longer pause. Returns whether a pause began. */
export async function recordFailure(rooms: Rooms, guessed: Guessed): Promise<boolean> {
  const { db } = rooms.database;
  const keys = guessKeys(rooms, guessed);
  const now = rooms.clock();
  const failures = await countOne(db, keys.failures, now, FAILURES_REMEMBERED);
  const free = FREE_FAILURES[guessed.what];
  if (failures < free) return false;
  const wait = Math.min(FIRST_WAIT * 2 ** Math.min(failures - free, 10), LONGEST_WAIT);
  await putMark(db, keys.wait, now + wait);
  return failures === free;
}

/** Forgets the failures once the right answer was given. */
export async function forgetFailures(rooms: Rooms, guessed: Guessed): Promise<void> {
  const keys = guessKeys(rooms, guessed);
  await deleteCounters(rooms.database.db, [keys.failures, keys.wait]);
}
