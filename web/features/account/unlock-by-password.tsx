import { useState } from "react";
import type { VaultState } from "#contract/accounts.ts";
import { unlockVault } from "#contract/vault.ts";
import { call } from "../../api/call.ts";
import { isProblem } from "../../api/problem-error.ts";
import { useWords } from "../../copy/words.ts";
import { Form } from "../../ui/form.tsx";
import { ManagersName } from "../../ui/managers-name.tsx";
import { PasswordField } from "../../ui/password-field.tsx";
import { useSubmission } from "../../ui/use-submission.ts";

export interface UnlockProps {
  readonly email: string;
  readonly onUnlocked: (vault: VaultState) => Promise<void>;
}

/** The usual way: the password one signs in with. */
export function UnlockByPassword({ email, onUnlocked }: UnlockProps) {
  const { account: words } = useWords();
  const [password, setPassword] = useState("");
  const submission = useSubmission<"password">({
    check: () => (password === "" ? { password: words.passwordMissing } : {}),
    send: async () => onUnlocked(await call(unlockVault, { body: { password } })),
    explain: (error) =>
      isProblem(error, "vault.unlock-failed") ? { password: words.unlock.wrongPassword } : null,
  });
  return (
    <Form submission={submission} submit={words.unlock.submit}>
      <ManagersName email={email} />
      <PasswordField
        label={words.password}
        name="password"
        autoComplete="current-password"
        takesFocus
        value={password}
        onChange={(value) => {
          setPassword(value);
          submission.forgive("password");
        }}
        error={submission.errors.password}
      />
    </Form>
  );
}
