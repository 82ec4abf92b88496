import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import sharp from "sharp";
import type { Image } from "#contract/images.ts";
import { decodedPixels } from "../support/make-images/decoded-pixels.ts";
import { type Member, type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { hasCorpus, type ValidPicture, validPictures } from "../support/valid-pictures.ts";

// Every valid picture is accepted and comes back: the same pixels, upright, and nothing else of the file.

let app: MemoryApp;
let member: Member;
let pictures: readonly ValidPicture[];
before(async () => {
  app = await startMemoryApp();
  member = await app.member();
  pictures = await validPictures([".jpg", ".png", ".gif", ".webp"]);
});
after(() => app.close());

const rendition = async (id: string, which: string): Promise<Buffer> => {
  const reply = await member.client.get(`/api/images/${id}/renditions/${which}`);
  assert.equal(reply.status, 200, `${which}: ${reply.text.slice(0, 200)}`);
  return reply.bytes;
};

/** The bytes of Exif that a file carries beyond the orientation, found by an independent reader. */
async function leftovers(bytes: Buffer): Promise<string[]> {
  const { exif, xmp, iptc, comments, orientation } = await sharp(bytes).metadata();
  const found: string[] = [];
  // "Exif\0\0" and a TIFF of one entry: 32 bytes; in PNG and WebP the 26 alone.
  if (exif !== undefined && exif.length > 32) found.push(`exif of ${exif.length} bytes`);
  if (exif !== undefined && orientation === undefined) found.push("exif that is no orientation");
  if (xmp !== undefined) found.push("xmp");
  if (iptc !== undefined) found.push("iptc");
  if (comments !== undefined && comments.length > 0) found.push("comments");
  return found;
}

test("every valid picture comes back with identical decoded pixels, upright, without its metadata", async (t) => {
  if (!hasCorpus) t.diagnostic("../shared/corpus is absent: only the pictures drawn here are used");
  const limit = app.rooms.config.maxUploadBytes;
  let accepted = 0;
  for (const { name, bytes } of pictures) {
    if (bytes.length > limit) continue;
    await t.test(name, async () => {
      const reply = await member.client.upload(bytes, { name });
      assert.equal(reply.status, 201, reply.text);
      accepted += 1;
      const { image } = reply.body as { image: Image };
      const original = await rendition(image.id, "original");
      const before = await decodedPixels(bytes, "upright");
      const afterwards = await decodedPixels(original, "upright");
      assert.equal(afterwards.width, before.width);
      assert.equal(afterwards.height, before.height);
      assert.equal(afterwards.frames, before.frames);
      assert.ok(afterwards.pixels.equals(before.pixels), "the pixels differ");
      assert.deepEqual(await leftovers(original), []);
      assert.equal(image.width, before.width);
      assert.equal(image.height, before.height);
      for (const which of ["view", "thumb"]) {
        const { width, height, autoOrient } = await sharp(await rendition(image.id, which)).metadata();
        const shown = { width: autoOrient.width ?? width, height: autoOrient.height ?? height };
        assert.ok(
          Math.abs(shown.width / shown.height - before.width / before.height) < 0.2 ||
            Math.min(shown.width, shown.height) < 16,
          `${which} is ${shown.width}x${shown.height} of ${before.width}x${before.height}`,
        );
      }
    });
  }
  assert.ok(accepted >= 8, `${accepted} pictures were accepted`);
});

test("a drawn photograph's thumb shows the sky above the ground, however its camera was held", async () => {
  const { photographs } = await import("../support/photographs.ts");
  for (const photo of await photographs(8, { longSide: 900 })) {
    const reply = await member.client.upload(photo.bytes, { name: photo.name });
    assert.ok(reply.status === 201 || reply.status === 200, reply.text);
    const { image } = reply.body as { image: Image };
    const thumb = await rendition(image.id, "thumb");
    const { data, info } = await sharp(thumb).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const at = (row: number) => {
      const from = (row * info.width + Math.floor(info.width / 2)) * info.channels;
      return { green: data[from + 1] ?? 0, blue: data[from + 2] ?? 0 };
    };
    const top = at(Math.floor(info.height * 0.05));
    const bottom = at(Math.floor(info.height * 0.95));
    assert.ok(top.blue > top.green, `${photo.name} (orientation ${photo.orientation}): no sky on top`);
    assert.ok(
      bottom.green > bottom.blue,
      `${photo.name} (orientation ${photo.orientation}): no ground below`,
    );
  }
});
