import type * as z from "zod/mini";
import type { AnswerOf, Replies, Route } from "../../contract/route.ts";
import { noteAnswer, noteNoAnswer } from "./connection.ts";
import { ConnectionError, isProblem, type ProblemError, readProblem } from "./problem-error.ts";
import { askForProof } from "./proof.ts";
import { announce } from "./session-events.ts";
import { type Given, type UrlParts, writeUrl } from "./url-of.ts";

// The one way to the server for JSON: a route of the contract in, its answer out. Files go up with
// XMLHttpRequest (for progress) and come down by address; see url-of.ts.

/** A route that answers with JSON or nothing. */
export type JsonRoute = Route & { readonly replies: { readonly [status: number]: z.ZodMiniType | null } };

type Body<R extends Route> = R["body"] extends z.ZodMiniType
  ? { readonly body: Given<R["body"]> }
  : { readonly body?: undefined };

export type CallParts<R extends Route> = UrlParts<R> &
  Body<R> & { readonly signal?: AbortSignal | undefined };

type PartsArgument<R extends Route> =
  Record<never, never> extends CallParts<R> ? [parts?: CallParts<R>] : [parts: CallParts<R>];

/**
 * Calls `route` and returns its answer (undefined where the answer is empty).
 *
 * A lost session and a locked vault are announced, so that the shell can show the way back. A dangerous act
 * that needs the password again asks for it and is tried once more.
 * @throws ProblemError as the server refused; ConnectionError without an answer; AbortError by `signal`
 */
export async function call<R extends JsonRoute>(
  route: R,
  ...[parts]: PartsArgument<R>
): Promise<AnswerOf<R>> {
  try {
    return await send(route, parts);
  } catch (error) {
    if (!isProblem(error, "reauthentication.required")) throw error;
    if (!(await askForProof())) throw error;
    return await send(route, parts);
  }
}

interface LooseParts {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

async function send<R extends JsonRoute>(route: R, parts: LooseParts = {}): Promise<AnswerOf<R>> {
  const response = await answerOf(writeUrl(route.path, parts.params, parts.query), {
    method: route.method,
    headers: {
      accept: "application/json",
      ...(parts.body !== undefined && { "content-type": "application/json" }),
    },
    ...(parts.body !== undefined && { body: JSON.stringify(parts.body) }),
    ...(parts.signal && { signal: parts.signal }),
    credentials: "same-origin",
    cache: "no-store",
  });
  const text = await response.text();
  if (response.ok || isAnswer(route.replies, response.status, text)) {
    return (text === "" ? undefined : JSON.parse(text)) as AnswerOf<R>;
  }
  throw noticed(readProblem(response.status, text, response.headers));
}

async function answerOf(url: string, init: RequestInit): Promise<Response> {
  try {
    const response = await fetch(url, init);
    noteAnswer();
    return response;
  } catch (error) {
    if (init.signal?.aborted) throw error;
    noteNoAnswer();
    throw new ConnectionError("no answer", { cause: error });
  }
}

/** Some routes answer with a status of failure that is no problem (readiness). */
function isAnswer(replies: Replies, status: number, text: string): boolean {
  return status in replies && !text.includes("urn:safelight:problem:");
}

/** Announces what concerns the whole page, and hands the error on. For requests made without `call` too. */
export function noticed(error: ProblemError): ProblemError {
  if (error.problem.code === "session.required") announce("signed-out", "server");
  if (error.problem.code === "vault.locked") announce("locked", "server");
  return error;
}
