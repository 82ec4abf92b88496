import * as z from "zod/mini";
import type { Route } from "#contract/route.ts";

// A reply as the contract declares it: what a schema does not name cannot leave, and what it does not allow is an
// error. Schemas are compiled when first used: for a long list, Zod's runtime takes ten times as long.

type Schema = z.ZodMiniType;

const compiled = new WeakMap<Schema, Schema>();

/**
 * The JSON text of a reply's body, null where the reply has none.
 * @throws Error for a status that the route does not declare, ZodError for a body that is not as declared
 */
export function judgeReply(route: Route, status: number, body: unknown): string | null {
  const declared = "bytes" in route.replies ? undefined : route.replies[status];
  if (declared === undefined) throw new Error(`${route.method} ${route.path} declares no reply ${status}`);
  if (declared === null) return null;
  let schema = compiled.get(declared);
  if (schema === undefined) {
    schema = z.compile(declared);
    compiled.set(declared, schema);
  }
  return JSON.stringify(schema.parse(body));
}
