import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ProblemCode } from "#contract/problems.ts";
import { AppError, toProblem } from "../errors.ts";
import type { Log } from "../rooms.ts";
import { hangUpAfter } from "./http2.ts";

// Every error leaves in one shape: the framework's own, a missing path, a wrong method and a bug alike.

const FRAMEWORK_CODES: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "request.too-large",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "request.media-type",
  FST_ERR_CTP_EMPTY_JSON_BODY: "request.invalid",
  FST_ERR_CTP_INVALID_JSON_BODY: "request.invalid",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "request.invalid",
  FST_ERR_BAD_URL: "not-found",
  FST_ERR_NOT_FOUND: "not-found",
  FST_ERR_MAX_PARAM_LENGTH: "not-found",
  FST_INVALID_MULTIPART_CONTENT_TYPE: "request.media-type",
};

/** The error as one of ours; anything unknown stays what it is. */
export function asAppError(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const code = "code" in error && typeof error.code === "string" ? FRAMEWORK_CODES[error.code] : undefined;
  if (code !== undefined) return new AppError(code, { cause: error });
  // A body that is not JSON: the parser's own error, marked as the client's fault.
  if ("statusCode" in error && error.statusCode === 400) {
    return new AppError("request.invalid", { cause: error });
  }
  return error;
}

const codes = new WeakMap<FastifyRequest, ProblemCode>();

/** The code of the problem that a request was answered with; undefined when it was none. */
export function problemOf(request: FastifyRequest): ProblemCode | undefined {
  return codes.get(request);
}

/** Sends the problem document of an error. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, thrown: unknown, log: Log): void {
  const error = asAppError(thrown);
  const problem = toProblem(error, request.id);
  codes.set(request, problem.code);
  if (problem.status >= 500) {
    log.error({ requestId: request.id, code: problem.code, err: error }, "a request failed");
  }
  if (error instanceof AppError) reply.headers(error.headers);
  if (error instanceof AppError && error.retryAfterSeconds !== undefined) {
    reply.header("retry-after", String(Math.max(1, Math.ceil(error.retryAfterSeconds))));
  }
  if (problem.code === "host.unknown") hangUpAfter(request, reply);
  // As bytes: for text the framework would name a charset, which this media type does not have.
  void reply
    .code(problem.status)
    .header("content-type", "application/problem+json")
    .send(Buffer.from(JSON.stringify(problem)));
}

/**
 * Answers for what no route took: 405 with `Allow` on a known path, 404 otherwise.
 * @param methodsOf the methods that a path is mounted with
 * @param asEngineProblem the problem that an error of an engine means, or else the error itself
 */
export function handleMissing(
  app: FastifyInstance,
  log: Log,
  methodsOf: (path: string) => readonly string[],
  asEngineProblem: (error: unknown) => unknown,
): void {
  app.setErrorHandler((error, request, reply) => sendProblem(request, reply, asEngineProblem(error), log));
  app.setNotFoundHandler((request, reply) => {
    const allowed = methodsOf(request.url.split("?", 1)[0] ?? "/");
    if (allowed.length === 0) return sendProblem(request, reply, new AppError("not-found"), log);
    reply.header("allow", allowed.join(", "));
    return sendProblem(request, reply, new AppError("method.not-allowed"), log);
  });
}
