// APNG: the animation inside a PNG. It stays only when every number in it is true (frames inside the
// canvas, counts and sequence right); otherwise the still picture is left, as browsers show it.

import type { PngChunk, PngHeader } from "./png-chunks.ts";

export interface PngAnimation {
  /** Takes acTL, fcTL and fdAT in the order of the file. */
  add(chunk: PngChunk): void;
  /** Called at the first IDAT: what comes before it belongs to the picture itself. */
  startPicture(): void;
  /** How many fcTL chunks there were so far, when the file says it is animated. */
  readonly controls: number;
  readonly present: boolean;
  /** The chunks to write, or null when there is no sound animation. */
  finish(): {
    readonly frames: number;
    readonly before: readonly Buffer[];
    readonly after: readonly Buffer[];
  } | null;
}

const FRAME_CONTROL_BYTES = 26;

function isInside(body: Buffer, header: PngHeader, isPictureItself: boolean): boolean {
  const [width, height] = [body.readUInt32BE(4), body.readUInt32BE(8)];
  const [left, top] = [body.readUInt32BE(12), body.readUInt32BE(16)];
  if (width < 1 || height < 1 || body[24]! > 2 || body[25]! > 1) return false;
  if (isPictureItself) return width === header.width && height === header.height && left === 0 && top === 0;
  return left + width <= header.width && top + height <= header.height;
}

export function startPngAnimation(header: PngHeader): PngAnimation {
  const before: Buffer[] = [];
  const after: Buffer[] = [];
  let control: Buffer | null = null;
  let isSound = true;
  let present = false;
  let pictureStarted = false;
  let controls = 0;
  let sequence = 0;
  /** The frame that was last announced has its pixels. */
  let isFilled = true;

  function addControl({ body, whole }: PngChunk): void {
    controls++;
    const isPictureItself = !pictureStarted;
    isSound &&= body.length === FRAME_CONTROL_BYTES && isFilled && body.readUInt32BE(0) === sequence++;
    isSound &&= isInside(body, header, isPictureItself);
    isFilled = false;
    (isPictureItself ? before : after).push(whole);
  }

  function addPixels({ body, whole }: PngChunk): void {
    isSound &&= body.length > 4 && pictureStarted && controls > 0 && body.readUInt32BE(0) === sequence++;
    // Pixels of a frame that was never announced: the picture's own control comes before IDAT.
    isSound &&= after.length > 0;
    isFilled = true;
    after.push(whole);
  }

  return {
    get controls() {
      return control ? controls : 0;
    },
    get present() {
      return present;
    },
    add(chunk) {
      present = true;
      if (chunk.type === "fcTL") addControl(chunk);
      else if (chunk.type === "fdAT") addPixels(chunk);
      else if (control || pictureStarted || chunk.body.length !== 8) isSound = false;
      else control = chunk.whole;
    },
    startPicture() {
      pictureStarted = true;
      isFilled = true;
    },
    finish() {
      if (!control || !isSound || !isFilled || controls === 0 || control.readUInt32BE(8) !== controls)
        return null;
      return { frames: controls, before: [control, ...before], after };
    },
  };
}
