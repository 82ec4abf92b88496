// Blind indexes: values the database can group and match by without knowing them.
import { expand } from "./expand.ts";
import { hmacSha256 } from "./hmac.ts";
import { INFOS } from "./infos.ts";

/** The months a picture can lie in. Clamp before asking: outside, a month could not be mapped back. */
export const FIRST_YEAR = 1826;
export const LAST_YEAR = 2100;

const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/;

/** The index of a month such as "2026-11", 32 bytes. Throws RangeError outside 1826-01..2100-12. */
export function monthIndex(indexKey: Uint8Array, month: string): Buffer {
  const year = Number(MONTH.exec(month)?.[1]);
  if (!(year >= FIRST_YEAR && year <= LAST_YEAR))
    throw new RangeError("not a month between 1826-01 and 2100-12");
  return hmacSha256(monthKey(indexKey), month);
}

/** The index of a file's content by its SHA-256 (32 bytes), 32 bytes. */
export function contentIndex(indexKey: Uint8Array, sha256: Uint8Array): Buffer {
  if (sha256.length !== 32) throw new RangeError("a SHA-256 has 32 bytes");
  return hmacSha256(expand(indexKey, INFOS["index/content"], 32), sha256);
}

/** Every month by its index in lower-case hex: 3300 entries, a few milliseconds. Keep it only while unlocked. */
export function monthsByIndex(indexKey: Uint8Array): Map<string, string> {
  const key = monthKey(indexKey);
  const months = new Map<string, string>();
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year += 1) {
    for (let number = 1; number <= 12; number += 1) {
      const month = `${year}-${String(number).padStart(2, "0")}`;
      months.set(hmacSha256(key, month).toString("hex"), month);
    }
  }
  return months;
}

function monthKey(indexKey: Uint8Array): Buffer {
  return expand(indexKey, INFOS["index/month"], 32);
}
