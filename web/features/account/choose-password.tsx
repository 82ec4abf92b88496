import { useState } from "react";
import { changePassword } from "#contract/accounts.ts";
import { call } from "../../api/call.ts";
import { queryClient } from "../../api/query-client.ts";
import { sessionQuery, useInstance, useProofs, useSignedIn } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { Form } from "../../ui/form.tsx";
import { useSubmission } from "../../ui/use-submission.ts";
import { NewPassword, passwordError, passwordRefusal } from "./new-password.tsx";

interface ChoosePasswordProps {
  readonly submit: string;
  readonly onChosen?: () => void;
}

/**
 * Sets the password of somebody who is signed in, be it their first. Who they are is asked by the dialog that all
 * dangerous acts share, when it is needed.
 */
export function ChoosePassword({ submit, onChosen }: ChoosePasswordProps) {
  const { account: words } = useWords();
  const { account } = useSignedIn();
  const { factor: hasFactor } = useProofs();
  const { passwordPolicy } = useInstance();
  const [password, setPassword] = useState("");
  const submission = useSubmission<"password">({
    check: () => {
      const faulty = passwordError(passwordPolicy, password, hasFactor);
      return faulty === undefined ? {} : { password: faulty };
    },
    send: async () => {
      await call(changePassword, { body: { password } });
      setPassword("");
      // From now on it is something to prove oneself with.
      await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
      onChosen?.();
    },
    explain: (error) => {
      const refusal = passwordRefusal(error);
      return refusal ? { password: refusal } : null;
    },
  });
  return (
    <Form submission={submission} submit={submit} look="outline" isInline>
      <NewPassword
        label={words.newPassword}
        value={password}
        onChange={(value) => {
          setPassword(value);
          submission.forgive("password");
        }}
        error={submission.errors.password}
        email={account.email}
        hasFactor={hasFactor}
        ownWords={[account.displayName]}
      />
    </Form>
  );
}
