import { Checkbox } from "react-aria-components/Checkbox";
import { Icon } from "./icon.tsx";

interface CheckBoxProps {
  readonly name: string;
  /** What choosing it does. */
  readonly meaning?: string;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
}

/** One thing to have or not, with what it means. */
export function CheckBox({ name, meaning, ...rest }: CheckBoxProps) {
  return (
    <Checkbox
      {...rest}
      className="group flex min-h-11 cursor-pointer gap-3 rounded-xl border border-line bg-surface px-4 py-3 outline-none transition-colors duration-150 data-[focus-visible]:outline-2 data-[focus-visible]:outline-focus data-[hovered]:border-edge data-[selected]:border-accent forced-colors:data-[selected]:border-[Highlight]"
    >
      <span
        aria-hidden="true"
        className="mt-1 grid size-4.5 shrink-0 place-items-center rounded border-2 border-edge text-on-accent group-data-[selected]:border-accent group-data-[selected]:bg-accent"
      >
        <Icon name="met" className="size-3.5 opacity-0 group-data-[selected]:opacity-100" />
      </span>
      <span className="grid gap-1">
        <span className="font-medium">{name}</span>
        {meaning && <span className="text-sm text-soft">{meaning}</span>}
      </span>
    </Checkbox>
  );
}
