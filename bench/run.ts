import type { Curve, Row } from "./part.ts";

/** What one call of `npm run bench` found. */
export interface Run {
  readonly begunAt: string;
  readonly machine: string;
  readonly isQuick: boolean;
  readonly rows: readonly Row[];
  readonly curves: readonly Curve[];
  readonly notes: readonly string[];
  /** Parts that ended with an error, and with which. */
  readonly failed: readonly string[];
}
