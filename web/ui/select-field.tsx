import { useId } from "react";
import { classes } from "./classes.ts";
import { BOX, LABEL } from "./field.tsx";

interface SelectFieldProps<V extends string> {
  readonly label: string;
  readonly name: string;
  readonly hint?: string;
  readonly value: V;
  readonly onChange: (value: V) => void;
  readonly choices: readonly { readonly value: V; readonly name: string }[];
}

/** One of several short things, by the browser's own list: on a phone that is the best there is. */
export function SelectField<V extends string>({
  label,
  name,
  hint,
  value,
  onChange,
  choices,
}: SelectFieldProps<V>) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className={LABEL}>
        {label}
      </label>
      <select
        id={id}
        name={name}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        value={value}
        // Safe because the list only offers values of `choices`.
        onChange={(event) => onChange(event.currentTarget.value as V)}
        className={classes(
          BOX,
          "cursor-pointer hover:border-soft focus:border-focus focus:ring-1 focus:ring-focus",
        )}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.name}
          </option>
        ))}
      </select>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-sm text-faint">
          {hint}
        </p>
      )}
    </div>
  );
}
