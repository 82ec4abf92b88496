// Why a picture is turned away. The code is for clients, the reason for our logs: reasons are
// fixed words and numbers of ours, never bytes of the file, so they are safe to write down.

export type ImageRefusalCode =
  | "image.empty"
  | "image.unsupported"
  | "image.format-off"
  | "image.truncated"
  | "image.malformed"
  | "image.too-many-pixels"
  | "image.too-many-frames"
  | "image.too-complex"
  | "image.carries-code"
  // From the darkroom: what no header shows.
  | "image.undecodable"
  | "image.decoder-timeout"
  | "image.decoder-crash"
  | "decoders.busy";

export class ImageRefused extends Error {
  override readonly name = "ImageRefused";
  readonly code: ImageRefusalCode;
  readonly reason: string;

  constructor(code: ImageRefusalCode, reason: string) {
    super(`${code}: ${reason}`);
    this.code = code;
    this.reason = reason;
  }
}

/** Throws ImageRefused. `reason` must hold nothing that the file said about itself. */
export function refuse(code: ImageRefusalCode, reason: string): never {
  throw new ImageRefused(code, reason);
}
