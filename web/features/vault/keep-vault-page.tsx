import { useState } from "react";
import { cancelStartAgain } from "#contract/vault.ts";
import { call } from "../../api/call.ts";
import { isProblem } from "../../api/problem-error.ts";
import { useWords } from "../../copy/words.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { DoorPage } from "../../ui/door-page.tsx";
import { Form } from "../../ui/form.tsx";
import { forgetLinkToken, useLinkToken } from "../../ui/link-token.ts";
import { useSubmission } from "../../ui/use-submission.ts";

/** Keeps a vault that was asked to start again. A click is asked for, because mail scanners open links. */
export function KeepVaultPage() {
  const { account, problems, vault } = useWords();
  const { keep } = vault;
  const token = useLinkToken();
  const [isKept, setKept] = useState(false);
  const submission = useSubmission<never>({
    send: async () => {
      await call(cancelStartAgain, { body: { token: token ?? "" } });
      setKept(true);
      forgetLinkToken();
    },
  });
  const signIn = (
    <ButtonLink look="primary" to="/sign-in">
      {account.signIn.title}
    </ButtonLink>
  );
  if (isKept) {
    return (
      <DoorPage title={keep.doneTitle} lead={keep.done}>
        <div className="flex flex-wrap gap-3">
          {signIn}
          <ButtonLink to="/forgotten">{keep.newPassword}</ButtonLink>
        </div>
      </DoorPage>
    );
  }
  if (token === null) {
    return (
      <DoorPage title={account.verify.incompleteTitle} lead={account.verify.incomplete}>
        {signIn}
      </DoorPage>
    );
  }
  if (isProblem(submission.fault, "link.invalid")) {
    return (
      <DoorPage title={problems["link.invalid"].title} lead={keep.dead}>
        {signIn}
      </DoorPage>
    );
  }
  return (
    <DoorPage title={keep.title} lead={keep.lead}>
      <Form submission={submission} submit={keep.submit}>
        {null}
      </Form>
    </DoorPage>
  );
}
