import type * as z from "zod/mini";
import type { Route } from "../../contract/route.ts";

// Where a route lies, with its parameters put in.

/** What goes in for a part of a route: the schema's input, before defaults and brands. */
export type Given<S> = S extends z.ZodMiniType ? z.input<S> : undefined;

/** The parameters a route needs; those without a schema must be absent. */
export type UrlParts<R extends Route> = (R["params"] extends z.ZodMiniType
  ? { readonly params: Given<R["params"]> }
  : { readonly params?: undefined }) & { readonly query?: Given<R["query"]> | undefined };

/** The path and query of a route: `/api/images/abc/renditions/thumb?download=true`. */
export function urlOf<R extends Route>(route: R, parts: UrlParts<R>): string {
  return writeUrl(route.path, parts.params, parts.query);
}

/** Puts `params` into the braces of `path`, each encoded, and appends what `query` defines. */
export function writeUrl(path: string, params: unknown, query: unknown): string {
  const given = new Map(entries(params));
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = given.get(name);
    if (value === undefined) throw new Error(`${path} needs ${name}`);
    return encodeURIComponent(value);
  });
  const search = new URLSearchParams(entries(query)).toString();
  return search === "" ? filled : `${filled}?${search}`;
}

function entries(fields: unknown): [string, string][] {
  if (typeof fields !== "object" || fields === null) return [];
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => [name, String(value)]);
}
