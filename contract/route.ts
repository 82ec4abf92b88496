import type * as z from "zod/mini";
import type { ProblemCode } from "./problems.ts";

// The shape of a route, declared once and used by the server, the OpenAPI document and the web client.

/**
 * Who may call a route:
 * - `anyone`: signed in or not.
 * - `signed-in`: a live session; the vault may be locked.
 * - `unlocked`: a live session whose vault is open.
 * - `administrator`: an unlocked session of an administrator.
 * - `scraper`: a program with the token of SAFELIGHT_METRICS; for anybody else there is nothing.
 */
export type Access = "anyone" | "signed-in" | "unlocked" | "administrator" | "scraper";

/** What an API token may do. */
export const SCOPES = ["images:read", "images:write"] as const;
export type Scope = (typeof SCOPES)[number];

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";

type Schema = z.ZodMiniType;

/** What a route answers with: JSON by status (null: an empty body; 303: another page), or bytes of a stated kind. */
export type Replies = { readonly [status: number]: Schema | null } | { readonly bytes: string };

export interface Route {
  readonly method: Method;
  /** With parameters in braces: `/api/images/{id}`. */
  readonly path: string;
  readonly access: Access;
  /** A dangerous act: needs a password (or other proof) given within the last 15 minutes. */
  readonly reauthenticated?: true;
  /** Asked by pages by themselves: it does not count as use of the session. */
  readonly unattended?: true;
  /** Open also to a person who must add a second factor before anything else (SAFELIGHT_REQUIRE_MFA). */
  readonly beforeEnrolment?: true;
  /** API tokens that hold it reach the route; without it none does. */
  readonly scope?: Scope;
  /** May be answered from memory, before the framework looks at the request: by the same rule, with the same bytes. */
  readonly warm?: true;
  readonly summary: string;
  readonly params?: Schema;
  readonly query?: Schema;
  /** A JSON schema, a multipart form with one file, or a part of an upload (application/offset+octet-stream). */
  readonly body?: Schema | "multipart" | "bytes";
  /** Headers of every answer, refusals included. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly replies: Replies;
  /** Problems of its own, beside those that any route can give. */
  readonly problems?: readonly ProblemCode[];
}

/** Declares a route; keeps the literal types of its parts. */
export function route<const R extends Route>(declared: R): R {
  return declared;
}

type Parsed<S> = S extends Schema ? z.output<S> : undefined;

export type ParamsOf<R extends Route> = Parsed<R["params"]>;
export type QueryOf<R extends Route> = Parsed<R["query"]>;
export type BodyOf<R extends Route> = Parsed<R["body"]>;

/** What a feature returns for a route: one of its statuses with the matching body. */
export type ReplyOf<R extends Route> = R["replies"] extends { readonly bytes: string }
  ? never
  : {
      [S in keyof R["replies"] & number]: R["replies"][S] extends Schema
        ? { readonly status: S; readonly body: z.input<R["replies"][S]> }
        : S extends 303
          ? { readonly status: S; readonly location: string }
          : { readonly status: S };
    }[keyof R["replies"] & number];

/** The body a client reads when a call succeeds. */
export type AnswerOf<R extends Route> = {
  [S in keyof R["replies"]]: R["replies"][S] extends Schema ? z.output<R["replies"][S]> : undefined;
}[keyof R["replies"]];
