import { useState } from "react";
import { isProblem } from "../../api/problem-error.ts";
import { useSignedIn } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { Form } from "../../ui/form.tsx";
import { ManagersName } from "../../ui/managers-name.tsx";
import { PasswordField } from "../../ui/password-field.tsx";
import { codeIn } from "../../ui/recovery-code.ts";
import { RecoveryCodeField, recoveryCodeError } from "../../ui/recovery-code-field.tsx";
import { StepHeading } from "../../ui/step-heading.tsx";
import { useSubmission } from "../../ui/use-submission.ts";

/** What the server asks for before it replaces a vault key. */
export interface Proof {
  readonly password: string;
  readonly recoveryCode: string;
}

interface NewKeyProofProps {
  readonly submit: string;
  readonly send: (proof: Proof) => Promise<void>;
  readonly onBack: () => void;
}

/** The new code from the person's own copy, and the password: both get a keyslot of the new key. */
export function NewKeyProof({ submit, send, onBack }: NewKeyProofProps) {
  const { account: accountWords, problems, vault } = useWords();
  const { kit, renewal } = vault;
  const { account } = useSignedIn();
  const [typed, setTyped] = useState("");
  const [password, setPassword] = useState("");
  const submission = useSubmission<"code" | "password">({
    check: () => {
      const faulty = recoveryCodeError(typed);
      return {
        ...(faulty !== undefined && { code: faulty }),
        ...(password === "" && { password: accountWords.passwordMissing }),
      };
    },
    send: () => send({ password, recoveryCode: codeIn(typed) }),
    explain: (error) => {
      if (isProblem(error, "vault.kit-mismatch")) return { code: kit.mismatch };
      if (!isProblem(error, "reauthentication.failed")) return null;
      const { title, advice } = problems["reauthentication.failed"];
      return { password: `${title}. ${advice}` };
    },
  });
  return (
    <div className="grid gap-6">
      <div>
        <StepHeading place={kit.step(2)} title={renewal.confirmTitle} />
        <p className="mt-2 text-soft">{renewal.confirmLead}</p>
      </div>
      <Form submission={submission} submit={submit}>
        <RecoveryCodeField
          label={kit.typeLabel}
          value={typed}
          onChange={(value) => {
            setTyped(value);
            submission.forgive("code");
          }}
          error={submission.errors.code}
        />
        <ManagersName email={account.email} />
        <PasswordField
          label={accountWords.password}
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={(value) => {
            setPassword(value);
            submission.forgive("password");
          }}
          error={submission.errors.password}
        />
      </Form>
      <Button look="quiet" onPress={onBack}>
        {kit.back}
      </Button>
    </div>
  );
}
