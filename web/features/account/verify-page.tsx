import { useNavigate } from "@tanstack/react-router";
import { verifyAccount } from "#contract/accounts.ts";
import { call } from "../../api/call.ts";
import { isProblem } from "../../api/problem-error.ts";
import { useWords } from "../../copy/words.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { DoorPage } from "../../ui/door-page.tsx";
import { Form } from "../../ui/form.tsx";
import { forgetLinkToken, useLinkToken } from "../../ui/link-token.ts";
import { useSubmission } from "../../ui/use-submission.ts";
import { handOver } from "./handover.ts";

/** Confirms an address. A click is asked for, because mail scanners open links by themselves. */
export function VerifyPage() {
  const { account: words, problems } = useWords();
  const navigate = useNavigate();
  const token = useLinkToken();
  const submission = useSubmission<never>({
    send: async () => {
      const { email } = await call(verifyAccount, { body: { token: token ?? "" } });
      forgetLinkToken();
      handOver({ email, done: "verified" });
      await navigate({ to: "/sign-in" });
    },
  });
  if (token === null) {
    return (
      <DoorPage title={words.verify.incompleteTitle} lead={words.verify.incomplete}>
        <ButtonLink to="/sign-in">{words.backToSignIn}</ButtonLink>
      </DoorPage>
    );
  }
  if (isProblem(submission.fault, "link.invalid")) {
    return (
      <DoorPage title={problems["link.invalid"].title} lead={words.verify.dead}>
        <div className="flex flex-wrap gap-3">
          <ButtonLink look="primary" to="/sign-in">
            {words.signIn.title}
          </ButtonLink>
          <ButtonLink to="/register">{words.verify.registerAgain}</ButtonLink>
        </div>
      </DoorPage>
    );
  }
  return (
    <DoorPage title={words.verify.title} lead={words.verify.lead}>
      <Form submission={submission} submit={words.verify.submit}>
        {null}
      </Form>
    </DoorPage>
  );
}
