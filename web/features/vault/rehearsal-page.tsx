import { useState } from "react";
import { confirmRecoveryKit } from "#contract/vault.ts";
import { call } from "../../api/call.ts";
import { isProblem } from "../../api/problem-error.ts";
import { queryClient } from "../../api/query-client.ts";
import { useWords } from "../../copy/words.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { Form } from "../../ui/form.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { codeIn } from "../../ui/recovery-code.ts";
import { RecoveryCodeField, recoveryCodeError } from "../../ui/recovery-code-field.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { useSubmission } from "../../ui/use-submission.ts";
import { vaultQuery } from "./vault-query.ts";

/** The rehearsal: a code that was saved weeks ago may have been lost since, and it is better to learn it now. */
export function RehearsalPage() {
  const { kit, rehearsal } = useWords().vault;
  const [typed, setTyped] = useState("");
  const [isDone, setDone] = useState(false);
  const submission = useSubmission<"code">({
    check: () => {
      const faulty = recoveryCodeError(typed);
      return faulty === undefined ? {} : { code: faulty };
    },
    send: async () => {
      await call(confirmRecoveryKit, { body: { recoveryCode: codeIn(typed), rehearsal: true } });
      setTyped("");
      setDone(true);
      await queryClient.invalidateQueries(vaultQuery);
    },
    explain: (error) => (isProblem(error, "vault.kit-mismatch") ? { code: rehearsal.mismatch } : null),
  });
  if (isDone) {
    return (
      <Page title={rehearsal.title} width="narrow">
        <div className="grid gap-6">
          <Notice kind="good" title={rehearsal.doneTitle}>
            {rehearsal.done}
          </Notice>
          <div>
            <ButtonLink look="primary" to="/gallery">
              {kit.toPictures}
            </ButtonLink>
          </div>
        </div>
      </Page>
    );
  }
  return (
    <Page title={rehearsal.title} width="narrow">
      <div className="grid gap-6">
        <p className="text-soft">{rehearsal.lead}</p>
        <Form submission={submission} submit={rehearsal.submit}>
          <RecoveryCodeField
            label={rehearsal.label}
            value={typed}
            onChange={(value) => {
              setTyped(value);
              submission.forgive("code");
            }}
            error={submission.errors.code}
          />
        </Form>
        <p className="text-[0.9375rem] text-soft">
          {rehearsal.lost} <TextLink to="/settings/vault/kit">{rehearsal.renew}</TextLink>
        </p>
      </div>
    </Page>
  );
}
