"use strict";
// One picture in, a view, a thumbnail and a ThumbHash out. The picture is decoded once, to raw pixels at the
// size of the largest output, upright and in sRGB; everything else is made from those.

const { needsNoColourEngine, toSrgbInPlace } = require("./srgb.cjs");
const { pngFrames, webpFrames } = require("./lone-frames.cjs");

const sides = { view: 2000, thumb: 512, hash: 100, nothing: 32 };
const quality = { view: 80, thumb: 75 };
const effort = 2;
/** Share of equal neighbours above which a picture counts as drawn rather than photographed. */
const flatShare = 0.6;
/** The formats in which drawn pictures come. */
const mayBeFlat = new Set(["png", "gif"]);

class Undecodable extends Error {}
/** The coded data ends before the picture does. */
class Truncated extends Error {}

const fit = (side) => [side, side, { fit: "inside", withoutEnlargement: true }];

const toRaw = async (pipeline) => {
  const { data, info } = await pipeline.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
  return { data, raw: { width: info.width, height: info.height, channels: info.channels } };
};

/** Looks at every eighth row: are most pixels the same as the one to their left? */
function isFlat({ data, raw: { width, height, channels } }) {
  let pairs = 0;
  let equal = 0;
  for (let y = 0; y < height; y += 8) {
    let at = y * width * channels;
    for (let x = 1; x < width; x++, at += channels) {
      let same = true;
      for (let c = 0; c < channels; c++) same = same && data[at + c] === data[at + c + channels];
      pairs++;
      if (same) equal++;
    }
  }
  return pairs > 0 && equal / pairs >= flatShare;
}

/**
 * Makes `develop(job, bytes)` around a loaded sharp.
 * Job: format, width, height (as stored), frames, animated, colour, wantsView.
 * Gives { buffers: [view, thumb, hash], view: [width, height] or null, thumb: [width, height] }.
 */
function developer(sharp, rgbaToThumbHash) {
  /** What libvips reads in the header must be what the container reader read, or one of them is being fooled. */
  async function checkHeader(job, bytes, open) {
    const seen = await sharp(bytes, open).metadata();
    // libvips shows the still picture of an animated PNG, and nothing of its frames.
    const framesSeen = job.format === "png" ? 1 : (seen.pages ?? 1);
    const isFormat = job.format === "avif" ? seen.compression === "av1" : seen.format === job.format;
    if (!isFormat || seen.width !== job.width || seen.height !== job.height) throw new Undecodable();
    if (framesSeen > job.frames) throw new Undecodable();
  }

  const decodeToNothing = (bytes, open) =>
    sharp(bytes, open)
      .resize(...fit(sides.nothing))
      .raw()
      .toBuffer();

  /** Decodes every frame of an animation and keeps none: a picture is sound when all of it is. */
  async function checkAllFrames(job, bytes, open) {
    if (job.format === "gif") {
      const limitInputPixels = job.width * job.height * job.frames;
      await decodeToNothing(bytes, { ...open, animated: true, limitInputPixels });
      return;
    }
    const frames = job.format === "webp" ? webpFrames(bytes) : pngFrames(bytes);
    for (const frame of frames) await decodeToNothing(frame, open);
  }

  async function encodeView(pixels, mayBeLossless) {
    const lossy = await sharp(pixels.data, { raw: pixels.raw })
      .webp({ quality: quality.view, effort })
      .toBuffer();
    if (!mayBeLossless || !isFlat(pixels)) return lossy;
    const lossless = await sharp(pixels.data, { raw: pixels.raw })
      .webp({ lossless: true, effort })
      .toBuffer();
    return lossless.length <= lossy.length ? lossless : lossy;
  }

  async function shrink(pixels, side) {
    if (pixels.raw.width <= side && pixels.raw.height <= side) return pixels;
    return toRaw(sharp(pixels.data, { raw: pixels.raw }).resize(...fit(side)));
  }

  /**
   * The picture as raw pixels. libjpeg fills what is missing of a JPEG with grey and only warns; it warns of harmless
   * things too (cameras leave stray bytes), so that after any other warning the picture is decoded as it is.
   */
  async function decode(job, bytes, open) {
    const side = job.wantsView ? sides.view : sides.thumb;
    const rawOf = (options) =>
      toRaw(
        sharp(bytes, options)
          .autoOrient()
          .resize(...fit(side))
          .toColourspace("srgb"),
      );
    if (job.format !== "jpeg") return rawOf(open);
    try {
      return await rawOf({ ...open, failOn: "warning" });
    } catch (error) {
      if (/premature end/i.test(error.message)) throw new Truncated();
      return rawOf(open);
    }
  }

  return async function develop(job, bytes) {
    const open = { failOn: "error", sequentialRead: true, limitInputPixels: job.width * job.height };
    await checkHeader(job, bytes, open);
    if (job.animated) await checkAllFrames(job, bytes, open);

    const ignoreIcc = needsNoColourEngine(job.colour);
    const pixels = await decode(job, bytes, { ...open, ignoreIcc });
    if (ignoreIcc) toSrgbInPlace(pixels.data, pixels.raw.channels, job.colour);
    const view = job.wantsView ? await encodeView(pixels, mayBeFlat.has(job.format)) : Buffer.alloc(0);
    const small = await shrink(pixels, sides.thumb);
    const thumb = await sharp(small.data, { raw: small.raw })
      .webp({ quality: quality.thumb, effort })
      .toBuffer();
    const tiny = await toRaw(
      sharp(small.data, { raw: small.raw })
        .resize(...fit(sides.hash))
        .ensureAlpha(),
    );
    const hash = Buffer.from(rgbaToThumbHash(tiny.raw.width, tiny.raw.height, tiny.data));
    const sizeOf = ({ raw }) => [raw.width, raw.height];
    return {
      buffers: [view, thumb, hash],
      view: job.wantsView ? sizeOf(pixels) : null,
      thumb: sizeOf(small),
    };
  };
}

module.exports = { developer, Truncated };
