import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { resetPassword } from "#contract/accounts.ts";
import { call } from "../../api/call.ts";
import { isProblem } from "../../api/problem-error.ts";
import { useInstance } from "../../api/session.ts";
import { announce } from "../../api/session-events.ts";
import { useWords } from "../../copy/words.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { DoorPage } from "../../ui/door-page.tsx";
import { Form } from "../../ui/form.tsx";
import { forgetLinkToken, useLinkToken } from "../../ui/link-token.ts";
import { useSubmission } from "../../ui/use-submission.ts";
import { handOver } from "./handover.ts";
import { NewPassword, passwordError, passwordRefusal } from "./new-password.tsx";

/** Sets a new password with the mailed link. A sealed vault stays sealed, and the page says what opens it. */
export function ResetPage() {
  const { account: words, problems } = useWords();
  const { passwordPolicy } = useInstance();
  const navigate = useNavigate();
  const token = useLinkToken();
  const [password, setPassword] = useState("");
  const [isStillSealed, setStillSealed] = useState(false);
  const submission = useSubmission<"password">({
    check: () => {
      const faulty = passwordError(passwordPolicy, password, null);
      return faulty === undefined ? {} : { password: faulty };
    },
    send: async () => {
      const { email, vault } = await call(resetPassword, { body: { token: token ?? "", password } });
      forgetLinkToken();
      handOver({ email, done: "reset" });
      // The server has ended every session, this browser's too.
      announce("signed-out");
      if (vault === "sealed") setStillSealed(true);
      // A managed vault opens at the sign-in; whoever had the mailbox may have left other ways in.
      else await navigate({ to: "/sign-in", state: { next: "/settings/ways-in" } });
    },
    explain: (error) => {
      const refusal = passwordRefusal(error);
      return refusal ? { password: refusal } : null;
    },
  });
  if (isStillSealed) {
    return (
      <DoorPage title={words.reset.sealedTitle} lead={words.reset.sealed}>
        <ButtonLink look="primary" to="/sign-in">
          {words.reset.signIn}
        </ButtonLink>
      </DoorPage>
    );
  }
  if (token === null) {
    return (
      <DoorPage title={words.verify.incompleteTitle} lead={words.verify.incomplete}>
        <ButtonLink to="/forgotten">{words.reset.ask}</ButtonLink>
      </DoorPage>
    );
  }
  if (isProblem(submission.fault, "link.invalid")) {
    const { title, advice } = problems["link.invalid"];
    return (
      <DoorPage title={title} lead={advice}>
        <ButtonLink look="primary" to="/forgotten">
          {words.reset.ask}
        </ButtonLink>
      </DoorPage>
    );
  }
  return (
    <DoorPage title={words.reset.title} lead={words.reset.lead}>
      <Form submission={submission} submit={words.reset.submit}>
        <NewPassword
          label={words.newPassword}
          value={password}
          onChange={(value) => {
            setPassword(value);
            submission.forgive("password");
          }}
          error={submission.errors.password}
          email=""
          hasFactor={null}
        />
      </Form>
    </DoorPage>
  );
}
