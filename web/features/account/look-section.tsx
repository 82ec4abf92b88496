import { useState } from "react";
import { updateAccount } from "#contract/accounts.ts";
import { type Language, language as languages } from "#contract/language.ts";
import { THEMES, type Theme } from "#contract/look.ts";
import { call } from "../../api/call.ts";
import { keepSession, useSignedIn } from "../../api/session.ts";
import { LANGUAGE_NAMES, useWords } from "../../copy/words.ts";
import { currentLook, showTheme, speak } from "../../ui/look.ts";
import { Section } from "../../ui/section.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { toast } from "../../ui/toast.ts";

/** The language, of pages and mails, and the theme. Both take effect as they are chosen. */
export function LookSection() {
  const { look } = useWords().shell;
  const { account } = useSignedIn();
  const [theme, setTheme] = useState<Theme>(() => currentLook().theme);
  return (
    <Section title={look.title}>
      <div className="grid gap-5">
        <SelectField
          label={look.language}
          name="language"
          hint={look.languageHint}
          value={account.language}
          onChange={(language) =>
            void choose(language).catch((error: unknown) => {
              toast.problem(error);
            })
          }
          choices={languages.options.map((value) => ({ value, name: LANGUAGE_NAMES[value] }))}
        />
        <SelectField
          label={look.theme}
          name="theme"
          hint={look.themeHint}
          value={theme}
          onChange={(chosen) => {
            showTheme(chosen);
            setTheme(chosen);
          }}
          choices={THEMES.map((value) => ({ value, name: look.themes[value] }))}
        />
      </div>
    </Section>
  );
}

/** The words first: where they do not come, the account keeps its language. */
async function choose(language: Language): Promise<void> {
  await speak(language);
  keepSession({ account: await call(updateAccount, { body: { language } }) });
}
