export const LOWER_BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
export const CROCKFORD_BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Five bits a letter, high bits first; the last letter's unused low bits are zero. */
export function encodeBase32(bytes: Uint8Array, alphabet: string): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(held >> bits) & 31]!;
    }
  }
  return bits > 0 ? text + alphabet[(held << (5 - bits)) & 31]! : text;
}

/** The bytes, or null for a foreign letter, or for unused bits that are not zero (one spelling only). */
export function decodeBase32(text: string, alphabet: string): Buffer | null {
  const bytes = Buffer.alloc(Math.floor((text.length * 5) / 8));
  let at = 0;
  let bits = 0;
  let held = 0;
  for (const letter of text) {
    const value = alphabet.indexOf(letter);
    if (value < 0) return null;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[at] = (held >> bits) & 0xff;
      at += 1;
    }
  }
  return bits < 5 && (held & ((1 << bits) - 1)) === 0 ? bytes : null;
}
