import { useWords } from "../../copy/words.ts";
import { TextField } from "../../ui/text-field.tsx";

interface CodeFieldProps {
  /** `app`: six digits. `backup`: a backup code. `any`: either. */
  readonly kind: "app" | "backup" | "any";
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string | undefined;
  /** For pages that are opened for this field alone. */
  readonly takesFocus?: boolean;
}

/** A code of the second factor. Password managers and phones fill it in; pasting with spaces works. */
export function CodeField({ kind, ...rest }: CodeFieldProps) {
  const { factors } = useWords();
  const words = {
    app: [factors.code, factors.codeHint],
    backup: [factors.backupCode, factors.backupCodeHint],
    any: [factors.anyCode, factors.anyCodeHint],
  } as const;
  const [label, hint] = words[kind];
  return (
    <TextField
      {...rest}
      // A new box for another kind of code, so that it takes the focus and the right keyboard.
      key={kind}
      label={label}
      hint={hint}
      name={kind === "backup" ? "backup-code" : "one-time-code"}
      autoComplete={kind === "backup" ? "off" : "one-time-code"}
      {...(kind === "app" && { inputMode: "numeric" as const })}
      isRequired
    />
  );
}
