// Waiting for what people do and notice.

import { until } from "../support/until.ts";
import type { Visitor } from "./visitor.ts";

/** Acknowledged for each person before, during and after each fault, at most. */
export const UPLOADS = 2;

/** Waits, but not for somebody who has seen what must not be. */
export async function met(
  visitors: readonly Visitor[],
  isTrue: () => boolean | Promise<boolean>,
): Promise<void> {
  await until(async () => {
    for (const { failure } of visitors) if (failure !== null) throw failure;
    return await isTrue();
  });
}

/** Until each of them has had another upload acknowledged. */
export async function everybodyUploads(visitors: readonly Visitor[]): Promise<void> {
  const had = visitors.map(({ acknowledged }) => acknowledged.size);
  for (const visitor of visitors) visitor.allow(UPLOADS);
  await met(visitors, () => visitors.every(({ acknowledged }, n) => acknowledged.size > had[n]!));
}

export async function somebodyIsRefused(visitors: readonly Visitor[]): Promise<void> {
  const had = visitors.map(({ refusals }) => refusals);
  for (const visitor of visitors) visitor.allow(UPLOADS);
  await met(visitors, () => visitors.some(({ refusals }, n) => refusals > had[n]!));
}
