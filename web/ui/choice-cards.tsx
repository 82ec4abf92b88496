import { Label } from "react-aria-components/Label";
import { Radio, RadioGroup } from "react-aria-components/RadioGroup";
import { LABEL } from "./field.tsx";

interface Choice<V extends string> {
  readonly value: V;
  readonly name: string;
  readonly promise?: string;
  readonly meaning?: string;
}

interface ChoiceCardsProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly onChange: (value: V) => void;
  readonly choices: readonly Choice<V>[];
}

/** One of a few things that each need explaining. */
export function ChoiceCards<V extends string>({ label, value, onChange, choices }: ChoiceCardsProps<V>) {
  return (
    <RadioGroup
      value={value}
      // Safe because the group only offers values of `choices`.
      onChange={(chosen) => onChange(chosen as V)}
      className="grid gap-2.5"
    >
      <Label className={LABEL}>{label}</Label>
      {choices.map((choice) => (
        <Radio
          key={choice.value}
          value={choice.value}
          className="group flex min-h-11 cursor-pointer gap-3 rounded-xl border border-line bg-surface px-4 py-3 outline-none transition-colors duration-150 data-[focus-visible]:outline-2 data-[focus-visible]:outline-focus data-[hovered]:border-edge data-[selected]:border-accent forced-colors:data-[selected]:border-[Highlight]"
        >
          <span
            aria-hidden="true"
            className="mt-1 grid size-4.5 shrink-0 place-items-center rounded-full border-2 border-edge group-data-[selected]:border-accent forced-colors:group-data-[selected]:border-[Highlight]"
          >
            <span className="size-2 rounded-full bg-accent opacity-0 group-data-[selected]:opacity-100 forced-colors:bg-[Highlight]" />
          </span>
          <span className="grid gap-1">
            <span className="flex flex-wrap items-baseline gap-x-2">
              <span className="font-medium">{choice.promise ?? choice.name}</span>
              {choice.promise && <span className="text-sm text-faint">{choice.name}</span>}
            </span>
            {choice.meaning && <span className="text-sm text-soft">{choice.meaning}</span>}
          </span>
        </Radio>
      ))}
    </RadioGroup>
  );
}
