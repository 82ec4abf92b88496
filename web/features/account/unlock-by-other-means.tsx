import { useState } from "react";
import { unlockVault } from "#contract/vault.ts";
import { call } from "../../api/call.ts";
import { isProblem } from "../../api/problem-error.ts";
import { useWords } from "../../copy/words.ts";
import { ChoiceCards } from "../../ui/choice-cards.tsx";
import { Form } from "../../ui/form.tsx";
import { PasswordField } from "../../ui/password-field.tsx";
import { codeIn } from "../../ui/recovery-code.ts";
import { RecoveryCodeField, recoveryCodeError } from "../../ui/recovery-code-field.tsx";
import { type FieldErrors, useSubmission } from "../../ui/use-submission.ts";
import type { UnlockProps } from "./unlock-by-password.tsx";

type Means = "code" | "former";

/**
 * After a reset, or with a password forgotten while signed in: the recovery code or the former password, together
 * with the present one, which from then on opens the vault by itself.
 */
export function UnlockByOtherMeans({ onUnlocked }: UnlockProps) {
  const { account: words } = useWords();
  const [means, setMeans] = useState<Means>("code");
  const [code, setCode] = useState("");
  const [former, setFormer] = useState("");
  const [present, setPresent] = useState("");

  const submission = useSubmission<Means | "present">({
    check: () => {
      const errors: FieldErrors<Means | "present"> = {};
      const faulty = recoveryCodeError(code);
      if (means === "code" && faulty !== undefined) errors.code = faulty;
      if (means === "former" && former === "") errors.former = words.passwordMissing;
      if (present === "") errors.present = words.passwordMissing;
      return errors;
    },
    send: async () => {
      const proof = means === "code" ? { recoveryCode: codeIn(code) } : { password: former };
      await onUnlocked(await call(unlockVault, { body: { ...proof, newPassword: present } }));
    },
    explain: (error) => {
      if (!isProblem(error, "vault.unlock-failed")) return null;
      return means === "code" ? { code: words.unlock.wrongCode } : { former: words.unlock.wrongFormer };
    },
  });

  return (
    <Form submission={submission} submit={words.unlock.submit}>
      <ChoiceCards
        label={words.unlock.how}
        value={means}
        onChange={setMeans}
        choices={[
          { value: "code", name: words.unlock.code },
          { value: "former", name: words.unlock.former },
        ]}
      />
      {means === "code" ? (
        <RecoveryCodeField
          label={words.unlock.code}
          value={code}
          onChange={(value) => {
            setCode(value);
            submission.forgive("code");
          }}
          error={submission.errors.code}
        />
      ) : (
        <PasswordField
          label={words.unlock.former}
          name="former-password"
          autoComplete="off"
          value={former}
          onChange={(value) => {
            setFormer(value);
            submission.forgive("former");
          }}
          error={submission.errors.former}
        />
      )}
      <PasswordField
        label={words.unlock.present}
        name="password"
        autoComplete="current-password"
        value={present}
        onChange={(value) => {
          setPresent(value);
          submission.forgive("present");
        }}
        error={submission.errors.present}
      />
    </Form>
  );
}
