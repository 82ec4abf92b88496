import { useState } from "react";
import { replaceLostFactor } from "#contract/factors.ts";
import { call } from "../../api/call.ts";
import { isProblem } from "../../api/problem-error.ts";
import { forgetTicket } from "../../api/ticket.ts";
import { formatInstant } from "../../copy/formats.ts";
import { useWords } from "../../copy/words.ts";
import { Form } from "../../ui/form.tsx";
import { Notice } from "../../ui/notice.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useSubmission } from "../../ui/use-submission.ts";
import type { StepProps } from "./factor-page.tsx";

/** Neither app nor backup codes: the recovery code, a day after asking. */
export function LostFactor({ ticket, onSignedIn, onOver }: StepProps) {
  const { lost } = useWords().factors;
  const [code, setCode] = useState("");
  const [usableAt, setUsableAt] = useState<string | null>(null);
  const submission = useSubmission<"code">({
    check: () => (code.trim() === "" ? { code: lost.missing } : {}),
    send: async () => {
      try {
        const answer = await call(replaceLostFactor, { body: { ticket, recoveryCode: code.trim() } });
        if (answer.state === "waiting") setUsableAt(answer.usableAt);
        else await onSignedIn(answer);
      } catch (error) {
        if (!isProblem(error, "ticket.invalid")) throw error;
        forgetTicket();
        onOver(error);
      }
    },
    explain: (error) =>
      isProblem(error, "factor.recovery-refused", "request.invalid") ? { code: lost.wrong } : null,
  });
  if (usableAt !== null) {
    return (
      <Notice kind="good" title={lost.waitingTitle}>
        <p>{lost.waiting(formatInstant(usableAt))}</p>
        <p className="mt-2">{lost.cancel}</p>
      </Notice>
    );
  }
  return (
    <Form submission={submission} submit={lost.submit}>
      <TextField
        label={lost.code}
        name="recovery-code"
        autoComplete="off"
        hint={lost.hint}
        isCode
        isRequired
        value={code}
        onChange={(value) => {
          setCode(value);
          submission.forgive("code");
        }}
        error={submission.errors.code}
      />
    </Form>
  );
}
