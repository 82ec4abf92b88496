import type { Language } from "../../contract/language.ts";
import { speak } from "./look.ts";

// A language that was chosen before signing in, in this visit: whoever signs in next wants it for their account too.
// It is in memory only, so that nobody inherits what somebody else chose at this browser yesterday.

let chosen: Language | null = null;

/** Speaks `language`, and remembers that it was wanted. @throws when its words cannot be fetched */
export async function chooseAtDoor(language: Language): Promise<void> {
  await speak(language);
  chosen = language;
}

/** The language that was chosen at the door; null when none was. */
export function readChosenLanguage(): Language | null {
  return chosen;
}

/** The account has it, or had it already. */
export function forgetChosenLanguage(): void {
  chosen = null;
}
