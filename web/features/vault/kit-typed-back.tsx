import { useState } from "react";
import { confirmRecoveryKit } from "#contract/vault.ts";
import { call } from "../../api/call.ts";
import { isProblem } from "../../api/problem-error.ts";
import { keepSession } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { Form } from "../../ui/form.tsx";
import { codeIn } from "../../ui/recovery-code.ts";
import { RecoveryCodeField, recoveryCodeError } from "../../ui/recovery-code-field.tsx";
import { StepHeading } from "../../ui/step-heading.tsx";
import { useSubmission } from "../../ui/use-submission.ts";

interface KitTypedBackProps {
  readonly onBack: () => void;
  readonly onConfirmed: () => void;
}

/** The code, from the person's own copy: proof that the copy exists and is right. */
export function KitTypedBack({ onBack, onConfirmed }: KitTypedBackProps) {
  const { kit } = useWords().vault;
  const [typed, setTyped] = useState("");
  const submission = useSubmission<"code">({
    check: () => {
      const faulty = recoveryCodeError(typed);
      return faulty === undefined ? {} : { code: faulty };
    },
    send: async () => {
      keepSession({ vault: await call(confirmRecoveryKit, { body: { recoveryCode: codeIn(typed) } }) });
      onConfirmed();
    },
    explain: (error) => (isProblem(error, "vault.kit-mismatch") ? { code: kit.mismatch } : null),
  });
  return (
    <div className="grid gap-6">
      <div>
        <StepHeading place={kit.step(2)} title={kit.typeTitle} />
        <p className="mt-2 text-soft">{kit.typeLead}</p>
      </div>
      <Form submission={submission} submit={kit.confirm}>
        <RecoveryCodeField
          label={kit.typeLabel}
          value={typed}
          onChange={(value) => {
            setTyped(value);
            submission.forgive("code");
          }}
          error={submission.errors.code}
        />
      </Form>
      <Button look="quiet" onPress={onBack}>
        {kit.back}
      </Button>
    </div>
  );
}
