import { useWords, words } from "../copy/words.ts";
import { CODE_LETTERS, codeIn, countLetters } from "./recovery-code.ts";
import { TextField } from "./text-field.tsx";

interface RecoveryCodeFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string | undefined;
}

/** A recovery code, typed or pasted, with any dashes and in any case. */
export function RecoveryCodeField(props: RecoveryCodeFieldProps) {
  const { account } = useWords();
  return (
    <TextField
      {...props}
      name="recovery-code"
      autoComplete="off"
      isCode
      isRequired
      hint={account.unlock.codeHint}
    />
  );
}

/** What can be said against a typed code before it is sent; undefined when nothing. */
export function recoveryCodeError(typed: string): string | undefined {
  if (typed.trim() === "") return words.account.unlock.codeMissing;
  const letters = countLetters(codeIn(typed));
  return letters === CODE_LETTERS ? undefined : words.account.unlock.codeLength(letters);
}
