// JPEG files taken apart and put together: segments of any kind in any place.

import sharp from "sharp";

export interface Segment {
  readonly marker: number;
  readonly body: Buffer;
  /** Entropy-coded bytes behind a scan header. */
  readonly entropy: Buffer;
}

const NONE = Buffer.alloc(0);

/** A picture with detail everywhere: no two parts of it look alike, so a turn or a swap shows. */
export function pixelsOf(width: number, height: number, channels: number): Buffer {
  const pixels = Buffer.alloc(width * height * channels);
  for (let i = 0; i < pixels.length; i++) {
    const place = Math.floor(i / channels);
    const [x, y, channel] = [place % width, Math.floor(place / width), i % channels];
    pixels[i] = (x * 3 + y * 5 + channel * 80 + ((x * y) >> 4)) & 255;
  }
  return pixels;
}

export interface JpegChoices {
  readonly width?: number;
  readonly height?: number;
  readonly progressive?: boolean;
  readonly space?: "rgb" | "grey" | "cmyk";
}

/** A JPEG file without metadata, by default 96 by 64 pixels, baseline, colour. */
export async function plainJpeg(choices: JpegChoices = {}): Promise<Buffer> {
  const { width = 96, height = 64, progressive = false, space = "rgb" } = choices;
  const channels = space === "grey" ? 1 : 3;
  let image = sharp(pixelsOf(width, height, channels), { raw: { width, height, channels } });
  if (space === "grey") image = image.toColourspace("b-w");
  if (space === "cmyk") image = image.toColourspace("cmyk");
  const file = await image.jpeg({ quality: 85, progressive }).toBuffer();
  // A CMYK file comes with a profile of the encoder's; here it would be in the way.
  return joinSegments(splitSegments(file).filter(({ marker }) => marker !== 0xe2));
}

/** The segments between the start and the end of the image. Only for files that are sound. */
export function splitSegments(file: Buffer): Segment[] {
  const segments: Segment[] = [];
  for (let at = 2; file[at + 1] !== 0xd9; ) {
    const end = at + 2 + file.readUInt16BE(at + 2);
    let next = end;
    if (file[at + 1] === 0xda) {
      const isMarker = (code: number) => code !== 0 && (code < 0xd0 || code > 0xd7);
      while (file[next] !== 0xff || !isMarker(file[next + 1]!)) next++;
    }
    segments.push({
      marker: file[at + 1]!,
      body: file.subarray(at + 4, end),
      entropy: file.subarray(end, next),
    });
    at = next;
  }
  return segments;
}

export function segment(marker: number, body: Buffer | string): Segment {
  return { marker, body: typeof body === "string" ? Buffer.from(body, "latin1") : body, entropy: NONE };
}

/** A file of these segments, with `tail` behind its end. */
export function joinSegments(segments: readonly Segment[], tail: Buffer | string = NONE): Buffer {
  const parts = segments.flatMap(({ marker, body, entropy }) => {
    const length = body.length + 2;
    return [Buffer.from([0xff, marker, length >> 8, length & 255]), body, entropy];
  });
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    ...parts,
    Buffer.from([0xff, 0xd9]),
    typeof tail === "string" ? Buffer.from(tail, "latin1") : tail,
  ]);
}

/** `file` with segments put in before its first one, and `tail` behind its end. */
export function withSegments(file: Buffer, added: readonly Segment[], tail: Buffer | string = NONE): Buffer {
  return joinSegments([...added, ...splitSegments(file)], tail);
}

export function exifSegment(structure: Buffer): Segment {
  return segment(0xe1, Buffer.concat([Buffer.from("Exif\0\0", "latin1"), structure]));
}

/** The APP2 segments of a profile, split into parts of `partBytes`. */
export function profileSegments(profile: Buffer, partBytes = 60_000): Segment[] {
  const count = Math.ceil(profile.length / partBytes);
  return Array.from({ length: count }, (_, i) =>
    segment(
      0xe2,
      Buffer.concat([
        Buffer.from("ICC_PROFILE\0", "latin1"),
        Buffer.from([i + 1, count]),
        profile.subarray(i * partBytes, (i + 1) * partBytes),
      ]),
    ),
  );
}
