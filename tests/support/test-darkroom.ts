// A darkroom for tests: quick limits, a log that is kept, and closed when the test is over.

import { type Darkroom, type DarkroomOptions, openDarkroom } from "../../server/imaging/darkroom.ts";
import { defaultImageLimits } from "../../server/imaging/image-limits.ts";
import type { ImageRefused } from "../../server/imaging/image-refused.ts";

export interface LogLine {
  readonly level: "info" | "warn" | "error";
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

export interface TestDarkroom extends Darkroom {
  readonly lines: readonly LogLine[];
}

/** Opens a darkroom with one decoder; `t` (a test, or the hooks of a file) closes it. */
export function testDarkroom(
  t: { after(close: () => Promise<void>): void },
  options: Partial<Omit<DarkroomOptions, "log">> = {},
): TestDarkroom {
  const lines: LogLine[] = [];
  const keep =
    (level: LogLine["level"]) =>
    (fields: LogLine["fields"], message: string): void => {
      lines.push({ level, fields, message });
    };
  const darkroom = openDarkroom({
    limits: defaultImageLimits,
    maxChildren: 1,
    jobSeconds: 20,
    animatedJobSeconds: 30,
    idleSeconds: 60,
    isolation: "pooled",
    ...options,
    log: { info: keep("info"), warn: keep("warn"), error: keep("error") },
  });
  t.after(() => darkroom.close());
  return { ...darkroom, lines };
}

/** For assert.rejects: an ImageRefused with this code. */
export const refusedWith =
  (code: ImageRefused["code"]) =>
  (error: unknown): boolean =>
    (error as ImageRefused).name === "ImageRefused" && (error as ImageRefused).code === code;
