import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import type { ButtonLook } from "./button-look.ts";
import { FaultNotice } from "./notice.tsx";
import type { Submission } from "./use-submission.ts";

interface FormProps<F extends string> {
  readonly submission: Submission<F>;
  /** What the button says. */
  readonly submit: string;
  readonly look?: ButtonLook;
  /** For forms that stand among others: the button is as wide as its words. */
  readonly isInline?: boolean;
  /** Beside the button. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A form with one button. What the server refused stands above the button, where the eyes are. */
export function Form<F extends string>({
  submission: { onSubmit, fault, isPending },
  submit,
  look = "primary",
  isInline = false,
  aside,
  children,
}: FormProps<F>) {
  return (
    // The browser's own bubbles are off: errors stand beside the fields.
    <form onSubmit={onSubmit} noValidate className="grid gap-5">
      {children}
      <FaultNotice fault={fault} />
      <div className="flex flex-wrap gap-3">
        <Button type="submit" look={look} isPending={isPending} className={isInline ? "" : "w-full"}>
          {submit}
        </Button>
        {aside}
      </div>
    </form>
  );
}
