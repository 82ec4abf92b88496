import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { layOutRows, placeInRow, rowCount, rowHeight, shownRatio } from "./justified-rows.ts";

const metrics = { width: 1200, rowHeight: 220, gap: 4 };
const someRatios = fc.array(fc.double({ min: 0.5, max: 3.2, noNaN: true }), { minLength: 1, maxLength: 200 });

test("every picture stands in exactly one row, in order", () => {
  fc.assert(
    fc.property(someRatios, (ratios) => {
      const rows = layOutRows(ratios, metrics, true);
      assert.equal(rows.starts[0], 0);
      assert.equal(rows.starts[rowCount(rows)], ratios.length);
      for (let row = 0; row < rowCount(rows); row++) assert.ok(rows.starts[row + 1]! > rows.starts[row]!);
    }),
  );
});

test("no picture reaches beyond the width and none overlaps the next", () => {
  fc.assert(
    fc.property(someRatios, fc.integer({ min: 280, max: 2600 }), (ratios, width) => {
      const fitted = { ...metrics, width };
      const rows = layOutRows(ratios, fitted, true);
      for (let row = 0; row < rowCount(rows); row++) {
        const boxes = placeInRow(ratios, rows, row, fitted);
        boxes.forEach((box, i) => {
          const right = box.left + box.width;
          assert.ok(right <= width, `${right} > ${width}`);
          const next = boxes[i + 1];
          if (next !== undefined) assert.ok(next.left - right >= metrics.gap - 1);
        });
      }
    }),
  );
});

test("every row but the last fills the width to the pixel", () => {
  const ratios = Array.from({ length: 60 }, (_, i) => [1.5, 0.67, 1.33, 1.78][i % 4]!);
  const rows = layOutRows(ratios, metrics, true);
  for (let row = 0; row < rowCount(rows) - 1; row++) {
    const last = placeInRow(ratios, rows, row, metrics).at(-1)!;
    assert.equal(last.left + last.width, metrics.width);
  }
});

test("rows come close to the height asked for", () => {
  const ratios = Array.from({ length: 400 }, (_, i) => [1.5, 0.67, 1.33, 1.78, 1][i % 5]!);
  const rows = layOutRows(ratios, metrics, true);
  for (let row = 0; row < rowCount(rows) - 1; row++) {
    const height = rowHeight(rows, row, metrics);
    assert.ok(height > 150 && height < 300, `row ${row} is ${height} high`);
  }
});

test("a row that is not full waits while more pictures are to come", () => {
  const unfinished = layOutRows([1.5, 1.5], metrics, false);
  assert.equal(rowCount(unfinished), 0);
  const finished = layOutRows([1.5, 1.5], metrics, true);
  assert.equal(rowCount(finished), 1);
  assert.equal(rowHeight(finished, 0, metrics), metrics.rowHeight);
});

test("pictures that come later do not move the rows before them", () => {
  const ratios = Array.from({ length: 300 }, (_, i) => 0.6 + ((i * 7) % 23) / 10);
  const first = layOutRows(ratios.slice(0, 200), metrics, false);
  const all = layOutRows(ratios, metrics, true);
  for (let row = 0; row <= rowCount(first); row++) assert.equal(first.tops[row], all.tops[row]);
});

test("a quarter turn exchanges width and height", () => {
  assert.equal(shownRatio({ width: 3000, height: 2000, rotation: 0 }), 1.5);
  assert.equal(shownRatio({ width: 3000, height: 2000, rotation: 90 }), 1 / 1.5);
  assert.equal(shownRatio({ width: 3000, height: 2000, rotation: 180 }), 1.5);
});

test("a strip is cropped and a picture without a size is taken for a square", () => {
  assert.equal(shownRatio({ width: 20_000, height: 100, rotation: 0 }), 3.2);
  assert.equal(shownRatio({ width: 100, height: 20_000, rotation: 0 }), 0.5);
  assert.equal(shownRatio({ width: 0, height: 0, rotation: 0 }), 1);
});

test("nothing gives no rows", () => {
  assert.equal(rowCount(layOutRows([], metrics, true)), 0);
});
