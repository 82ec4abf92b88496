// The parts of a JPEG that tell a decoder how to read the rest: frame, scan and table headers, each
// checked against ITU-T T.81 B.2 before it is written again.

import { refuse } from "./image-refused.ts";

export interface JpegComponent {
  readonly id: number;
  readonly horizontal: number;
  readonly vertical: number;
  /** Slot of its quantisation table. */
  readonly quantisation: number;
}

export interface JpegFrame {
  readonly width: number;
  readonly height: number;
  readonly progressive: boolean;
  readonly components: readonly JpegComponent[];
}

export interface JpegScan {
  readonly components: readonly JpegComponent[];
  /** Huffman tables that the scan names: class in the high nibble, slot in the low one. */
  readonly huffman: readonly number[];
}

const malformed = (reason: string): never => refuse("image.malformed", `JPEG: ${reason}`);

/** SOF0, SOF1 or SOF2, without marker and length. Throws ImageRefused. */
export function readFrame(marker: number, body: Buffer): JpegFrame {
  if (body.length < 6) malformed("short frame header");
  if (body[0] !== 8) refuse("image.unsupported", "JPEG: not 8 bits deep");
  const count = body[5]!;
  if (count !== 1 && count !== 3 && count !== 4) malformed(`${count} components`);
  if (body.length !== 6 + 3 * count) malformed("length of the frame header");
  const components: JpegComponent[] = [];
  for (let at = 6; at < body.length; at += 3) {
    const component = {
      id: body[at]!,
      horizontal: body[at + 1]! >> 4,
      vertical: body[at + 1]! & 15,
      quantisation: body[at + 2]!,
    };
    const { horizontal, vertical } = component;
    if (horizontal < 1 || horizontal > 4 || vertical < 1 || vertical > 4) malformed("sampling factors");
    if (component.quantisation > 3) malformed("quantisation slot");
    if (components.some((other) => other.id === component.id)) malformed("two components of one name");
    components.push(component);
  }
  return {
    height: body.readUInt16BE(1),
    width: body.readUInt16BE(3),
    progressive: marker === 0xc2,
    components,
  };
}

/** SOS, without marker and length. Throws ImageRefused. */
export function readScan(body: Buffer, frame: JpegFrame): JpegScan {
  const count = body[0] ?? 0;
  if (count < 1 || count > 4 || body.length !== 4 + 2 * count) malformed("length of a scan header");
  const components: JpegComponent[] = [];
  const tables = new Set<number>();
  const [start, end, approximation] = [
    body[body.length - 3]!,
    body[body.length - 2]!,
    body[body.length - 1]!,
  ];
  for (let at = 1; at <= 2 * count; at += 2) {
    const component = frame.components.find(({ id }) => id === body[at]);
    if (!component || components.includes(component)) return malformed("components of a scan");
    const [dc, ac] = [body[at + 1]! >> 4, body[at + 1]! & 15];
    if (dc > 3 || ac > 3) malformed("Huffman slot");
    components.push(component);
    if (!frame.progressive || start === 0) tables.add(dc);
    if (!frame.progressive || start > 0) tables.add(0x10 | ac);
  }
  const blocks = components.reduce((sum, { horizontal, vertical }) => sum + horizontal * vertical, 0);
  if (count > 1 && blocks > 10) malformed("too many blocks in a unit");
  if (frame.progressive) {
    const [high, low] = [approximation >> 4, approximation & 15];
    if (start > end || end > 63 || high > 13 || low > 13) malformed("bounds of a scan");
    if (start === 0 ? end !== 0 : count !== 1) malformed("bounds of a scan");
  }
  return { components, huffman: [...tables].sort((a, b) => a - b) };
}

/** The tables of one DQT segment by slot; each value is a table with its leading byte. Throws ImageRefused. */
export function readQuantisation(body: Buffer): ReadonlyMap<number, Buffer> {
  const tables = new Map<number, Buffer>();
  for (let at = 0; at < body.length; ) {
    const [precision, slot] = [body[at]! >> 4, body[at]! & 15];
    if (precision > 1 || slot > 3) malformed("quantisation table");
    const end = at + 1 + 64 * (precision + 1);
    if (end > body.length) malformed("length of a quantisation table");
    tables.set(slot, body.subarray(at, end));
    at = end;
  }
  return tables;
}

/** The tables of one DHT segment by class and slot, each with its leading byte. Throws ImageRefused. */
export function readHuffman(body: Buffer): ReadonlyMap<number, Buffer> {
  const tables = new Map<number, Buffer>();
  for (let at = 0; at < body.length; ) {
    const name = body[at]!;
    if ((name & 0xec) !== 0 || at + 17 > body.length) malformed("Huffman table");
    let symbols = 0;
    let space = 0;
    for (let bits = 1; bits <= 16; bits++) {
      symbols += body[at + bits]!;
      space += body[at + bits]! << (16 - bits);
    }
    const end = at + 17 + symbols;
    // More codes than 16 bits have room for would overrun a decoder's table.
    if (symbols > 256 || space > 65_536 || end > body.length) malformed("Huffman codes");
    tables.set(name, body.subarray(at, end));
    at = end;
  }
  return tables;
}
