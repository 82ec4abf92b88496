import * as z from "zod/mini";
import { PROBLEMS, type ProblemCode } from "#contract/problems.ts";
import type { Route } from "#contract/route.ts";

// The OpenAPI 3.1 description, made from the routes that are really mounted.

type Json = { [key: string]: unknown };

const PROBLEM_SCHEMA: Json = {
  type: "object",
  required: ["type", "title", "status", "code", "instance"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    code: { type: "string", enum: Object.keys(PROBLEMS) },
    instance: { type: "string", description: "The request id" },
    errors: {
      type: "array",
      items: { type: "object", properties: { path: { type: "string" }, reason: { type: "string" } } },
    },
  },
};

const FILE_FORM: Json = {
  type: "object",
  required: ["file"],
  properties: {
    albumId: { type: "string" },
    lastModified: { type: "string", description: "Milliseconds since 1970" },
    file: { type: "string", contentMediaType: "application/octet-stream" },
  },
};

const FILE_BODIES: Readonly<Record<"multipart" | "bytes", Json>> = {
  multipart: { "multipart/form-data": { schema: FILE_FORM } },
  bytes: { "application/offset+octet-stream": {} },
};

function schemaOf(schema: z.ZodMiniType, io: "input" | "output"): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}

function parameters(route: Route, where: "path" | "query"): Json[] {
  const schema = where === "path" ? route.params : route.query;
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, "input") as {
    properties?: Record<string, unknown>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, shape]) => ({
    name,
    in: where,
    required: where === "path" || required.includes(name),
    schema: shape,
  }));
}

function responses(route: Route): Json {
  const answers: Json = {};
  if ("bytes" in route.replies) {
    const content = { [String(route.replies.bytes)]: {} };
    answers["200"] = { description: "The bytes", content };
    answers["206"] = { description: "A range of the bytes", content };
  } else {
    for (const [status, schema] of Object.entries(route.replies) as [string, z.ZodMiniType | null][]) {
      answers[status] =
        schema === null
          ? { description: "Done" }
          : {
              description: "Done",
              content: { "application/json": { schema: schemaOf(schema, "output") } },
            };
    }
  }
  for (const code of problemsOf(route)) {
    const status = String(PROBLEMS[code].status);
    const known = answers[status] as { description: string } | undefined;
    const description = known === undefined ? code : `${known.description}, ${code}`;
    answers[status] ??= { content: { "application/problem+json": { schema: PROBLEM_SCHEMA } } };
    (answers[status] as Json)["description"] = description;
  }
  return answers;
}

function problemsOf(route: Route): ProblemCode[] {
  const codes: ProblemCode[] = [...(route.problems ?? [])];
  if (route.access === "scraper") return [...codes, "not-found"];
  if (route.access !== "anyone") codes.push("session.required");
  if (route.access === "unlocked" || route.access === "administrator") codes.push("vault.locked");
  if (route.access !== "anyone" && route.beforeEnrolment !== true) codes.push("factor.enrolment-required");
  if (route.reauthenticated === true) codes.push("reauthentication.required");
  if (route.params !== undefined) codes.push("not-found");
  if (route.body !== undefined || route.query !== undefined) codes.push("request.invalid");
  return codes;
}

/** The document for the routes given. */
export function openApiOf(
  routes: readonly Route[],
  about: { name: string; version: string; origin: string },
): Json & { openapi: string } {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const body =
      route.body === undefined
        ? {}
        : typeof route.body === "string"
          ? { requestBody: { required: true, content: FILE_BODIES[route.body] } }
          : {
              requestBody: {
                required: true,
                content: { "application/json": { schema: schemaOf(route.body, "input") } },
              },
            };
    (paths[route.path] ??= {})[route.method.toLowerCase()] = {
      summary: route.summary,
      "x-access": route.access,
      ...(route.access === "anyone"
        ? {}
        : { security: [route.access === "scraper" ? { metrics: [] } : { session: [] }] }),
      parameters: [...parameters(route, "path"), ...parameters(route, "query")],
      ...body,
      responses: responses(route),
    };
  }
  return {
    openapi: "3.1.0",
    info: { title: about.name, version: about.version },
    servers: [{ url: about.origin }],
    components: {
      securitySchemes: {
        session: { type: "apiKey", in: "cookie", name: "safelight" },
        metrics: { type: "http", scheme: "bearer" },
      },
    },
    paths,
  };
}
