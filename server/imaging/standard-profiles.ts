// The ICC profiles that we put into files ourselves: version 4 matrix profiles of about half a
// kilobyte, the same bytes every time. Layout: ICC.1:2022, clauses 7 to 10.

export type KnownSpace = "srgb" | "display-p3" | "adobe-rgb" | "grey-srgb" | "grey-2.2";
type Triple = readonly [number, number, number];
export type TransferCurve = "srgb" | "gamma-2.2";

/** Red, green and blue primaries as XYZ, adapted to D50 as profiles hold them. */
export const COLORANTS: Readonly<
  Record<"srgb" | "display-p3" | "adobe-rgb", readonly [Triple, Triple, Triple]>
> = {
  srgb: [
    [0.43607, 0.22249, 0.01392],
    [0.38515, 0.71687, 0.09708],
    [0.14307, 0.06061, 0.7141],
  ],
  "display-p3": [
    [0.51512, 0.2412, -0.00105],
    [0.29198, 0.69225, 0.04189],
    [0.1571, 0.06657, 0.78407],
  ],
  "adobe-rgb": [
    [0.60974, 0.31111, 0.01947],
    [0.20528, 0.62567, 0.06087],
    [0.14919, 0.06322, 0.74457],
  ],
};
const D50: Triple = [0.9642, 1, 0.8249];
/** Bradford, D65 to D50. */
const ADAPTATION = [1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01708, -0.00925, 0.01508, 0.75168];
const HEADER_BYTES = 128;

function fixed(values: readonly number[]): Buffer {
  const out = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => out.writeInt32BE(Math.round(value * 65_536), 4 * i));
  return out;
}

function element(type: string, body: Buffer): Buffer {
  const padding = -body.length & 3;
  return Buffer.concat([Buffer.from(`${type}\0\0\0\0`, "latin1"), body, Buffer.alloc(padding)]);
}

function words(text: string): Buffer {
  const head = Buffer.alloc(20);
  head.writeUInt32BE(1, 0);
  head.writeUInt32BE(12, 4);
  head.write("enUS", 8, "latin1");
  head.writeUInt32BE(2 * text.length, 12);
  head.writeUInt32BE(28, 16);
  return element("mluc", Buffer.concat([head, Buffer.from(text, "utf16le").swap16()]));
}

function curve(name: TransferCurve): Buffer {
  const kind = Buffer.from([0, name === "srgb" ? 3 : 0, 0, 0]);
  const parameters = name === "srgb" ? [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045] : [563 / 256];
  return element("para", Buffer.concat([kind, fixed(parameters)]));
}

function assemble(space: "RGB " | "GRAY", tags: readonly (readonly [string, Buffer])[]): Buffer {
  const table = Buffer.alloc(4 + 12 * tags.length);
  table.writeUInt32BE(tags.length, 0);
  const elements: Buffer[] = [];
  const offsets = new Map<Buffer, number>();
  let at = HEADER_BYTES + table.length;
  tags.forEach(([name, value], i) => {
    // The three channels share one curve: its bytes are there once.
    if (!offsets.has(value)) {
      offsets.set(value, at);
      elements.push(value);
      at += value.length;
    }
    table.write(name, 4 + 12 * i, "latin1");
    table.writeUInt32BE(offsets.get(value)!, 8 + 12 * i);
    table.writeUInt32BE(value.length, 12 + 12 * i);
  });
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(at, 0);
  header.writeUInt32BE(0x04300000, 8);
  header.write(`mntr${space}XYZ `, 12, "latin1");
  header.writeUInt16BE(2026, 24);
  header.writeUInt16BE(1, 26);
  header.writeUInt16BE(1, 28);
  header.write("acsp", 36, "latin1");
  fixed(D50).copy(header, 68);
  return Buffer.concat([header, table, ...elements]);
}

function rgbProfile(
  title: string,
  colorants: readonly [Triple, Triple, Triple],
  transfer: TransferCurve,
): Buffer {
  const shared = curve(transfer);
  return assemble("RGB ", [
    ["desc", words(title)],
    ["cprt", words("CC0")],
    ["wtpt", element("XYZ ", fixed(D50))],
    ["chad", element("sf32", fixed(ADAPTATION))],
    ["rXYZ", element("XYZ ", fixed(colorants[0]))],
    ["gXYZ", element("XYZ ", fixed(colorants[1]))],
    ["bXYZ", element("XYZ ", fixed(colorants[2]))],
    ["rTRC", shared],
    ["gTRC", shared],
    ["bTRC", shared],
  ]);
}

function greyProfile(title: string, transfer: TransferCurve): Buffer {
  return assemble("GRAY", [
    ["desc", words(title)],
    ["cprt", words("CC0")],
    ["wtpt", element("XYZ ", fixed(D50))],
    ["chad", element("sf32", fixed(ADAPTATION))],
    ["kTRC", curve(transfer)],
  ]);
}

const PROFILES: Readonly<Record<KnownSpace, Buffer>> = {
  srgb: rgbProfile("sRGB", COLORANTS.srgb, "srgb"),
  "display-p3": rgbProfile("Display P3", COLORANTS["display-p3"], "srgb"),
  "adobe-rgb": rgbProfile("Adobe RGB", COLORANTS["adobe-rgb"], "gamma-2.2"),
  "grey-srgb": greyProfile("Grey (sRGB curve)", "srgb"),
  "grey-2.2": greyProfile("Grey (gamma 2.2)", "gamma-2.2"),
};

/** Our own profile of a space. Shared: do not write to it. */
export function standardProfile(space: KnownSpace): Buffer {
  return PROFILES[space];
}
