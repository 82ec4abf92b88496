import { LIMITS } from "#contract/limits.ts";
import { useWords } from "../../copy/words.ts";
import { TextField } from "../../ui/text-field.tsx";

interface NameFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
}

/** What a passkey is called. */
export function NameField({ value, onChange, error }: NameFieldProps) {
  const { create } = useWords().passkeys;
  return (
    <TextField
      label={create.name}
      hint={create.nameHint}
      name="passkey-name"
      autoComplete="off"
      takesFocus
      value={value}
      onChange={onChange}
      error={error}
    />
  );
}

export function isGoodName(name: string): boolean {
  const { length } = Array.from(name.trim());
  return length > 0 && length <= LIMITS.passkeyNameLength;
}
