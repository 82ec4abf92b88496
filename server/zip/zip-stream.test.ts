import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { readZip } from "../../tests/support/read-zip.ts";
import { checksumOf, type ZipEntry, zipStream } from "./zip-stream.ts";

async function entryOf(
  path: string,
  content: Uint8Array,
  modifiedAt = "2024-06-01T18:30:42",
): Promise<ZipEntry> {
  return { path, modifiedAt, content: () => [content], ...(await checksumOf([content])) };
}

async function whole(entries: Iterable<ZipEntry> | AsyncIterable<ZipEntry>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of zipStream(entries)) pieces.push(piece);
  return Buffer.concat(pieces);
}

test("what goes in comes out, whatever its bytes and its number", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), async (contents) => {
      const entries = await Promise.all(contents.map((content, at) => entryOf(`f/${at}.bin`, content)));
      const read = readZip(await whole(entries));
      assert.deepEqual(
        read.map(({ path, content }) => [path, Buffer.from(content)]),
        contents.map((content, at) => [`f/${at}.bin`, Buffer.from(content)]),
      );
    }),
    { numRuns: 50 },
  );
});

test("another program reads it: names of any script, times, an empty file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "safelight-zip-"));
  try {
    const entries = await Promise.all([
      entryOf("pictures/2024-06/Жар-птица 🏔.jpg", Buffer.from("one")),
      entryOf("pictures/empty.png", Buffer.alloc(0), "1970-01-01T00:00:00"),
    ]);
    const file = join(folder, "a.zip");
    writeFileSync(file, await whole(entries));
    const env = { PATH: "/usr/bin:/bin", LC_ALL: "C.UTF-8" };
    const unzip = (...args: string[]) => execFileSync("unzip", args, { encoding: "utf8", env });
    assert.match(unzip("-t", file), /No errors detected/);
    const listed = unzip("-ZT", file).split("\n").slice(2, 4);
    assert.match(
      listed[0] ?? "",
      /^-rw-------.* 3 b. stor 20240601\.183042 pictures\/2024-06\/Жар-птица 🏔\.jpg$/,
    );
    assert.match(listed[1] ?? "", / 0 b. stor 19800101\.000000 pictures\/empty\.png$/);
    assert.equal(unzip("-p", file, "pictures/2024-06/*"), "one");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("more entries than a plain archive can number are counted in ZIP64", async () => {
  const empty = await entryOf("", Buffer.alloc(0));
  const entries = Array.from({ length: 65_535 }, (_, at) => ({ ...empty, path: `${at}` }));
  const read = readZip(await whole(entries));
  assert.equal(read.length, 65_535);
  assert.equal(read.at(-1)?.path, "65534");
});

test("an entry of over 4 GiB, and what lies behind it, have their numbers in ZIP64", async () => {
  const size = 2 ** 32 + 5;
  const piece = Buffer.alloc(8 * 1024 * 1024);
  function* zeros() {
    for (let left = size; left > 0; left -= piece.length)
      yield left < piece.length ? piece.subarray(0, left) : piece;
  }
  const entries: ZipEntry[] = [
    { path: "large", modifiedAt: "2024-06-01T00:00:00", sizeBytes: size, checksum: 0, content: zeros },
    await entryOf("behind", Buffer.from("x")),
  ];
  // Only headers are kept: the zeros in between are counted.
  let position = 0;
  const kept: { at: number; bytes: Uint8Array }[] = [];
  for await (const bytes of zipStream(entries)) {
    if (bytes !== piece && bytes.length > 20 && bytes.length < 1000) kept.push({ at: position, bytes });
    position += bytes.length;
  }
  const local = Buffer.from(kept[0]!.bytes);
  assert.equal(local.readUInt32LE(18), 0xffff_ffff);
  assert.equal(local.readBigUInt64LE(local.length - 16), BigInt(size));
  const headers = kept.filter(({ bytes }) => Buffer.from(bytes).readUInt32LE(0) === 0x02014b50);
  const far = Buffer.from(headers[1]!.bytes);
  assert.equal(far.readUInt32LE(42), 0xffff_ffff);
  const behind = kept.find(({ bytes, at }) => at > 0 && Buffer.from(bytes).readUInt32LE(0) === 0x04034b50);
  assert.equal(far.readBigUInt64LE(far.length - 8), BigInt(behind!.at));
  const end = Buffer.from(kept.at(-1)!.bytes);
  assert.equal(end.readUInt32LE(0), 0x06064b50);
  assert.equal(end.readBigUInt64LE(48), BigInt(headers[0]!.at));
});

test("an entry with other bytes than it said ends the archive in an error", async () => {
  const entry = { ...(await entryOf("a", Buffer.from("abc"))), sizeBytes: 4 };
  await assert.rejects(whole([entry]), /another size/);
});
