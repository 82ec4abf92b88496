import { PROBLEMS, type Problem, type ProblemCode } from "#contract/problems.ts";

// One error class for everything a client may be told, and its one translation to the wire.

export interface ProblemDetails {
  /** Why, for the log. Never sent. */
  readonly cause?: unknown;
  readonly errors?: NonNullable<Problem["errors"]>;
  /** Sent as `Retry-After`, in whole seconds. */
  readonly retryAfterSeconds?: number;
  /** Sent beside the problem, where its status asks for them. */
  readonly headers?: Readonly<Record<string, string>>;
}

export class AppError extends Error {
  readonly code: ProblemCode;
  readonly errors: Problem["errors"];
  readonly retryAfterSeconds: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  constructor(code: ProblemCode, details: ProblemDetails = {}) {
    super(PROBLEMS[code].title, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "AppError";
    this.code = code;
    this.errors = details.errors;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.headers = details.headers ?? {};
  }
}

/** The problem document of an error; anything that is not an AppError is `internal`, and says nothing. */
export function toProblem(error: unknown, requestId: string): Problem {
  const code = error instanceof AppError ? error.code : "internal";
  const errors = error instanceof AppError ? error.errors : undefined;
  return {
    type: `urn:safelight:problem:${code}`,
    title: PROBLEMS[code].title,
    status: PROBLEMS[code].status,
    code,
    instance: requestId,
    ...(errors === undefined ? {} : { errors }),
  };
}
