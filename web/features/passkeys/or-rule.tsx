import { useWords } from "../../copy/words.ts";

/** Between two ways that lead to the same place. */
export function OrRule() {
  const { or } = useWords().passkeys;
  return (
    <div className="flex items-center gap-3 text-sm text-faint" aria-hidden="true">
      <span className="h-px grow bg-line" />
      {or}
      <span className="h-px grow bg-line" />
    </div>
  );
}
