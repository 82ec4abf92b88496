import { isProblemCode, PROBLEMS, type Problem, type ProblemCode } from "../../contract/problems.ts";

// What a call can throw: a refusal that the server put into a problem, or no answer at all.

/** The server said no, and why. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: Problem;
  /** Seconds to wait before trying again; null where the server did not say. */
  readonly retryAfterSeconds: number | null;

  constructor(problem: Problem, retryAfterSeconds: number | null = null) {
    super(`${problem.code}: ${problem.title}`);
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The request never got an answer: no network, or the server is down. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
}

/** A refusal that this page knows of without asking. */
export function problemOf(code: ProblemCode): ProblemError {
  const { status, title } = PROBLEMS[code];
  return new ProblemError({ type: `urn:safelight:problem:${code}`, title, status, code, instance: "" });
}

/** True when `error` is a problem with one of `codes`. */
export function isProblem(error: unknown, ...codes: readonly Problem["code"][]): error is ProblemError {
  return error instanceof ProblemError && codes.includes(error.problem.code);
}

/**
 * Reads an answer that is not a success. What is not a well-formed problem (a proxy's error page) becomes the
 * nearest one of ours, so that the person always gets words.
 * @param text the body, JSON or not
 */
export function readProblem(status: number, text: string, headers: Pick<Headers, "get">): ProblemError {
  const wait = Number(headers.get("retry-after") ?? Number.NaN);
  const retryAfterSeconds = Number.isFinite(wait) ? wait : null;
  const requestId = headers.get("x-request-id") ?? "";
  const said = parsed(text);
  const code = isProblemCode(said["code"]) ? said["code"] : nearestCode(status);
  const errors = Array.isArray(said["errors"]) ? said["errors"].filter(isFieldFault) : [];
  const problem: Problem = {
    type: `urn:safelight:problem:${code}`,
    title: PROBLEMS[code].title,
    status,
    code,
    instance: typeof said["instance"] === "string" ? said["instance"] : requestId,
    ...(errors.length > 0 && { errors }),
  };
  return new ProblemError(problem, retryAfterSeconds);
}

function nearestCode(status: number): Problem["code"] {
  if (status === 401) return "session.required";
  if (status === 404) return "not-found";
  if (status === 413) return "request.too-large";
  if (status === 423) return "vault.locked";
  if (status === 429) return "rate.limited";
  if (status === 502 || status === 503 || status === 504) return "unavailable";
  return status >= 500 ? "internal" : "request.invalid";
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function isFieldFault(value: unknown): value is { path: string; reason: string } {
  if (typeof value !== "object" || value === null) return false;
  const fault = value as Record<string, unknown>;
  return typeof fault["path"] === "string" && typeof fault["reason"] === "string";
}
