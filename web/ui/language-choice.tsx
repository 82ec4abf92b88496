import { type Language, language as languages } from "../../contract/language.ts";
import { LANGUAGE_NAMES, useLanguage, useWords } from "../copy/words.ts";
import { classes } from "./classes.ts";
import { chooseAtDoor } from "./language-at-door.ts";
import { toast } from "./toast.ts";

/** On the pages before the door: each language by its own name, for whoever cannot read the present one. */
export function LanguageChoice() {
  const words = useWords();
  const spoken = useLanguage();
  return (
    <nav
      aria-label={words.shell.look.language}
      className="mt-auto flex justify-center gap-2 px-5 py-4 print:hidden"
    >
      {languages.options.map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          aria-current={language === spoken}
          onClick={() => choose(language)}
          className={classes(
            "min-h-11 cursor-pointer rounded-lg px-3 text-sm",
            language === spoken ? "font-medium text-ink" : "text-soft underline-offset-4 hover:underline",
          )}
        >
          {LANGUAGE_NAMES[language]}
        </button>
      ))}
    </nav>
  );
}

function choose(language: Language): void {
  void chooseAtDoor(language).catch((error: unknown) => toast.problem(error));
}
