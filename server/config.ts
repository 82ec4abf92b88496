import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import type * as z from "zod";
import { type ImageFormat, imageFormat } from "#contract/instance.ts";
import { type BlobPlace, readBlobPlace } from "./blob-place.ts";
import type { MetricsAccess } from "./setting-kinds.ts";
import { SETTINGS } from "./settings.ts";
import { isProviderSetting, readProviders, type SignInProvider } from "./sign-in-providers.ts";

// The only reader of the process environment. `readConfig` is pure: every fault is listed at once,
// no value is printed, and the result is frozen.

type Name = keyof typeof SETTINGS;
type Raw = { readonly [K in Name]: z.output<(typeof SETTINGS)[K]["schema"]> };

const NAMES = Object.keys(SETTINGS) as Name[];

/** The effective settings. Sizes are bytes, times are seconds. */
export interface Config {
  readonly origin: string;
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** Plain http beyond localhost. */
  readonly insecure: boolean;
  /** Whether browsers know passkeys at this origin. */
  readonly passkeys: boolean;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  readonly trustProxy: readonly string[];
  readonly dataFolder: string;
  /** Null: SQLite in the data folder. */
  readonly postgresUrl: string | null;
  readonly blobs: BlobPlace;
  /** A folder, or a PKCS#11 URI. */
  readonly keys: string;
  /** Where they are moving from. */
  readonly formerKeys: string | null;
  readonly keysBesideData: boolean;
  readonly mailServer: string | null;
  readonly mailFrom: string;
  readonly maxUploadBytes: number;
  readonly maxPixels: number;
  readonly formats: readonly ImageFormat[];
  readonly scanner: { readonly host: string; readonly port: number } | null;
  readonly decoder: "wasm" | "native";
  readonly isolation: "pooled" | "strict";
  readonly registration: "open" | "invitation" | "closed";
  readonly mailDomains: readonly string[] | null;
  readonly vault: "choice" | "managed" | "sealed";
  readonly passwordPolicy: "classic" | "nist";
  readonly requireFactor: boolean;
  readonly sessionIdleSeconds: number;
  readonly sessionLifetimeSeconds: number;
  readonly lockAfterSeconds: number | null;
  readonly quotaBytes: number | null;
  readonly signInProviders: readonly SignInProvider[];
  readonly metrics: MetricsAccess | null;
  readonly log: "silent" | "error" | "warn" | "info" | "debug";
}

/** Every fault of the settings, one a line, without any value. */
export class ConfigFaulty extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`The settings cannot be used:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
    this.name = "ConfigFaulty";
    this.faults = faults;
  }
}

const LOCAL_HOSTS = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Settings from `SAFELIGHT_*` variables.
 * @throws ConfigFaulty naming each bad or unknown one
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const faults: string[] = [];
  const given = gather(env, faults);
  const raw: Record<string, unknown> = {};
  for (const name of NAMES) {
    const parsed = SETTINGS[name].schema.safeParse(given.get(name));
    if (parsed.success) raw[name] = parsed.data;
    else faults.push(`${name}: ${reasonOf(parsed.error)}`);
  }
  const providers = readProviders(given, faults, reasonOf);
  if (faults.length > 0) throw new ConfigFaulty(faults);
  return assemble(raw as Raw, providers);
}

function gather(env: Readonly<Record<string, string | undefined>>, faults: string[]): Map<string, string> {
  const given = new Map<string, string>();
  for (const [key, value] of Object.entries(env)) {
    if (!key.startsWith("SAFELIGHT_") || value === undefined || value === "") continue;
    const name = key.endsWith("_FILE") ? key.slice(0, -"_FILE".length) : key;
    if (!Object.hasOwn(SETTINGS, name) && !isProviderSetting(name)) {
      faults.push(`${key}: there is no such setting in this version; see docs/operations.md`);
    } else if (name === key) {
      given.set(name, value);
    } else {
      try {
        given.set(name, readFileSync(value, "utf8").trim());
      } catch {
        faults.push(`${key}: the file it names cannot be read`);
      }
    }
  }
  return given;
}

function reasonOf(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue?.code === "invalid_value") return `must be one of ${issue.values.map(String).join(", ")}`;
  if (issue?.code === "custom" || issue?.code === "invalid_format") return issue.message;
  return "is not usable";
}

/** The folder beside the rest, unless something else was set. */
function blobsOf({ SAFELIGHT_BLOBS, SAFELIGHT_DATA }: Raw): BlobPlace {
  return readBlobPlace(SAFELIGHT_BLOBS ?? "") ?? { kind: "folder", path: `${SAFELIGHT_DATA}/blobs` };
}

function assemble(raw: Raw, signInProviders: readonly SignInProvider[]): Config {
  const faults: string[] = [];
  const url = new URL(raw.SAFELIGHT_ORIGIN);
  const secure = url.protocol === "https:";
  const local = LOCAL_HOSTS.has(url.hostname);
  if (!secure && !local && !raw.SAFELIGHT_ALLOW_HTTP) {
    faults.push(
      "SAFELIGHT_ORIGIN: plain http is for localhost only; use https, or set SAFELIGHT_ALLOW_HTTP=true on a network you trust",
    );
  }
  const certFile = raw.SAFELIGHT_TLS_CERT;
  const keyFile = raw.SAFELIGHT_TLS_KEY;
  if ((certFile === undefined) !== (keyFile === undefined)) {
    faults.push("SAFELIGHT_TLS_CERT and SAFELIGHT_TLS_KEY: set both or neither");
  }
  if (certFile !== undefined && !secure) {
    faults.push("SAFELIGHT_ORIGIN: must begin with https:// when a certificate is set");
  }
  if (raw.SAFELIGHT_SESSION_IDLE > raw.SAFELIGHT_SESSION_LIFETIME) {
    faults.push("SAFELIGHT_SESSION_IDLE: must not be longer than SAFELIGHT_SESSION_LIFETIME");
  }
  if (faults.length > 0) throw new ConfigFaulty(faults);
  const data = raw.SAFELIGHT_DATA;
  return Object.freeze({
    origin: raw.SAFELIGHT_ORIGIN,
    // One server: of a name with two addresses the framework would make two.
    host:
      raw.SAFELIGHT_HOST === undefined || raw.SAFELIGHT_HOST === "localhost"
        ? "127.0.0.1"
        : raw.SAFELIGHT_HOST,
    port: raw.SAFELIGHT_PORT ?? (Number(url.port) || (secure ? 443 : 80)),
    secure,
    insecure: !secure && !local,
    // Browsers bind passkeys to a host's name: a bare address has none.
    passkeys: (secure || local) && !/^[\d.]+$|^\[/.test(url.hostname),
    tls: certFile !== undefined && keyFile !== undefined ? { certFile, keyFile } : null,
    trustProxy: raw.SAFELIGHT_TRUST_PROXY ?? [],
    dataFolder: data,
    postgresUrl: raw.SAFELIGHT_DATABASE === "sqlite" ? null : raw.SAFELIGHT_DATABASE,
    blobs: blobsOf(raw),
    keys: raw.SAFELIGHT_KEYS ?? `${data}/keys`,
    formerKeys: raw.SAFELIGHT_KEYS_FORMER ?? null,
    keysBesideData: raw.SAFELIGHT_KEYS === undefined,
    mailServer: raw.SAFELIGHT_MAIL ?? null,
    mailFrom: raw.SAFELIGHT_MAIL_FROM ?? `safelight@${url.hostname}`,
    maxUploadBytes: raw.SAFELIGHT_MAX_UPLOAD,
    maxPixels: raw.SAFELIGHT_MAX_PIXELS,
    formats: raw.SAFELIGHT_FORMATS ?? imageFormat.options,
    scanner: raw.SAFELIGHT_SCANNER ?? null,
    decoder: raw.SAFELIGHT_DECODER,
    isolation: raw.SAFELIGHT_ISOLATION,
    registration: raw.SAFELIGHT_REGISTRATION,
    mailDomains: raw.SAFELIGHT_MAIL_DOMAINS?.map((domain) => domain.toLowerCase()) ?? null,
    vault: raw.SAFELIGHT_VAULT,
    passwordPolicy: raw.SAFELIGHT_PASSWORD_POLICY,
    requireFactor: raw.SAFELIGHT_REQUIRE_MFA,
    sessionIdleSeconds: raw.SAFELIGHT_SESSION_IDLE,
    sessionLifetimeSeconds: raw.SAFELIGHT_SESSION_LIFETIME,
    lockAfterSeconds: raw.SAFELIGHT_LOCK_AFTER ?? null,
    quotaBytes: raw.SAFELIGHT_QUOTA ?? null,
    signInProviders,
    metrics: raw.SAFELIGHT_METRICS ?? null,
    log: raw.SAFELIGHT_LOG,
  });
}

/** The process environment over a `.env` file beside package.json. */
export function loadEnvironment(): Record<string, string | undefined> {
  const file = new URL("../.env", import.meta.url);
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
  return { ...fromFile, ...process.env };
}
