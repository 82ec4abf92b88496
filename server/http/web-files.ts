import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { randomBytes } from "../crypto/random.ts";
import { hangUpAfter } from "./http2.ts";
import { lookOf } from "./look-of.ts";

// The web client: its hashed assets, kept in memory and cached for ever by browsers, and its one page,
// which gets a fresh nonce in each answer and is never cached.

const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml; charset=utf-8",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
  ".json": "application/json",
  ".html": "text/html; charset=utf-8",
};
const COMPRESSIBLE = new Set([".js", ".css", ".svg", ".webmanifest", ".txt", ".json", ".html"]);

/** The page's placeholder for the nonce, put there by Vite's `html.cspNonce`. */
const NONCE_PLACEHOLDER = "SAFELIGHT_NONCE";

/** How the page's root element is written; in its stead comes one in the person's language and theme. */
const ROOT_ELEMENT = '<html lang="en">';

/** How the page names the file that says how it is installed; there is one for each language. */
const MANIFEST = 'href="/safelight-en.webmanifest"';

const NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Files that may do something: the worker asks for what pages ask for, the offline page is drawn. */
const POLICIES: ReadonlyMap<string, string> = new Map([
  ["/service-worker.js", `${NOTHING}; connect-src 'self'; require-trusted-types-for 'script'`],
  ["/offline.html", `${NOTHING}; style-src 'self'; img-src 'self'`],
]);

/** Paths that the client has a page for; others show its "not found" page, with that status. */
const PAGES =
  /^\/(|sign-in(\/(code|provider))?|register|verify|forgotten(\/code)?|reset|unlock|keep-vault|keep-address|keep-account|new-address|farewell|gallery(\/[a-z2-7]{1,64})?|albums(\/[a-z2-7]{1,64})?|favourites|share|trash|settings(\/[a-z-]+)*|admin(\/[a-z-]+)?)$/;

interface WebFile {
  readonly type: string;
  readonly plain: Buffer;
  /** Its bytes in that coding; null where they are not worth it. Made when first asked for, and kept. */
  readonly brotli: () => Buffer | null;
  readonly gzip: () => Buffer | null;
}

/** The policy of the page. Everything comes from this origin; scripts only with the nonce, or loaded by those. */
export function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "object-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob:",
    "connect-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types safelight",
    "report-uri /api/csp-reports",
  ].join("; ");
}

const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function load(folder: string): Map<string, WebFile> {
  const files = new Map<string, WebFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const extension = extname(path);
    const type = TYPES[extension];
    // What a build leaves beside its client is nobody's business.
    if (type === undefined) continue;
    const plain = readFileSync(path);
    const compress = COMPRESSIBLE.has(extension) && extension !== ".html" && plain.length > 1024;
    files.set(`/${relative(folder, path).replaceAll("\\", "/")}`, {
      type,
      plain,
      brotli: once(() => (compress ? brotliCompressSync(plain, BROTLI) : null)),
      gzip: once(() => (compress ? gzipSync(plain) : null)),
    });
  }
  return files;
}

function accepts(request: FastifyRequest, coding: string): boolean {
  const header = request.headers["accept-encoding"];
  return typeof header === "string" && header.split(",").some((part) => part.trim().split(";")[0] === coding);
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: WebFile, cache: string): FastifyReply {
  reply.type(file.type).header("cache-control", cache).header("vary", "accept-encoding");
  const coding = accepts(request, "br") ? "brotli" : accepts(request, "gzip") ? "gzip" : null;
  const coded = coding === null ? null : file[coding]();
  if (coding === null || coded === null) return reply.send(file.plain);
  return reply.header("content-encoding", coding === "brotli" ? "br" : coding).send(coded);
}

/**
 * Serves the built client from `folder`. Public by intent: it holds no data.
 * @throws Error when the client is not built
 */
export function serveWebFiles(app: FastifyInstance, folder: string): void {
  const files = load(folder);
  const page = files.get("/index.html")?.plain.toString("utf8");
  if (page === undefined) throw new Error(`the web client is not built: ${folder} has no index.html`);
  files.delete("/index.html");

  const sendPage = (request: FastifyRequest, reply: FastifyReply, status: number): FastifyReply => {
    const { language, theme } = lookOf(request);
    const nonce = randomBytes(18).toString("base64url");
    return reply
      .code(status)
      .type("text/html; charset=utf-8")
      .header("content-language", language)
      .header("cache-control", "no-store")
      .header("content-security-policy", pagePolicy(nonce))
      .header("reporting-endpoints", 'default="/api/csp-reports"')
      .send(
        page
          .replace(MANIFEST, `href="/safelight-${language}.webmanifest"`)
          .replace(ROOT_ELEMENT, `<html lang="${language}" data-theme="${theme}">`)
          .replaceAll(NONCE_PLACEHOLDER, nonce),
      );
  };

  // What a phone shares is taken by the client's worker, in the browser. Without one it ends here, unread, and the
  // page says that it did not arrive.
  app.post("/share", (request, reply) => {
    hangUpAfter(request, reply);
    return reply.redirect("/share", 303);
  });

  app.get("/*", (request, reply) => {
    const path = request.url.split("?", 1)[0] ?? "/";
    if (path.startsWith("/api/") || path === "/api") return reply.callNotFound();
    const file = files.get(path);
    if (file !== undefined) {
      const policy = POLICIES.get(path);
      if (policy !== undefined) reply.header("content-security-policy", policy);
      const hashed = path.startsWith("/assets/");
      return sendFile(request, reply, file, hashed ? "public, max-age=31536000, immutable" : "no-cache");
    }
    // A missing asset is no page: a page in its place would run as nothing, and hide the fault.
    if (extname(path) !== "" || path.startsWith("/assets/")) return reply.callNotFound();
    return sendPage(request, reply, PAGES.test(path) ? 200 : 404);
  });
}
