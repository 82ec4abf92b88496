import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { readZip } from "../../tests/support/read-zip.ts";
import { type ArchiveEntry, zipArchive } from "./zip-archive.ts";
import { zipStream } from "./zip-stream.ts";

function entryOf(path: string, content: Buffer, opened: string[] = []): ArchiveEntry {
  return {
    path,
    sizeBytes: content.length,
    modifiedAt: "2024-06-01T18:30:42",
    checksum: async () => crc32(content),
    async *read(start, end) {
      opened.push(path);
      yield content.subarray(start, end);
    },
  };
}

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

test("the size is known beforehand, and every range is that part of the whole", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 6 }),
      fc.nat(),
      fc.nat(),
      async (contents, a, b) => {
        const archive = zipArchive(contents.map((content, n) => entryOf(`f/${n}.bin`, Buffer.from(content))));
        const whole = await collect(archive.read(0, archive.sizeBytes));
        assert.equal(whole.length, archive.sizeBytes);
        assert.deepEqual(
          readZip(whole).map(({ content }) => Buffer.from(content)),
          contents.map((content) => Buffer.from(content)),
        );
        const [start = 0, end = 0] = [a % (whole.length + 1), b % (whole.length + 1)].sort((x, y) => x - y);
        assert.deepEqual(await collect(archive.read(start, end)), whole.subarray(start, end));
      },
    ),
    { numRuns: 150 },
  );
});

test("it is byte for byte what the stream of the same entries is", async () => {
  const contents = ["one", "", "three"].map((text) => Buffer.from(text));
  const archive = zipArchive(contents.map((content, n) => entryOf(`f/${n}`, content)));
  const streamed = zipStream(
    contents.map((content, n) => ({
      path: `f/${n}`,
      sizeBytes: content.length,
      checksum: crc32(content),
      modifiedAt: "2024-06-01T18:30:42",
      content: () => [content],
    })),
  );
  assert.deepEqual(await collect(archive.read(0, archive.sizeBytes)), await collect(streamed));
});

test("a range opens the entries that lie in it, and no other", async () => {
  const opened: string[] = [];
  const archive = zipArchive(
    ["a", "b", "c", "d"].map((path) => entryOf(path, Buffer.alloc(1000, path), opened)),
  );
  await collect(archive.read(1500, 2500));
  assert.deepEqual(opened, ["b", "c"]);
  opened.length = 0;
  await collect(archive.read(archive.sizeBytes - 22, archive.sizeBytes));
  assert.deepEqual(opened, []);
});

test("an entry of over 4 GiB, and what lies behind it, are found by their places", async () => {
  const size = 2 ** 32 + 5;
  const large: ArchiveEntry = {
    path: "large",
    sizeBytes: size,
    modifiedAt: "2024-06-01T00:00:00",
    checksum: async () => 7,
    async *read(start, end) {
      yield Buffer.alloc(end - start);
    },
  };
  const archive = zipArchive([large, entryOf("behind", Buffer.from("x"))]);
  const local = 30 + 5 + 20;
  const behind = local + size;
  const header = await collect(archive.read(behind, behind + 37));
  assert.equal(header.readUInt32LE(0), 0x04034b50);
  assert.equal(header.subarray(30).toString(), "behindx");
  const end = await collect(archive.read(archive.sizeBytes - 98, archive.sizeBytes));
  assert.equal(end.readUInt32LE(0), 0x06064b50);
  const directory = Number(end.readBigUInt64LE(48));
  const central = await collect(archive.read(directory, directory + 46 + 5 + 20 + 46));
  assert.equal(central.readBigUInt64LE(46 + 5 + 4), BigInt(size));
  assert.equal(central.subarray(71).readUInt32LE(42), 0xffff_ffff);
});

test("another program reads it, names of any script among them", async () => {
  const folder = mkdtempSync(join(tmpdir(), "safelight-zip-"));
  try {
    const archive = zipArchive([
      entryOf("p/Жар-птица 🏔.jpg", Buffer.from("one")),
      entryOf("p/b", Buffer.alloc(0)),
    ]);
    const file = join(folder, "a.zip");
    writeFileSync(file, await collect(archive.read(0, archive.sizeBytes)));
    const env = { PATH: "/usr/bin:/bin", LC_ALL: "C.UTF-8" };
    assert.match(execFileSync("unzip", ["-t", file], { encoding: "utf8", env }), /No errors detected/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("an entry that gives fewer bytes than it said ends the archive in an error", async () => {
  const short: ArchiveEntry = { ...entryOf("a", Buffer.from("abc")), sizeBytes: 4 };
  const archive = zipArchive([short]);
  await assert.rejects(collect(archive.read(0, archive.sizeBytes)), /another size/);
});
