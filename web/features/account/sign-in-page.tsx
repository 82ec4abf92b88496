import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { createSession } from "#contract/accounts.ts";
import { email as emailField } from "#contract/fields.ts";
import { call } from "../../api/call.ts";
import { isProblem } from "../../api/problem-error.ts";
import { useInstance } from "../../api/session.ts";
import { keepTicket, type Ticket } from "../../api/ticket.ts";
import { useWords } from "../../copy/words.ts";
import { DoorPage } from "../../ui/door-page.tsx";
import type { Enter } from "../../ui/enter.ts";
import { Form } from "../../ui/form.tsx";
import { Notice } from "../../ui/notice.tsx";
import { PasswordField } from "../../ui/password-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { useSubmission } from "../../ui/use-submission.ts";
import { useWayBack } from "../../ui/way-back.ts";
import { useFirstEnter } from "./enter.ts";
import { readHandover } from "./handover.ts";

interface SignInPageProps {
  /** Under the form: ways in without a password. */
  readonly otherWays?: (enter: Enter) => ReactNode;
}

/** Address and password; then on to where the person wanted to go. */
export function SignInPage({ otherWays }: SignInPageProps) {
  const { account: words } = useWords();
  const { registration } = useInstance();
  const enter = useFirstEnter();
  const navigate = useNavigate();
  const next = useWayBack();
  const [handover] = useState(readHandover);
  const [email, setEmail] = useState(handover.email);
  const [password, setPassword] = useState("");

  const askForFactor = async (ticket: Ticket) => {
    keepTicket(ticket);
    await navigate({ to: "/sign-in/code", state: { next } });
  };

  const submission = useSubmission<"email" | "password">({
    check: () => ({
      ...(!emailField.safeParse(email).success && { email: words.emailMissing }),
      ...(password === "" && { password: words.passwordMissing }),
    }),
    send: async () => {
      const reply = await call(createSession, { body: { email, password } });
      if (reply.state === "signed-in") await enter(reply);
      else await askForFactor(reply);
    },
    explain: (error) => (isProblem(error, "credentials.wrong") ? { password: words.signIn.wrong } : null),
  });

  return (
    <DoorPage
      title={words.signIn.title}
      below={
        <>
          <p>
            <TextLink to="/forgotten">{words.signIn.forgotten}</TextLink>
          </p>
          {registration !== "closed" && (
            <p>
              {words.signIn.noAccount} <TextLink to="/register">{words.signIn.register}</TextLink>
            </p>
          )}
        </>
      }
    >
      {handover.done && <Notice kind="good">{words.signIn[handover.done]}</Notice>}
      <Form submission={submission} submit={words.signIn.submit}>
        <TextField
          label={words.email}
          name="email"
          type="email"
          // Where the browser has passkeys for this place, it offers them here.
          autoComplete="username webauthn"
          takesFocus={handover.email === ""}
          isRequired
          value={email}
          onChange={(value) => {
            setEmail(value);
            submission.forgive("email");
          }}
          error={submission.errors.email}
        />
        <PasswordField
          label={words.password}
          name="password"
          autoComplete="current-password"
          takesFocus={handover.email !== ""}
          value={password}
          onChange={(value) => {
            setPassword(value);
            submission.forgive("password");
          }}
          error={submission.errors.password}
        />
      </Form>
      {otherWays?.(enter)}
    </DoorPage>
  );
}
