import { type ReactNode, useState } from "react";
import { Button } from "react-aria-components/Button";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { TextField as AriaTextField } from "react-aria-components/TextField";
import { useWords } from "../copy/words.ts";
import { classes } from "./classes.ts";
import { BOX, LABEL, UnderField } from "./field.tsx";
import { Icon } from "./icon.tsx";
import { useFocusOnce } from "./use-focus-once.ts";

interface PasswordFieldProps {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Tells password managers whether to fill in or to make one. */
  readonly autoComplete: "current-password" | "new-password" | "off";
  readonly error?: string | undefined;
  /** For the one field that a page or dialog is opened for. */
  readonly takesFocus?: boolean;
  /** Between the box and the error, such as a meter. */
  readonly children?: ReactNode;
}

/** A password that can be looked at. Pasting and password managers work as in any field. */
export function PasswordField({ label, error, takesFocus = false, children, ...rest }: PasswordFieldProps) {
  const { account } = useWords();
  const box = useFocusOnce(takesFocus);
  const [isShown, setShown] = useState(false);
  return (
    <AriaTextField
      {...rest}
      type={isShown ? "text" : "password"}
      isRequired
      isInvalid={error !== undefined}
      validationBehavior="aria"
      className="grid gap-1.5"
    >
      <Label className={LABEL}>{label}</Label>
      <div className="relative">
        <Input
          ref={box}
          spellCheck={false}
          autoCapitalize="none"
          autoCorrect="off"
          className={classes(BOX, "pr-12", isShown && rest.value !== "" && "font-mono")}
        />
        <Button
          onPress={() => setShown(!isShown)}
          aria-label={isShown ? account.hidePassword : account.showPassword}
          className="absolute inset-y-0 right-0 grid w-11 cursor-pointer place-items-center rounded-lg text-faint data-[hovered]:text-ink [&_svg]:size-5"
        >
          <Icon name={isShown ? "hide" : "show"} />
        </Button>
      </div>
      {children}
      <UnderField error={error} />
    </AriaTextField>
  );
}
