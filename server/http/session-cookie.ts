import type { FastifyReply, FastifyRequest } from "fastify";

// The two cookies: the session, and the mark of a browser that has signed in before.

export interface CookieRules {
  readonly secure: boolean;
  readonly lifetimeSeconds: number;
}

const TOKEN = /^[\w-]{43}$/;
const KNOWN_BROWSER_SECONDS = 400 * 86_400;

function nameOf(rules: CookieRules, name: "safelight" | "safelight-browser"): string {
  return rules.secure ? `__Host-${name}` : name;
}

function read(request: FastifyRequest, name: string): string | null {
  for (const part of (request.headers.cookie ?? "").split(";")) {
    const [key, value] = part.trim().split("=", 2);
    if (key === name) return value !== undefined && TOKEN.test(value) ? value : null;
  }
  return null;
}

function write(reply: FastifyReply, rules: CookieRules, name: string, value: string, seconds: number): void {
  const parts = [`${name}=${value}`, "Path=/", "HttpOnly", "SameSite=Strict", `Max-Age=${seconds}`];
  if (rules.secure) parts.push("Secure");
  reply.header("set-cookie", parts.join("; "));
}

/** The session token that the request presents; null when there is none of the right shape. */
export function readSessionToken(request: FastifyRequest, rules: CookieRules): string | null {
  return read(request, nameOf(rules, "safelight"));
}

export function writeSessionToken(reply: FastifyReply, rules: CookieRules, token: string): void {
  write(reply, rules, nameOf(rules, "safelight"), token, rules.lifetimeSeconds);
}

export function clearSessionToken(reply: FastifyReply, rules: CookieRules): void {
  write(reply, rules, nameOf(rules, "safelight"), "", 0);
}

export function readBrowserToken(request: FastifyRequest, rules: CookieRules): string | null {
  return read(request, nameOf(rules, "safelight-browser"));
}

export function writeBrowserToken(reply: FastifyReply, rules: CookieRules, token: string): void {
  write(reply, rules, nameOf(rules, "safelight-browser"), token, KNOWN_BROWSER_SECONDS);
}
