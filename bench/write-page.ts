// A run as one HTML file that needs nothing else: the table, and how things grow with the number of pictures.

import { type Curve, isReached } from "./part.ts";
import { cellsOf } from "./print-table.ts";
import type { Run } from "./run.ts";

const WIDTH = 420;
const HEIGHT = 220;
const EDGE = 36;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

export function pageOf(run: Run): string {
  const { rows, curves, notes, machine, begunAt } = run;
  const heads = ["", "What", "Safelight", "Yardstick", "Ratio", "Target", "Reached", "Rounds"];
  const body = rows.map((row) => {
    const reached = isReached(row);
    const kind = reached === null ? "" : reached ? "yes" : "no";
    return `<tr class="${kind}">${cellsOf(row)
      .map((cell) => `<td>${escaped(cell)}</td>`)
      .join("")}</tr>`;
  });
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Safelight, measured</title>
<style>
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
  body { max-width: 75rem; margin: 2rem auto; padding: 0 1rem }
  .wide { overflow-x: auto } table { border-collapse: collapse; font-variant-numeric: tabular-nums }
  th, td { text-align: start; padding: .3rem .7rem; border-bottom: 1px solid #8884; white-space: nowrap }
  .yes td:nth-child(7) { color: light-dark(#176b2c, #7fd493) } .no td:nth-child(7) { color: light-dark(#a3261b, #ff9a8f); font-weight: 600 }
  figure { display: inline-block; margin: 1rem 1rem 0 0 } svg { max-width: 100%; height: auto }
  text { font-size: 11px; fill: currentColor } polyline { fill: none; stroke: #3b82c4; stroke-width: 2 } circle { fill: #3b82c4 }
</style>
<h1>Safelight, measured</h1>
<p>${escaped(begunAt)}, ${escaped(machine)}</p>
<div class="wide"><table><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join("")}</tr>${body.join("\n")}</table></div>
${curves.map(figureOf).join("\n")}
<ul>${notes.map((note) => `<li>${escaped(note)}</li>`).join("")}</ul>
</html>
`;
}

/** Pictures on a logarithmic scale, values from zero. */
function figureOf({ title, unit, points }: Curve): string {
  const logs = points.map(({ count }) => Math.log10(count));
  const [least, most] = [Math.min(...logs), Math.max(...logs)];
  const highest = Math.max(...points.map(({ value }) => value)) * 1.15 || 1;
  const across = (count: number) =>
    EDGE + ((Math.log10(count) - least) / (most - least || 1)) * (WIDTH - 2 * EDGE);
  const up = (value: number) => HEIGHT - EDGE - (value / highest) * (HEIGHT - 2 * EDGE);
  const marks = points.map(({ count, value }) => {
    const [x, y] = [across(count).toFixed(1), up(value).toFixed(1)];
    return `<circle cx="${x}" cy="${y}" r="3"/><text x="${x}" y="${Number(y) - 8}" text-anchor="middle">${value.toPrecision(3)}</text><text x="${x}" y="${HEIGHT - 14}" text-anchor="middle">${count.toLocaleString("en")}</text>`;
  });
  const line = points
    .map(({ count, value }) => `${across(count).toFixed(1)},${up(value).toFixed(1)}`)
    .join(" ");
  return `<figure><figcaption>${escaped(title)} (${escaped(unit)}), by number of pictures</figcaption>
<svg width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(title)}">
<line x1="${EDGE}" y1="${HEIGHT - EDGE}" x2="${WIDTH - EDGE}" y2="${HEIGHT - EDGE}" stroke="#8888"/>
<polyline points="${line}"/>${marks.join("")}</svg></figure>`;
}
