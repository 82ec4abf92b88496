import type { VaultMode } from "#contract/instance.ts";
import { useInstance } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { ChoiceCards } from "../../ui/choice-cards.tsx";
import { Notice } from "../../ui/notice.tsx";

interface VaultChoiceProps {
  readonly value: VaultMode;
  readonly onChange: (mode: VaultMode) => void;
}

/** Managed or sealed, in plain words; where the server offers one kind only, what that means. */
export function VaultChoice({ value, onChange }: VaultChoiceProps) {
  const { register } = useWords().account;
  const { vaultModes } = useInstance();
  if (vaultModes.length < 2) {
    return (
      <Notice kind="info">{vaultModes[0] === "sealed" ? register.onlySealed : register.onlyManaged}</Notice>
    );
  }
  return (
    <ChoiceCards
      label={register.vault}
      value={value}
      onChange={onChange}
      choices={vaultModes.map((mode) => ({ value: mode, ...register[mode] }))}
    />
  );
}
