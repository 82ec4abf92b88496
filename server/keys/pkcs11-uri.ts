// Reads a PKCS#11 URI (RFC 7512): which token, which keys in it, by which module, with which PIN. Touches nothing.

/** A token, and the keys in it that are master keys. */
export interface TokenPlace {
  /** The vendor's library, an absolute path. */
  readonly modulePath: string;
  /** What the token, and the slot it is in, must say of themselves. */
  readonly token: Readonly<Partial<Record<TokenAttribute, string>>>;
  /** Labels of the keys are this, a hyphen, and the version. */
  readonly object: string;
  readonly pin: { readonly value: string } | { readonly file: string };
}

const TOKEN_ATTRIBUTES = [
  "token",
  "manufacturer",
  "serial",
  "model",
  "slot-description",
  "slot-manufacturer",
  "slot-id",
] as const;
export type TokenAttribute = (typeof TOKEN_ATTRIBUTES)[number];

const DEFAULT_OBJECT = "safelight-master";

/** Says what is wrong with a URI, and holds nothing of it: a PIN may be in it. */
export class TokenUriFaulty extends Error {
  override readonly name = "TokenUriFaulty";
}

export function isTokenUri(text: string): boolean {
  return /^pkcs11:/i.test(text);
}

/** @throws TokenUriFaulty */
export function parseTokenUri(text: string): TokenPlace {
  if (!isTokenUri(text)) throw new TokenUriFaulty("must begin with pkcs11:");
  const [path = "", query = "", ...more] = text.slice("pkcs11:".length).split("?");
  if (more.length > 0) throw new TokenUriFaulty("may hold one question mark");
  const named = attributesOf(path, ";");
  const asked = attributesOf(query, "&");
  const token: Partial<Record<TokenAttribute, string>> = {};
  for (const [name, value] of named) {
    const attribute = TOKEN_ATTRIBUTES.find((one) => one === name);
    if (attribute !== undefined) token[attribute] = value;
    else if (name === "type") {
      if (value !== "secret-key") throw new TokenUriFaulty("type must be secret-key, or left out");
    } else if (name !== "object") {
      // As the RFC asks: what is not understood might be what tells two keys apart.
      throw new TokenUriFaulty("holds an attribute that is not understood here");
    }
  }
  for (const name of asked.keys()) {
    if (!["module-path", "pin-source", "pin-value"].includes(name)) {
      throw new TokenUriFaulty("takes module-path, and pin-source or pin-value, after the question mark");
    }
  }
  if (Object.keys(token).length === 0) throw new TokenUriFaulty("must name a token: token=…");
  const modulePath = asked.get("module-path");
  if (modulePath?.startsWith("/") !== true) {
    throw new TokenUriFaulty("must name the vendor's library by its whole path: module-path=/…");
  }
  const object = named.get("object") ?? DEFAULT_OBJECT;
  if (object === "") throw new TokenUriFaulty("names an empty object");
  return { modulePath, token, object, pin: pinOf(asked.get("pin-source"), asked.get("pin-value")) };
}

function pinOf(source: string | undefined, value: string | undefined): TokenPlace["pin"] {
  if (source !== undefined && value !== undefined) {
    throw new TokenUriFaulty("takes pin-source or pin-value, not both");
  }
  if (value !== undefined && value !== "") return { value };
  const file = source?.replace(/^file:(\/\/)?(?=\/)/, "");
  // RFC 7512 also knows programs that print a PIN: none is ever started here.
  if (file?.startsWith("/") !== true) {
    throw new TokenUriFaulty("must say where the PIN is: pin-source=file:/…");
  }
  return { file };
}

function attributesOf(text: string, separator: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  if (text === "") return attributes;
  for (const part of text.split(separator)) {
    const at = part.indexOf("=");
    if (at < 1) throw new TokenUriFaulty("must be made of name=value");
    const name = part.slice(0, at);
    if (attributes.has(name)) throw new TokenUriFaulty("names an attribute twice");
    try {
      attributes.set(name, decodeURIComponent(part.slice(at + 1)));
    } catch {
      throw new TokenUriFaulty("holds a percent sign that encodes nothing");
    }
  }
  return attributes;
}

/** The URI for people: without its PIN. */
export function shownTokenUri(uri: string): string {
  return uri.replace(/([?&]pin-value=)[^&]*/g, "$1(hidden)");
}
