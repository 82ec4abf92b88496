// Remembers, for an hour, the pictures that ended decoders, by a keyed hash that means nothing outside this
// process. Whoever has ended two is refused before it can end a third.

import { keyedHash } from "../crypto/keyed-hash.ts";
import { newKey } from "../crypto/random.ts";
import type { ImageRefusalCode } from "./image-refused.ts";

export interface DecoderKillers {
  /** The code under which these bytes are refused, or null when they have ended fewer than two decoders. */
  find(bytes: Buffer): ImageRefusalCode | null;
  /** These bytes have ended `count` decoders more. */
  record(bytes: Buffer, code: ImageRefusalCode, count: number): void;
}

const REMEMBERED_MS = 3_600_000;
const MOST_REMEMBERED = 1000;
const ENOUGH = 2;

/** `nowMs` is a clock that never goes back. */
export function rememberDecoderKillers(nowMs: () => number = () => performance.now()): DecoderKillers {
  const key = newKey();
  // In the order of their expiry: whoever is recorded again moves to the end.
  const killers = new Map<string, { kills: number; code: ImageRefusalCode; expiresAtMs: number }>();
  const nameOf = (bytes: Buffer): string => keyedHash(key, "decoder-killer", bytes).toString("base64");

  function forgetOld(): void {
    for (const [name, { expiresAtMs }] of killers) {
      if (expiresAtMs > nowMs() && killers.size <= MOST_REMEMBERED) return;
      killers.delete(name);
    }
  }

  return {
    find(bytes) {
      forgetOld();
      // Hashing costs milliseconds for a large picture; on most days there is nobody to recognise.
      if (killers.size === 0) return null;
      const known = killers.get(nameOf(bytes));
      return known !== undefined && known.kills >= ENOUGH ? known.code : null;
    },
    record(bytes, code, count) {
      const name = nameOf(bytes);
      const kills = (killers.get(name)?.kills ?? 0) + count;
      killers.delete(name);
      killers.set(name, { kills, code, expiresAtMs: nowMs() + REMEMBERED_MS });
      forgetOld();
    },
  };
}
