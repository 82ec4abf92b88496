import { type Language, language as languages } from "../../contract/language.ts";
import { type Look, lookCookie, readLook, type Theme } from "../../contract/look.ts";
import { language, loadWords } from "../copy/words.ts";

// Which language and theme this browser shows: the server has written both into the root element, by the look that
// is kept in a cookie, so that the first thing drawn is right already.

/** The colours of the browser's own bars; the grounds of tokens.css. */
const GROUNDS = { dark: "#0f0c0b", light: "#faf7f4" } as const;

/** Fetches the words of the language that the page came in. To be awaited before anything is drawn. */
export async function startLook(): Promise<void> {
  colourBars(readLook(document.cookie).theme);
  await loadWords(languages.safeParse(document.documentElement.lang).data ?? "en");
}

/** What was chosen in this browser. */
export function currentLook(): Look {
  return readLook(document.cookie);
}

/** Speaks another language from now on, and after a reload. @throws when its words cannot be fetched */
export async function speak(wanted: Language): Promise<void> {
  if (wanted !== language) await loadWords(wanted);
  document.documentElement.lang = wanted;
  document.cookie = lookCookie({ ...currentLook(), language: wanted });
}

/** Shows another theme from now on, and after a reload. */
export function showTheme(theme: Theme): void {
  document.cookie = lookCookie({ ...currentLook(), theme });
  document.documentElement.dataset["theme"] = theme;
  colourBars(theme);
}

function colourBars(theme: Theme): void {
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const asked = meta.media.includes("light") ? "light" : "dark";
    meta.content = GROUNDS[theme === "system" ? asked : theme];
  }
}
