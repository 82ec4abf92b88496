"use strict";
// Brings pixels of the two wide spaces that cameras and phones write to sRGB, in place. The container reader has
// recognised the profile, so the numbers are known; the general colour engine takes seven times as long.

const TABLE = 16_384;

const fromSrgb = (x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
const toSrgb = (x) => (x <= 0.003_130_8 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055);

/** Linear light of the space to linear light of sRGB (both D65), by rows. */
const spaces = {
  "display-p3": {
    decode: fromSrgb,
    matrix: [
      1.224_940_1, -0.224_940_4, 0, -0.042_056_9, 1.042_057_1, 0, -0.019_637_6, -0.078_636_1, 1.098_273_5,
    ],
  },
  "adobe-rgb": {
    decode: (x) => x ** (563 / 256),
    matrix: [1.398_355_7, -0.398_355_7, 0, 0, 1, 0, 0, -0.042_929, 1.042_929],
  },
};

const encoded = Uint8Array.from({ length: TABLE + 1 }, (_, i) => Math.round(255 * toSrgb(i / TABLE)));

/** Linear light, in steps of the table, to the eight bits of sRGB; what sRGB cannot show is cut off. */
const encode = (steps) => encoded[steps < 0 ? 0 : steps > TABLE ? TABLE : (steps + 0.5) | 0];

/** The spaces that toSrgbInPlace knows; sRGB itself needs nothing. */
const needsNoColourEngine = (colour) => colour === "srgb" || Object.hasOwn(spaces, colour);

/** Converts interleaved eight-bit RGB or RGBA in `data`. */
function toSrgbInPlace(data, channels, colour) {
  const space = spaces[colour];
  if (space === undefined) return;
  const light = Float32Array.from({ length: 256 }, (_, i) => TABLE * space.decode(i / 255));
  const [rr, rg, rb, gr, gg, gb, br, bg, bb] = space.matrix;
  for (let at = 0; at + 2 < data.length; at += channels) {
    const r = light[data[at]];
    const g = light[data[at + 1]];
    const b = light[data[at + 2]];
    data[at] = encode(rr * r + rg * g + rb * b);
    data[at + 1] = encode(gr * r + gg * g + gb * b);
    data[at + 2] = encode(br * r + bg * g + bb * b);
  }
}

module.exports = { needsNoColourEngine, toSrgbInPlace };
