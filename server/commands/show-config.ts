import { shownTokenUri } from "../keys/pkcs11-uri.ts";
import type { Command } from "./command.ts";

const HIDDEN = "(hidden)";

/** A setting that may be shown: passwords in addresses and whatever is called a secret come out hidden. */
function shown(name: string, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (/secret|password|token/i.test(name) && typeof value === "string") return HIDDEN;
  if (typeof value === "string") return withoutPassword(shownTokenUri(value));
  if (Array.isArray(value)) return value.map((one) => shown(name, one));
  if (typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shown(key, one)]));
  }
  return value;
}

function withoutPassword(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  if (url.password === "") return text;
  // Replaced in the text: an address written anew could look different from what was set.
  return text.replace(/^([a-z][a-z\d+.-]*:\/\/[^/?#]*?:).*(@[^@/?#]*)/i, `$1${HIDDEN}$2`);
}

export const showConfig: Command = {
  name: "config",
  does: "show the effective settings; secrets are hidden",
  needs: "settings",
  run(config) {
    const data = shown("config", config) as Record<string, unknown>;
    const width = Math.max(...Object.keys(data).map((name) => name.length));
    const lines = Object.entries(data).map(
      ([name, value]) =>
        `${name.padEnd(width)}  ${typeof value === "string" ? value : JSON.stringify(value)}`,
    );
    return Promise.resolve({ data, lines });
  },
};
