// ICC profiles as other people's software writes them: version 2, sampled or plain gamma curves, and
// now and then a private tag. None of them is byte for byte one of ours.

type Triple = readonly [number, number, number];

export interface ProfileChoices {
  readonly space?: "RGB " | "GRAY" | "CMYK";
  /** Red, green, blue as XYZ at D50. */
  readonly colorants?: readonly [Triple, Triple, Triple];
  /** Linear light for an encoded value, both 0 to 1. */
  readonly curve?: (x: number) => number;
  /** More tags, written as they are. */
  readonly tags?: readonly (readonly [string, Buffer])[];
}

export const srgbCurve = (x: number) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
export const SRGB: readonly [Triple, Triple, Triple] = [
  [0.4361, 0.2225, 0.0139],
  [0.3851, 0.7169, 0.0971],
  [0.1431, 0.0606, 0.7141],
];
export const DISPLAY_P3: readonly [Triple, Triple, Triple] = [
  [0.5151, 0.2412, -0.001],
  [0.292, 0.6922, 0.0419],
  [0.1571, 0.0666, 0.7841],
];
export const ADOBE_RGB: readonly [Triple, Triple, Triple] = [
  [0.6097, 0.3111, 0.0195],
  [0.2053, 0.6257, 0.0609],
  [0.1492, 0.0632, 0.7446],
];
/** ProPhoto RGB: wide, and none of the spaces we know. */
export const PRO_PHOTO: readonly [Triple, Triple, Triple] = [
  [0.7977, 0.288, 0],
  [0.1352, 0.7119, 0],
  [0.0313, 0.0001, 0.8249],
];

const fixed = (values: readonly number[]) => {
  const out = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => out.writeInt32BE(Math.round(value * 65_536), 4 * i));
  return out;
};
const tag = (type: string, body: Buffer) => Buffer.concat([Buffer.from(`${type}\0\0\0\0`, "latin1"), body]);

function sampled(curve: (x: number) => number): Buffer {
  const samples = Buffer.alloc(4 + 2 * 1024);
  samples.writeUInt32BE(1024, 0);
  for (let i = 0; i < 1024; i++) samples.writeUInt16BE(Math.round(curve(i / 1023) * 65_535), 4 + 2 * i);
  return tag("curv", samples);
}

/** A version 2 profile; without choices it is sRGB with sampled curves. */
export function strangersProfile(choices: ProfileChoices = {}): Buffer {
  const { space = "RGB ", colorants = SRGB, curve = srgbCurve, tags = [] } = choices;
  const description = Buffer.alloc(4 + 6 + 4 + 4 + 2 + 1 + 67);
  description.writeUInt32BE(6, 0);
  description.write("named\0", 4, "latin1");
  const shape: (readonly [string, Buffer])[] =
    space === "RGB "
      ? [
          ...colorants.map((xyz, i) => [`${"rgb"[i]}XYZ`, tag("XYZ ", fixed(xyz))] as const),
          ...["rTRC", "gTRC", "bTRC"].map((name) => [name, sampled(curve)] as const),
        ]
      : space === "GRAY"
        ? [["kTRC", sampled(curve)]]
        : [];
  const all: (readonly [string, Buffer])[] = [
    ["desc", tag("desc", description)],
    ["cprt", tag("text", Buffer.from("a stranger\0", "latin1"))],
    ["wtpt", tag("XYZ ", fixed([0.9642, 1, 0.8249]))],
    ...shape,
    ...tags,
  ];
  const header = Buffer.alloc(132 + 12 * all.length);
  const bodies: Buffer[] = [];
  let at = header.length;
  all.forEach(([name, body], i) => {
    header.write(name, 132 + 12 * i, "latin1");
    header.writeUInt32BE(at, 136 + 12 * i);
    header.writeUInt32BE(body.length, 140 + 12 * i);
    const padded = Buffer.concat([body, Buffer.alloc(-body.length & 3)]);
    bodies.push(padded);
    at += padded.length;
  });
  header.writeUInt32BE(at, 0);
  header.writeUInt32BE(0x02400000, 8);
  header.write(`mntr${space}${space === "CMYK" ? "Lab " : "XYZ "}`, 12, "latin1");
  header.writeUInt16BE(2020, 24);
  header.writeUInt16BE(1, 26);
  header.writeUInt16BE(1, 28);
  header.write("acsp", 36, "latin1");
  fixed([0.9642, 1, 0.8249]).copy(header, 68);
  header.writeUInt32BE(all.length, 128);
  return Buffer.concat([header, ...bodies]);
}
