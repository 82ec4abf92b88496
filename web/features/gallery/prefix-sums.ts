/**
 * The index of the last sum at or below `y`, by binary search.
 * @param sums ascending, starting at 0, one more than there are blocks: block i lies in [sums[i], sums[i + 1]).
 * @returns a block's index, held within 0 and the last block.
 */
export function blockAt(sums: Float64Array, y: number): number {
  let low = 0;
  let high = Math.max(0, sums.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((sums[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}
