// Reads ZIP archives as a program does that trusts nothing but the directory at their end; uncompressed entries only.

import { crc32 } from "node:zlib";

export interface ReadEntry {
  readonly path: string;
  readonly content: Buffer;
}

/** Every entry, in the order of the directory. Throws where header, directory and bytes do not agree. */
export function readZip(zip: Buffer): readonly ReadEntry[] {
  const end = zip.length - 22;
  if (zip.readUInt32LE(end) !== 0x06054b50) throw new Error("no end of archive");
  let count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  if (count === 0xffff || at === 0xffff_ffff) {
    if (zip.readUInt32LE(end - 20) !== 0x07064b50) throw new Error("no ZIP64 locator");
    const end64 = Number(zip.readBigUInt64LE(end - 12));
    if (zip.readUInt32LE(end64) !== 0x06064b50) throw new Error("no ZIP64 end of archive");
    count = Number(zip.readBigUInt64LE(end64 + 32));
    at = Number(zip.readBigUInt64LE(end64 + 48));
  }
  const entries: ReadEntry[] = [];
  for (let number = 0; number < count; number += 1) {
    if (zip.readUInt32LE(at) !== 0x02014b50) throw new Error(`no directory entry ${number}`);
    const checksum = zip.readUInt32LE(at + 16);
    const size = zip.readUInt32LE(at + 24);
    const nameLength = zip.readUInt16LE(at + 28);
    const path = zip.toString("utf8", at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    if (zip.readUInt32LE(local) !== 0x04034b50) throw new Error(`no header for ${path}`);
    if (zip.readUInt32LE(local + 14) !== checksum || zip.readUInt32LE(local + 22) !== size) {
      throw new Error(`header and directory differ for ${path}`);
    }
    const localName = zip.readUInt16LE(local + 26);
    if (zip.toString("utf8", local + 30, local + 30 + localName) !== path) throw new Error("two names");
    const start = local + 30 + localName + zip.readUInt16LE(local + 28);
    const content = zip.subarray(start, start + size);
    if (crc32(content) !== checksum) throw new Error(`the bytes of ${path} are not what was said`);
    entries.push({ path, content });
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}
