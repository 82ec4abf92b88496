import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import * as z from "zod";
import { type ImageFormat, imageFormat } from "#contract/instance.ts";
import { BLOB_PLACE_FORM, type BlobPlace, readBlobPlace } from "./blob-place.ts";
import { isTokenUri, parseTokenUri, TokenUriFaulty } from "./keys/pkcs11-uri.ts";
import { isProviderSetting, readProviders, type SignInProvider } from "./sign-in-providers.ts";

// The only reader of the process environment. `readConfig` is pure: every fault is listed at once,
// no value is printed, and the result is frozen.

const KIB = 1024;

/** Who may read the numbers. */
export type MetricsAccess =
  | { readonly kind: "address"; readonly host: string; readonly port: number }
  | { readonly kind: "token"; readonly token: string };
const HOST_AND_PORT = /^(?:[\w.-]+|\[[\da-f:.]+\]):\d{1,5}$/;

/** `5MiB` and the like, in bytes. */
const size = z
  .string()
  .regex(/^\d+(B|KiB|MiB|GiB)$/, "write a whole number followed by B, KiB, MiB or GiB")
  .transform((text) => {
    const unit = /[A-Z].*$/.exec(text)?.[0] ?? "B";
    return Number.parseInt(text, 10) * ({ B: 1, KiB: KIB, MiB: KIB ** 2, GiB: KIB ** 3 }[unit] ?? 1);
  })
  .refine((bytes) => bytes > 0 && Number.isSafeInteger(bytes), "must be more than nothing");

/** `12h`, `30d` and the like, in seconds. */
const duration = z
  .string()
  .regex(/^\d+(s|m|h|d)$/, "write a whole number followed by s, m, h or d")
  .transform((text) => Number.parseInt(text, 10) * ({ s: 1, m: 60, h: 3600, d: 86_400 }[text.slice(-1)] ?? 1))
  .refine((seconds) => seconds > 0, "must be more than nothing");

const yesOrNo = z.enum(["true", "false"]).transform((text) => text === "true");
const port = z.coerce.number().int().min(0).max(65_535);
const list = z.string().transform((text) =>
  text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== ""),
);

const origin = z.string().refine((text) => {
  try {
    const url = new URL(text);
    return (url.protocol === "http:" || url.protocol === "https:") && url.origin === text;
  } catch {
    return false;
  }
}, "write only scheme, host and port, such as https://pictures.example.org");

/** `tcp://host:port` and nothing besides. */
const tcp = z
  .string()
  .regex(/^tcp:\/\/(?:[\w.-]+|\[[\da-f:.]+\]):\d{1,5}$/, "write tcp://host:port")
  .transform((text) => {
    const at = text.lastIndexOf(":");
    const host = text.slice("tcp://".length, at).replace(/^\[|\]$/g, "");
    return { host, port: Number(text.slice(at + 1)) };
  })
  .refine(({ port: number }) => number > 0 && number <= 65_535, "write tcp://host:port");

/** An address, or a secret; which it is can be seen by its length. */
const metrics = z
  .string()
  .refine(
    (text) => HOST_AND_PORT.test(text) || (/^[\w.~+/=-]{32,}$/.test(text) && new Set(text).size >= 10),
    "write host:port, or a token of at least 32 random characters",
  )
  .transform((text): MetricsAccess => {
    if (!HOST_AND_PORT.test(text)) return { kind: "token", token: text };
    const at = text.lastIndexOf(":");
    const host = text.slice(0, at).replace(/^\[|\]$/g, "");
    return { kind: "address", host, port: Number(text.slice(at + 1)) };
  });

const database = z.string().refine((text) => {
  if (text === "sqlite") return true;
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPostgres = url?.protocol === "postgres:" || url?.protocol === "postgresql:";
  return isPostgres && url.pathname.length > 1;
}, "write sqlite, or postgres://user:password@host:port/database");

/** A folder, or a token. Why a URI cannot be used is said without anything of it: a PIN may be in it. */
const keyPlace = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    if (!isTokenUri(text)) return;
    try {
      parseTokenUri(text);
    } catch (error) {
      if (!(error instanceof TokenUriFaulty)) throw error;
      context.addIssue({ code: "custom", message: `the PKCS#11 URI ${error.message}` });
    }
  });

/** Each setting: how it is read, what it is without being set, and what it does (docs/operations.md). */
export const SETTINGS = {
  SAFELIGHT_ORIGIN: {
    schema: origin.default("http://localhost:8080"),
    shown: "`http://localhost:8080`",
    does: "the address people use; `https://` turns on the `__Host-` cookie and HSTS",
  },
  SAFELIGHT_ALLOW_HTTP: {
    schema: yesOrNo.default(false),
    shown: "`false`",
    does: "allow plain `http` for another host than localhost; a banner says so",
  },
  SAFELIGHT_HOST: { schema: z.string().min(1).optional(), shown: "`127.0.0.1`", does: "where it listens" },
  SAFELIGHT_PORT: { schema: port.optional(), shown: "port of the origin", does: "where it listens" },
  SAFELIGHT_TLS_CERT: {
    schema: z.string().min(1).optional(),
    shown: "none",
    does: "a PEM file: serve HTTPS itself (with SAFELIGHT_TLS_KEY)",
  },
  SAFELIGHT_TLS_KEY: {
    schema: z.string().min(1).optional(),
    shown: "none",
    does: "the PEM file of the certificate's key",
  },
  SAFELIGHT_TRUST_PROXY: {
    schema: list.optional(),
    shown: "none",
    does: "addresses of the proxy in front, whose forwarded headers count, separated by commas",
  },
  SAFELIGHT_DATA: {
    schema: z.string().min(1).default("./data"),
    shown: "`./data`",
    does: "the folder of everything that is kept; locked while a server uses it",
  },
  SAFELIGHT_DATABASE: {
    schema: database.default("sqlite"),
    shown: "`sqlite` in the data folder",
    does: "`postgres://user:password@host:port/database` for a PostgreSQL server, version 15 or newer",
  },
  SAFELIGHT_BLOBS: {
    schema: z
      .string()
      .refine((text) => readBlobPlace(text) !== null, BLOB_PLACE_FORM)
      .optional(),
    shown: "`blobs/` in the data folder",
    does: "where sealed pictures are kept: a folder, or `s3://bucket/prefix?endpoint=…&region=…`",
  },
  SAFELIGHT_KEYS: {
    schema: keyPlace.optional(),
    shown: "`keys/` in the data folder",
    does: "the folder of the master key, mode 0700, better on another disk than the data; or a `pkcs11:` URI of an HSM",
  },
  SAFELIGHT_KEYS_FORMER: {
    schema: keyPlace.optional(),
    shown: "none",
    does: "where the master key was kept until now, while it moves to SAFELIGHT_KEYS",
  },
  SAFELIGHT_MAIL: {
    schema: z
      .string()
      .regex(/^smtps?:\/\//, "write smtp://… or smtps://…")
      .optional(),
    shown: "`outbox/` in the data folder",
    does: "the mail server; without it mails are files, for trial use, and their links are printed",
  },
  SAFELIGHT_MAIL_FROM: {
    schema: z.string().min(3).optional(),
    shown: "`safelight@` the origin's host",
    does: "the sender of mails",
  },
  SAFELIGHT_MAX_UPLOAD: {
    schema: size.default(5 * KIB * KIB),
    shown: "`5MiB`",
    does: "the largest file taken; the drop zone says it",
  },
  SAFELIGHT_MAX_PIXELS: {
    schema: z.coerce.number().int().min(1).max(268_000_000).default(50_000_000),
    shown: "`50000000`",
    does: "width × height; width × height × frames at most four times that; AVIF at most 50 million (30 to 40 where it is coded in more than 8 bits or without chroma subsampling)",
  },
  SAFELIGHT_FORMATS: {
    schema: list.pipe(z.array(imageFormat).min(1)).optional(),
    shown: "all",
    does: "formats taken, separated by commas: `jpeg`, `png`, `gif`, `webp`, `avif`, `heic`",
  },
  SAFELIGHT_SCANNER: {
    schema: tcp.optional(),
    shown: "none",
    does: "`tcp://host:port` of a ClamAV daemon: what it flags is refused, and nothing is taken without it",
  },
  SAFELIGHT_ISOLATION: {
    schema: z.enum(["pooled", "strict"]).default("pooled"),
    shown: "`pooled`",
    does: "`strict`: one decoder process for each image",
  },
  SAFELIGHT_REGISTRATION: {
    schema: z.enum(["open", "invitation", "closed"]).default("open"),
    shown: "`open`",
    does: "who may register: `open`, `invitation`, `closed`",
  },
  SAFELIGHT_MAIL_DOMAINS: {
    schema: list.optional(),
    shown: "any",
    does: "domains whose addresses may register, separated by commas",
  },
  SAFELIGHT_VAULT: {
    schema: z.enum(["choice", "managed", "sealed"]).default("choice"),
    shown: "`choice`",
    does: "kinds of vault offered: `choice`, `managed`, `sealed`",
  },
  SAFELIGHT_PASSWORD_POLICY: {
    schema: z.enum(["classic", "nist"]).default("classic"),
    shown: "`classic`",
    does: "`classic`: 12 or more with upper case, lower case, digit and special; `nist`: 15 or more of anything",
  },
  SAFELIGHT_REQUIRE_MFA: {
    schema: yesOrNo.default(false),
    shown: "`false`",
    does: "nobody goes on without a second factor",
  },
  SAFELIGHT_SESSION_IDLE: {
    schema: duration.default(12 * 3600),
    shown: "`12h`",
    does: "a session unused for so long ends",
  },
  SAFELIGHT_SESSION_LIFETIME: {
    schema: duration.default(30 * 86_400),
    shown: "`30d`",
    does: "every session ends after so long",
  },
  SAFELIGHT_LOCK_AFTER: {
    schema: duration.optional(),
    shown: "never",
    does: "a vault unused for so long locks",
  },
  SAFELIGHT_QUOTA: { schema: size.optional(), shown: "none", does: "space of each account" },
  SAFELIGHT_METRICS: {
    schema: metrics.optional(),
    shown: "off",
    does: "Prometheus: `host:port` of its own, or a token of 32 or more characters for `/metrics` on the main port",
  },
  SAFELIGHT_LOG: {
    schema: z.enum(["silent", "error", "warn", "info", "debug"]).default("info"),
    shown: "`info`",
    does: "`silent`, `error`, `warn`, `info` or `debug`",
  },
} as const;

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
