import * as z from "zod";
import { imageFormat } from "#contract/instance.ts";
import { BLOB_PLACE_FORM, readBlobPlace } from "./blob-place.ts";
import {
  database,
  duration,
  KIB,
  keyPlace,
  list,
  metrics,
  origin,
  port,
  size,
  tcp,
  yesOrNo,
} from "./setting-kinds.ts";

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
  SAFELIGHT_DECODER: {
    schema: z.enum(["wasm", "native"]).default("wasm"),
    shown: "`wasm`",
    does: "`native`: faster decoders, whose only wall is the system's: they start inside bubblewrap or not at all",
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
