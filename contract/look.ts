import { type Language, language } from "./language.ts";

// How the interface looks and speaks in one browser. Nothing about it is private, and it outlives a session, so it
// is kept in a cookie that scripts may read and write: the server draws the first page by it, without a flash.

export const THEMES = ["system", "dark", "light"] as const;
export type Theme = (typeof THEMES)[number];

export interface Look {
  /** Null: as the browser asks for. */
  readonly language: Language | null;
  readonly theme: Theme;
}

export const LOOK_COOKIE = "safelight-look";
const LOOK_SECONDS = 400 * 86_400;

/** The look that a Cookie header, or `document.cookie`, asks for. What it does not say, or not well, is left open. */
export function readLook(cookies: string | undefined): Look {
  const entry = (cookies ?? "")
    .split(";")
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${LOOK_COOKIE}=`));
  const [spoken, drawn] = (entry?.slice(LOOK_COOKIE.length + 1) ?? "").split(".", 2);
  return {
    language: language.safeParse(spoken).data ?? null,
    theme: THEMES.find((theme) => theme === drawn) ?? "system",
  };
}

/** What `document.cookie` is set to, to keep a look. */
export function lookCookie(look: Look): string {
  return `${LOOK_COOKIE}=${look.language ?? "browser"}.${look.theme}; path=/; max-age=${LOOK_SECONDS}; samesite=strict`;
}
