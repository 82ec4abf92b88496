import type { ReactNode } from "react";
import { Text } from "react-aria-components/Text";
import { Icon } from "./icon.tsx";

// What all fields have in common: how their boxes look, and what stands under them.

export const LABEL = "text-[0.9375rem] font-medium";

export const BOX =
  "min-h-11 w-full rounded-lg border border-edge bg-surface px-3.5 py-2 text-base text-ink outline-none transition-colors duration-150 " +
  "placeholder:text-faint data-[hovered]:border-soft data-[focused]:border-focus data-[focused]:ring-1 data-[focused]:ring-focus " +
  "data-[invalid]:border-danger data-[invalid]:data-[focused]:ring-danger data-[disabled]:opacity-60";

interface UnderFieldProps {
  /** Always there. */
  readonly hint?: ReactNode;
  /** What is wrong with what was entered; announced when it appears. */
  readonly error?: string | undefined;
}

/** The line or two under a field. Must stand inside a field of react-aria, which ties it to the box. */
export function UnderField({ hint, error }: UnderFieldProps) {
  return (
    <>
      {hint && (
        <Text slot="description" className="block text-sm text-faint">
          {hint}
        </Text>
      )}
      {error !== undefined && (
        <Text slot="errorMessage" className="flex items-start gap-1.5 text-sm text-danger" role="alert">
          <Icon name="problem" className="mt-0.5 size-4 shrink-0" />
          {error}
        </Text>
      )}
    </>
  );
}
