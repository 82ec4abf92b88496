// Paths inside an archive that every system can unpack, and that lead nowhere else: whatever a picture is called.

const MAX_BYTES = 180;
const NEVER = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;
/** What Windows refuses in names, "/" and "\" among them. */
const FORBIDDEN = /[<>:"/\\|?*]/g;
/** Names of devices on Windows, with any extension. */
const DEVICES = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;

function cutAtBytes(text: string, maxBytes: number): string {
  let cut = "";
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    cut += character;
  }
  return cut;
}

function split(name: string): { stem: string; extension: string } {
  const extension = /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? "";
  return { stem: name.slice(0, name.length - extension.length), extension };
}

/** One part of a path: no separator, no control, no device, no dots alone, none at its ends. */
export function safeName(name: string): string {
  const plain = name.toWellFormed().normalize("NFC").replace(NEVER, "").replace(FORBIDDEN, "_");
  const { stem, extension } = split(plain.trim());
  const cut = cutAtBytes(stem, MAX_BYTES).replace(/^[\s.]+|[\s.]+$/g, "");
  const whole = `${cut === "" ? "_" : cut}${extension}`;
  return DEVICES.test(whole) ? `_${whole}` : whole;
}

/**
 * Gives each name a path of its own in its folder, also where capital letters do not count: the second `a.jpg`
 * becomes `a (2).jpg`. Folders are taken as they are.
 */
export function entryNames(): (folder: string, name: string) => string {
  const taken = new Set<string>();
  const next = new Map<string, number>();
  return (folder, name) => {
    const safe = safeName(name);
    const { stem, extension } = split(safe);
    const first = `${folder}/${safe}`;
    const key = first.toLowerCase().normalize("NFKC");
    let path = first;
    let number = next.get(key) ?? 2;
    while (taken.has(path.toLowerCase().normalize("NFKC"))) {
      path = `${folder}/${stem} (${number})${extension}`;
      number += 1;
    }
    next.set(key, number);
    taken.add(path.toLowerCase().normalize("NFKC"));
    return path;
  };
}
