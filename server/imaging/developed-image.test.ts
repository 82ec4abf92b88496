import assert from "node:assert/strict";
import { test } from "node:test";
import { exifStructure } from "../../tests/support/make-images/exif-structure.ts";
import { plainJpeg } from "../../tests/support/make-images/jpeg-file.ts";
import { plainPng } from "../../tests/support/make-images/png-file.ts";
import {
  animatedWebp,
  EXIF,
  extended,
  joinRiff,
  pictureOf,
  plainWebp,
  riff,
} from "../../tests/support/make-images/webp-file.ts";
import { cleanImage } from "./clean-image.ts";
import { ProtocolBroken } from "./decoder-frames.ts";
import { checkDeveloped } from "./developed-image.ts";
import { defaultImageLimits } from "./image-limits.ts";

const wide = cleanImage(plainPng({ width: 2100, height: 4 }), defaultImageLimits);
const view = await plainWebp({ width: 2000, height: 4 });
const thumb = await plainWebp({ width: 512, height: 1 });
const hash = Buffer.alloc(21, 7);
const check = (...buffers: readonly Buffer[]) => checkDeveloped(wide, { header: {}, buffers });

test("what was asked for is taken, to the pixel that rounding may cost", async () => {
  const developed = check(view, thumb, hash);
  assert.deepEqual([developed.view?.bytes, developed.thumb.bytes], [view, thumb]);
  assert.deepEqual([developed.width, developed.height, developed.viewFormat], [2100, 4, "webp"]);
  assert.equal(check(await plainWebp({ width: 1999, height: 3 }), thumb, hash).view?.width, 1999);
});

test("anything else is a lie, and none of it is kept", async () => {
  const withExif = joinRiff([
    extended(EXIF, 2000, 4),
    ...pictureOf(view),
    riff("EXIF", exifStructure({ main: { 0x0112: { short: 6 } } })),
  ]);
  for (const [lie, buffers] of Object.entries({
    nothing: [],
    "no ThumbHash": [view, thumb],
    "no view": [Buffer.alloc(0), thumb, hash],
    "no thumbnail": [view, Buffer.alloc(0), hash],
    "a view of the thumbnail's size": [thumb, thumb, hash],
    "a thumbnail of the view's size": [view, view, hash],
    "a view two pixels short": [await plainWebp({ width: 1998, height: 4 }), thumb, hash],
    "a view that is too large": [await plainWebp({ width: 2100, height: 4 }), thumb, hash],
    "a view on its side": [await plainWebp({ width: 4, height: 2000 }), thumb, hash],
    "a view that is turned by a tag": [withExif, thumb, hash],
    "a view that moves": [await animatedWebp(), thumb, hash],
    "a PNG": [plainPng({ width: 2000, height: 4 }), thumb, hash],
    "a JPEG": [await plainJpeg({ width: 2000, height: 4 }), thumb, hash],
    "no picture": [Buffer.from("<html>"), thumb, hash],
    "a view with a tail": [Buffer.concat([view, Buffer.from("tail")]), thumb, hash],
    "a short ThumbHash": [view, thumb, Buffer.alloc(4)],
    "a long ThumbHash": [view, thumb, Buffer.alloc(26)],
  })) {
    assert.throws(() => check(...buffers), ProtocolBroken, lie);
  }
});

test("a view for a picture that is its own view was not asked for", async () => {
  const small = cleanImage(plainPng(), defaultImageLimits);
  const own = await plainWebp({ width: 40, height: 24 });
  assert.equal(checkDeveloped(small, { header: {}, buffers: [Buffer.alloc(0), own, hash] }).view, null);
  assert.throws(() => checkDeveloped(small, { header: {}, buffers: [own, own, hash] }), ProtocolBroken);
});
