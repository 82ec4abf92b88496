/** A part of `npm test`. */
export interface Stage {
  readonly name: string;
  /** `tell` takes lines that are worth reading before the stage has ended, such as the name of what failed. */
  readonly run: (tell: (line: string) => void) => Promise<StageResult>;
}

export interface StageResult {
  /** How many checks held and how many did not; a stage that executed none has failed once. */
  readonly passed: number;
  readonly failed: number;
  /** Names of tests that chose not to run: said aloud, because they show nothing. */
  readonly skipped: readonly string[];
  /** What failed, a line each: said again at the very end, where it is found in a long run. */
  readonly failures: readonly string[];
  /** Everything that somebody needs in order to mend it; shown when something failed. */
  readonly report: string;
}

export const PASSED: StageResult = { passed: 1, failed: 0, skipped: [], failures: [], report: "" };

/** The result of a stage that failed as a whole. */
export function failedOnce(report: string): StageResult {
  return { passed: 0, failed: 1, skipped: [], failures: [report.trim().split("\n", 1).join("")], report };
}
