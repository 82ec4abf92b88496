import { type FormEvent, useRef, useState } from "react";

// Sending a form once: what is missing is said beside the fields, what went wrong stays, what was typed is kept.

/** What is wrong, by field name. */
export type FieldErrors<F extends string> = Partial<Record<F, string>>;

interface Sending<F extends string> {
  /** What can be told before anything is sent. */
  readonly check?: () => FieldErrors<F>;
  readonly send: () => Promise<void>;
  /** Puts a refusal beside its field; null: it belongs to the whole form. */
  readonly explain?: (error: unknown) => FieldErrors<F> | null;
}

export interface Submission<F extends string> {
  readonly isPending: boolean;
  readonly errors: FieldErrors<F>;
  /** What was thrown and belongs to no field; null when nothing was. */
  readonly fault: unknown;
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  /** Takes back what is said about a field, once the person changes it. */
  readonly forgive: (field: F) => void;
}

/** The state of one form. `sending` is read at the moment of sending, so it may be new at each render. */
export function useSubmission<F extends string>(sending: Sending<F>): Submission<F> {
  const busy = useRef(false);
  const [isPending, setPending] = useState(false);
  const [errors, setErrors] = useState<FieldErrors<F>>({});
  const [fault, setFault] = useState<unknown>(null);

  const show = (form: HTMLFormElement, found: FieldErrors<F>) => {
    setErrors(found);
    // After the errors are drawn: the first field at fault takes the focus, and is read out with its error.
    requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  };

  const submit = async (form: HTMLFormElement) => {
    if (busy.current) return;
    setFault(null);
    const missing = sending.check?.() ?? {};
    if (Object.keys(missing).length > 0) {
      show(form, missing);
      return;
    }
    busy.current = true;
    setErrors({});
    setPending(true);
    try {
      await sending.send();
    } catch (error) {
      const explained = sending.explain?.(error) ?? null;
      if (explained) show(form, explained);
      else setFault(error);
    } finally {
      busy.current = false;
      setPending(false);
    }
  };

  return {
    isPending,
    errors,
    fault,
    onSubmit: (event) => {
      event.preventDefault();
      void submit(event.currentTarget);
    },
    forgive: (field) => {
      if (errors[field] !== undefined) setErrors({ ...errors, [field]: undefined });
    },
  };
}
