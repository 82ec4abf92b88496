import * as z from "zod";
import { isTokenUri, parseTokenUri, TokenUriFaulty } from "./keys/pkcs11-uri.ts";

// How settings are written: each kind reads a text, and says what is wrong with it without repeating it.

export const KIB = 1024;

/** Who may read the numbers. */
export type MetricsAccess =
  | { readonly kind: "address"; readonly host: string; readonly port: number }
  | { readonly kind: "token"; readonly token: string };
const HOST_AND_PORT = /^(?:[\w.-]+|\[[\da-f:.]+\]):\d{1,5}$/;

/** `5MiB` and the like, in bytes. */
export const size = z
  .string()
  .regex(/^\d+(B|KiB|MiB|GiB)$/, "write a whole number followed by B, KiB, MiB or GiB")
  .transform((text) => {
    const unit = /[A-Z].*$/.exec(text)?.[0] ?? "B";
    return Number.parseInt(text, 10) * ({ B: 1, KiB: KIB, MiB: KIB ** 2, GiB: KIB ** 3 }[unit] ?? 1);
  })
  .refine((bytes) => bytes > 0 && Number.isSafeInteger(bytes), "must be more than nothing");

/** `12h`, `30d` and the like, in seconds. */
export const duration = z
  .string()
  .regex(/^\d+(s|m|h|d)$/, "write a whole number followed by s, m, h or d")
  .transform((text) => Number.parseInt(text, 10) * ({ s: 1, m: 60, h: 3600, d: 86_400 }[text.slice(-1)] ?? 1))
  .refine((seconds) => seconds > 0, "must be more than nothing");

export const yesOrNo = z.enum(["true", "false"]).transform((text) => text === "true");
export const port = z.coerce.number().int().min(0).max(65_535);
export const list = z.string().transform((text) =>
  text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== ""),
);

export const origin = z.string().refine((text) => {
  try {
    const url = new URL(text);
    return (url.protocol === "http:" || url.protocol === "https:") && url.origin === text;
  } catch {
    return false;
  }
}, "write only scheme, host and port, such as https://pictures.example.org");

/** `tcp://host:port` and nothing besides. */
export const tcp = z
  .string()
  .regex(/^tcp:\/\/(?:[\w.-]+|\[[\da-f:.]+\]):\d{1,5}$/, "write tcp://host:port")
  .transform((text) => {
    const at = text.lastIndexOf(":");
    const host = text.slice("tcp://".length, at).replace(/^\[|\]$/g, "");
    return { host, port: Number(text.slice(at + 1)) };
  })
  .refine(({ port: number }) => number > 0 && number <= 65_535, "write tcp://host:port");

/** An address, or a secret; which it is can be seen by its length. */
export const metrics = z
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

export const database = z.string().refine((text) => {
  if (text === "sqlite") return true;
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPostgres = url?.protocol === "postgres:" || url?.protocol === "postgresql:";
  return isPostgres && url.pathname.length > 1;
}, "write sqlite, or postgres://user:password@host:port/database");

/** A folder, or a token. Why a URI cannot be used is said without anything of it: a PIN may be in it. */
export const keyPlace = z
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
