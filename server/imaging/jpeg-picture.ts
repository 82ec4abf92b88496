// The picture inside a JPEG: frame, tables and scans. A table is written again only where a scan uses
// it, so that a file cannot carry freight in spare ones; the coded bytes themselves stay as they are.

import { checkPixels, type ImageLimits } from "./image-limits.ts";
import { refuse } from "./image-refused.ts";
import { jpegSegment } from "./jpeg-profile.ts";
import {
  type JpegComponent,
  type JpegFrame,
  readFrame,
  readHuffman,
  readQuantisation,
  readScan,
} from "./jpeg-tables.ts";

const malformed = (reason: string): never => refuse("image.malformed", `JPEG: ${reason}`);

/** Offset of the marker that ends the entropy-coded bytes which begin at `start`. Throws ImageRefused. */
export function findScanEnd(bytes: Buffer, start: number): number {
  for (let at = start; ; ) {
    at = bytes.indexOf(0xff, at);
    if (at < 0) break;
    // Stay here while the bytes are dense with 0xff: a search of its own for each would be slow.
    for (const near = at + 64; at < near; at++) {
      if (bytes[at] !== 0xff) continue;
      let next = at + 1;
      while (bytes[next] === 0xff) next++;
      const code = bytes[next] ?? refuse("image.truncated", "JPEG: ends inside a scan");
      if (code !== 0 && (code < 0xd0 || code > 0xd7)) return at;
      at = next;
    }
  }
  return refuse("image.truncated", "JPEG: ends inside a scan");
}

/** Tables by slot, as last defined and not yet written. */
type Pending = Map<number, Buffer>;

function write(pending: Pending, slots: Iterable<number>, marker: number, into: Buffer[]): void {
  for (const slot of slots) {
    const table = pending.get(slot);
    if (table) into.push(jpegSegment(marker, table));
    pending.delete(slot);
  }
}

function quantisationSlots(components: readonly JpegComponent[]): number[] {
  return [...new Set(components.map(({ quantisation }) => quantisation))].sort((a, b) => a - b);
}

export interface JpegPicture {
  readonly pieces: readonly Buffer[];
  readonly scans: number;
  addFrame(marker: number, segment: Buffer): void;
  addQuantisation(body: Buffer): void;
  addHuffman(body: Buffer): void;
  addRestartInterval(body: Buffer): void;
  /** `header` is the whole SOS segment, `entropy` what follows it up to the next marker. */
  addScan(header: Buffer, entropy: Buffer): void;
  /** The frame, once every component of it was in a scan. Throws ImageRefused before that. */
  requireWhole(): JpegFrame;
}

/** Takes the parts in the order of the file; each method throws ImageRefused. */
export function startJpegPicture(limits: ImageLimits): JpegPicture {
  const pieces: Buffer[] = [];
  const quantisation: Pending = new Map();
  const huffman: Pending = new Map();
  const defined = new Set<number>();
  const scanned = new Set<JpegComponent>();
  let frame: { readonly header: JpegFrame; readonly segment: Buffer } | null = null;
  let restartInterval = 0;
  let writtenInterval = 0;
  let scans = 0;

  return {
    pieces,
    get scans() {
      return scans;
    },
    addFrame(marker, segment) {
      if (frame) malformed("two frames");
      const header = readFrame(marker, segment.subarray(4));
      checkPixels(limits, header.width, header.height);
      frame = { header, segment };
    },
    addQuantisation(body) {
      for (const [slot, table] of readQuantisation(body)) {
        quantisation.set(slot, table);
        defined.add(slot);
      }
    },
    addHuffman(body) {
      for (const [name, table] of readHuffman(body)) huffman.set(name, table);
    },
    addRestartInterval(body) {
      if (body.length !== 2) malformed("length of a restart interval");
      restartInterval = body.readUInt16BE(0);
    },
    addScan(header, entropy) {
      if (!frame) return malformed("a scan before its frame");
      if (++scans > limits.maxScans) refuse("image.too-complex", `JPEG: more than ${limits.maxScans} scans`);
      const { components, progressive } = frame.header;
      const scan = readScan(header.subarray(4), frame.header);
      const fresh = scan.components.filter((component) => !scanned.has(component));
      if (!progressive && fresh.length < scan.components.length) malformed("a component scanned twice");
      if (fresh.some((component) => !defined.has(component.quantisation))) malformed("no quantisation table");
      // A component keeps the quantisation of its first scan, so what is defined later is for new ones only.
      write(quantisation, quantisationSlots(scans === 1 ? components : fresh), 0xdb, pieces);
      if (scans === 1) pieces.push(frame.segment);
      write(huffman, scan.huffman, 0xc4, pieces);
      if (restartInterval !== writtenInterval) {
        pieces.push(jpegSegment(0xdd, Buffer.from([restartInterval >> 8, restartInterval & 255])));
        writtenInterval = restartInterval;
      }
      pieces.push(header, entropy);
      for (const component of fresh) scanned.add(component);
    },
    requireWhole() {
      if (!frame || scans === 0) return malformed("no picture");
      if (scanned.size < frame.header.components.length)
        refuse("image.truncated", "JPEG: a component without a scan");
      return frame.header;
    },
  };
}
