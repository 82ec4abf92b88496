import { encodeQR } from "qr";

/** The quiet zone that scanners expect around a code, in modules. */
const BORDER = 4;

/**
 * A text as a QR code: the path (for SVG) of its dark modules in a square of `size` units, border included.
 * Numbers and letters of path commands alone: nothing of the text can come out of it.
 */
export function qrPath(text: string): { size: number; path: string } {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: BORDER });
  const path = rows
    .flatMap((row, y) => runsOf(row).map(({ x, length }) => `M${x} ${y}h${length}v1h-${length}z`))
    .join("");
  return { size: rows.length, path };
}

function runsOf(row: readonly boolean[]): { x: number; length: number }[] {
  const runs: { x: number; length: number }[] = [];
  row.forEach((dark, x) => {
    const last = runs.at(-1);
    if (!dark) return;
    if (last !== undefined && last.x + last.length === x) last.length += 1;
    else runs.push({ x, length: 1 });
  });
  return runs;
}
