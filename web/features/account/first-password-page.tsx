import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { unlockVault } from "#contract/vault.ts";
import { call } from "../../api/call.ts";
import { queryClient } from "../../api/query-client.ts";
import { keepSession, sessionQuery, useInstance, useSignedIn } from "../../api/session.ts";
import { announce } from "../../api/session-events.ts";
import { useWords } from "../../copy/words.ts";
import { DoorPage } from "../../ui/door-page.tsx";
import { Form } from "../../ui/form.tsx";
import { useSubmission } from "../../ui/use-submission.ts";
import { NewPassword, passwordError, passwordRefusal } from "./new-password.tsx";

/** For a person whom a provider signed in where vaults are sealed: a vault begins with a password of their own. */
export function FirstPasswordPage() {
  const { account: words, providers } = useWords();
  const { firstPassword } = providers;
  const { account } = useSignedIn();
  const { passwordPolicy } = useInstance();
  const navigate = useNavigate();
  const [password, setPassword] = useState("");
  const submission = useSubmission<"password">({
    check: () => {
      const faulty = passwordError(passwordPolicy, password);
      return faulty === undefined ? {} : { password: faulty };
    },
    send: async () => {
      const vault = await call(unlockVault, { body: { newPassword: password } });
      keepSession({ vault });
      await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
      announce("unlocked");
      await navigate({ to: "/settings/vault/kit", replace: true });
    },
    explain: (error) => {
      const refusal = passwordRefusal(error);
      return refusal === null ? null : { password: refusal };
    },
  });
  return (
    <DoorPage title={firstPassword.title} lead={firstPassword.lead}>
      <Form submission={submission} submit={firstPassword.submit}>
        <NewPassword
          label={words.newPassword}
          value={password}
          onChange={(value) => {
            setPassword(value);
            submission.forgive("password");
          }}
          error={submission.errors.password}
          email={account.email}
          ownWords={[account.displayName]}
        />
      </Form>
    </DoorPage>
  );
}
