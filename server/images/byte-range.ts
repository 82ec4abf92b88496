// The Range header of a request for a picture's bytes (RFC 9110, section 14).

export interface ByteRange {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/**
 * The one range that is asked for: `whole` where there is none, several, or one that is not well formed;
 * `outside` where nothing of it lies in the file.
 */
export function readRange(header: string | null, sizeBytes: number): ByteRange | "whole" | "outside" {
  const asked = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header?.trim() ?? "");
  if (asked === null) return "whole";
  const [, from = "", to = ""] = asked;
  if (from === "" && to === "") return "whole";
  if (from === "") {
    const suffixBytes = Math.min(Number(to), sizeBytes);
    return suffixBytes === 0 ? "outside" : { start: sizeBytes - suffixBytes, end: sizeBytes - 1 };
  }
  const start = Number(from);
  if (to !== "" && Number(to) < start) return "whole";
  if (start >= sizeBytes) return "outside";
  return { start, end: to === "" ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1) };
}
