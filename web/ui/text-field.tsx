import type { KeyboardEvent } from "react";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { TextArea } from "react-aria-components/TextArea";
import { TextField as AriaTextField } from "react-aria-components/TextField";
import { classes } from "./classes.ts";
import { BOX, LABEL, UnderField } from "./field.tsx";

import { useFocusOnce } from "./use-focus-once.ts";

interface TextFieldProps {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: "text" | "email";
  /** Which keyboard a phone shows. */
  readonly inputMode?: "numeric";
  /** What browsers and password managers fill in. */
  readonly autoComplete: string;
  readonly hint?: string;
  readonly error?: string | undefined;
  readonly isRequired?: boolean;
  readonly isReadOnly?: boolean;
  /** For the one field that a page or dialog is opened for. */
  readonly takesFocus?: boolean;
  /** Codes: a face whose letters cannot be taken for one another, no corrections, several lines. */
  readonly isCode?: boolean;
}

/** For what is not prose: nothing is corrected or capitalised. */
const PLAIN = { spellCheck: false, autoCapitalize: "none", autoCorrect: "off" } as const;

/** A code is one line that is folded: Enter submits it as in any such field. */
function submitOnEnter(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}

/** One line of text, or a code of several, with its label above and hint and error below. */
export function TextField({
  label,
  hint,
  error,
  isCode = false,
  takesFocus = false,
  ...rest
}: TextFieldProps) {
  const box = useFocusOnce(takesFocus);
  return (
    <AriaTextField
      {...rest}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      className="grid gap-1.5"
    >
      <Label className={LABEL}>{label}</Label>
      {isCode ? (
        <TextArea
          {...PLAIN}
          rows={3}
          onKeyDown={submitOnEnter}
          className={classes(BOX, "resize-none font-mono text-[0.9375rem] tracking-wide uppercase")}
        />
      ) : (
        <Input
          ref={box}
          {...(rest.type === "email" && PLAIN)}
          className={classes(BOX, "data-[readonly]:bg-sunken")}
        />
      )}
      <UnderField hint={hint} error={error} />
    </AriaTextField>
  );
}
