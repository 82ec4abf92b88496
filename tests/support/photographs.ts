// Photographs for tests, made here so that a clone needs no picture files: a landscape with sensor noise, so
// that they weigh what camera files weigh, with the Exif a camera writes. The same number always gives the same
// photograph; each is drawn once and kept in .cache/photographs.

import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp, { type Exif, type Sharp } from "sharp";
import { seededRandom } from "./seeded-random.ts";

export interface Photograph {
  readonly name: string;
  readonly bytes: Buffer;
  /** As shown, after the orientation has been applied; the sky (blue) is at the top, the ground (green) below. */
  readonly width: number;
  readonly height: number;
  /** 1 to 8, as Exif numbers them. */
  readonly orientation: number;
  /** Local wall time, `2026-05-17T08:30:00`. */
  readonly takenAt: string;
  readonly place: { readonly latitude: number; readonly longitude: number } | null;
}

export interface PhotographSize {
  /** Of the longer side as shown. */
  readonly longSide: number;
}

const DRAWING = 1; // part of the cached name: raise it when the drawing changes
const cache = join(import.meta.dirname, "..", "..", ".cache", "photographs");

/**
 * Photograph `number` (0, 1, 2, …): its orientation runs through all eight, every third one is upright in shape,
 * every fourth has no place, and each was taken 36 hours before the previous one. 3000 pixels weigh about 1.4 MB.
 */
export async function photograph(
  number: number,
  { longSide }: PhotographSize = { longSide: 3000 },
): Promise<Photograph> {
  const shortSide = Math.round(longSide * 0.75);
  const isPortrait = number % 3 === 2;
  const facts = {
    name: `DSC_${String(4000 + number)}.JPG`,
    width: isPortrait ? shortSide : longSide,
    height: isPortrait ? longSide : shortSide,
    orientation: (number % 8) + 1,
    takenAt: new Date(Date.UTC(2026, 8, 20, 17, 5, 11) - number * 36 * 3_600_000).toISOString().slice(0, 19),
    place: number % 4 === 3 ? null : { latitude: 47 + (number % 40) / 10, longitude: 8.25 },
  };
  const kept = join(cache, `${DRAWING}-${number}-${longSide}.jpg`);
  if (existsSync(kept)) return { ...facts, bytes: await readFile(kept) };
  const bytes = await expose(facts, number);
  await mkdir(cache, { recursive: true });
  await writeFile(`${kept}.${process.pid}`, bytes);
  await rename(`${kept}.${process.pid}`, kept);
  return { ...facts, bytes };
}

/** The first `count` photographs. */
export async function photographs(count: number, size?: PhotographSize): Promise<readonly Photograph[]> {
  const all: Photograph[] = [];
  for (let number = 0; number < count; number++) all.push(await photograph(number, size));
  return all;
}

async function expose(facts: Omit<Photograph, "bytes">, number: number): Promise<Buffer> {
  const { width, height } = facts;
  const raw = { width, height, channels: 3 as const };
  const landscape = drawLandscape(seededRandom(number + 1));
  const pixels = await sharp(Buffer.from(landscape))
    .resize(width, height, { fit: "fill" })
    .removeAlpha()
    .raw()
    .toBuffer();
  addNoise(pixels, seededRandom(number + 1_000_000));
  const stored = await storeAsHeld(sharp(pixels, { raw }), facts.orientation);
  return stored
    .jpeg({ quality: 90 })
    .withMetadata({ orientation: facts.orientation })
    .withExifMerge(exifOf(facts))
    .toBuffer();
}

/** Sky, sun, hills and a path, on a square that is stretched to the frame. */
function drawLandscape(random: () => number): string {
  const hue = Math.round(195 + random() * 30);
  const hill = (top: number, light: number): string => {
    const points = Array.from({ length: 9 }, (_, i) => `${i * 125},${Math.round(top + random() * 110)}`);
    return `<polygon points="0,1000 ${points.join(" ")} 1000,1000" fill="hsl(${110 + random() * 25},45%,${light}%)"/>`;
  };
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="1000">
    <defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="hsl(${hue},75%,45%)"/>
    <stop offset="1" stop-color="hsl(${hue},60%,85%)"/></linearGradient></defs>
    <rect width="1000" height="1000" fill="url(#sky)"/>
    <circle cx="${100 + random() * 800}" cy="${150 + random() * 150}" r="${40 + random() * 50}" fill="#fff3c4"/>
    ${hill(480, 42)}${hill(600, 33)}${hill(740, 24)}
    <path d="M${300 + random() * 400} 1000 Q 500 850 ${400 + random() * 200} 760" stroke="#b99d6b" stroke-width="26" fill="none"/>
  </svg>`;
}

function addNoise(pixels: Buffer, random: () => number): void {
  const grain = Int8Array.from({ length: 65_521 }, () =>
    Math.round((random() + random() + random() - 1.5) * 14),
  );
  for (let i = 0, g = Math.floor(random() * grain.length); i < pixels.length; i++, g++) {
    if (g >= grain.length) g = Math.floor(random() * 1_000);
    pixels[i] = Math.min(255, Math.max(0, (pixels[i] ?? 0) + (grain[g] ?? 0)));
  }
}

/** Turns an upright picture into what the sensor of a camera held that way would have stored. */
async function storeAsHeld(upright: Sharp, orientation: number): Promise<Sharp> {
  const undo: Record<number, (picture: Sharp) => Sharp> = {
    2: (picture) => picture.flop(),
    3: (picture) => picture.rotate(180),
    4: (picture) => picture.flip(),
    5: (picture) => picture.rotate(270).flop(),
    6: (picture) => picture.rotate(270),
    7: (picture) => picture.rotate(90).flop(),
    8: (picture) => picture.rotate(90),
  };
  const turn = undo[orientation];
  if (turn === undefined) return upright;
  const { data, info } = await turn(upright).raw().toBuffer({ resolveWithObject: true });
  return sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } });
}

function exifOf({ takenAt, place }: Omit<Photograph, "bytes">): Exif {
  const exifTime = takenAt.replaceAll("-", ":").replace("T", " ");
  const degrees = (value: number): string => `${Math.floor(value)}/1 ${Math.round((value % 1) * 60)}/1 0/1`;
  return {
    IFD0: { Make: "Kamerawerk", Model: "K-1 Test", DateTime: exifTime },
    IFD2: { DateTimeOriginal: exifTime, OffsetTimeOriginal: "+02:00" },
    ...(place && {
      IFD3: {
        GPSLatitudeRef: "N",
        GPSLatitude: degrees(place.latitude),
        GPSLongitudeRef: "E",
        GPSLongitude: degrees(place.longitude),
      },
    }),
  };
}
