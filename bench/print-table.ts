import { isReached, type Row, type Wanted } from "./part.ts";
import type { Spread } from "./rounds.ts";

/** One line for each row: what, Safelight, the yardstick, the ratio, the target and whether it is reached. */
export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map((row) => cellsOf(row));
  const heads = ["", "what", "Safelight", "yardstick", "ratio", "target", "reached", "rounds"];
  const widths = heads.map((head, at) =>
    Math.max(head.length, ...lines.map((cells) => cells[at]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(heads), ...lines.map(line)].join("\n");
}

export function cellsOf(row: Row): string[] {
  const { target, what, unit, safelight, yardstick, ratio, wanted, kept, dropped, isBusy } = row;
  return [
    target,
    what,
    `${spreadText(safelight)} ${unit}`,
    yardstick === null ? "" : `${spreadText(yardstick.figure)} (${yardstick.name})`,
    ratio === null ? "" : spreadText(ratio),
    wanted === null ? "" : wantedText(wanted, unit),
    reachedText(row),
    `${kept}${dropped > 0 ? `, ${dropped} dropped` : ""}${isBusy ? ", all busy" : ""}`,
  ];
}

export function reachedText(row: Row): string {
  const reached = isReached(row);
  if (reached === null) return "";
  return reached ? "yes" : "NO";
}

function wantedText({ of, atLeast, atMost }: Wanted, unit: string): string {
  const bound = atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`;
  return of === "ratio" ? `${bound}×` : `${bound} ${unit}`;
}

/** The median, and the quartiles where they differ. */
export function spreadText({ median, low, high }: Spread): string {
  const [middle, from, to] = [median, low, high].map(figureText);
  return from === to ? `${middle}` : `${middle} [${from}–${to}]`;
}

function figureText(value: number): string {
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
}
