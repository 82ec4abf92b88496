import { useState } from "react";
import { forgotPassword } from "#contract/accounts.ts";
import { email as emailField } from "#contract/fields.ts";
import { call } from "../../api/call.ts";
import { useInstance } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { ButtonLink } from "../../ui/button-link.tsx";
import { DoorPage } from "../../ui/door-page.tsx";
import { Form } from "../../ui/form.tsx";
import { Notice } from "../../ui/notice.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { useSubmission } from "../../ui/use-submission.ts";
import { readHandover } from "./handover.ts";

/** Asks for a reset link. What it says is the same for every address. */
export function ForgottenPage() {
  const { account: words } = useWords();
  const { mailToFolder } = useInstance();
  const [email, setEmail] = useState(() => readHandover().email);
  const [isSent, setSent] = useState(false);
  const submission = useSubmission<"email">({
    check: () => (emailField.safeParse(email).success ? {} : { email: words.emailMissing }),
    send: async () => {
      await call(forgotPassword, { body: { email } });
      setSent(true);
    },
  });
  if (isSent) {
    return (
      <DoorPage title={words.forgotten.sentTitle} lead={words.forgotten.sent(email.trim())}>
        {mailToFolder ? (
          <Notice kind="info">{words.register.mailToFolder}</Notice>
        ) : (
          <p className="text-[0.9375rem] text-faint">{words.register.mailMissing}</p>
        )}
        <div className="flex flex-wrap gap-3">
          <Button onPress={() => setSent(false)}>{words.forgotten.again}</Button>
          <ButtonLink look="quiet" to="/sign-in">
            {words.backToSignIn}
          </ButtonLink>
        </div>
      </DoorPage>
    );
  }
  return (
    <DoorPage
      title={words.forgotten.title}
      lead={words.forgotten.lead}
      below={
        <>
          <p>
            <TextLink to="/forgotten/code">{words.resetByCode.link}</TextLink>
          </p>
          <p>
            <TextLink to="/sign-in">{words.backToSignIn}</TextLink>
          </p>
        </>
      }
    >
      <Form submission={submission} submit={words.forgotten.submit}>
        <TextField
          label={words.email}
          name="email"
          type="email"
          autoComplete="username"
          takesFocus
          isRequired
          value={email}
          onChange={(value) => {
            setEmail(value);
            submission.forgive("email");
          }}
          error={submission.errors.email}
        />
      </Form>
    </DoorPage>
  );
}
