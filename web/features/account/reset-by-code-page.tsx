import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { resetByCode } from "#contract/accounts.ts";
import { email as emailField } from "#contract/fields.ts";
import { call } from "../../api/call.ts";
import { isProblem } from "../../api/problem-error.ts";
import { useInstance } from "../../api/session.ts";
import { announce } from "../../api/session-events.ts";
import { useWords } from "../../copy/words.ts";
import { DoorPage } from "../../ui/door-page.tsx";
import { Form } from "../../ui/form.tsx";
import { codeIn } from "../../ui/recovery-code.ts";
import { RecoveryCodeField, recoveryCodeError } from "../../ui/recovery-code-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { useSubmission } from "../../ui/use-submission.ts";
import { handOver, readHandover } from "./handover.ts";
import { NewPassword, passwordError, passwordRefusal } from "./new-password.tsx";

/** Sets a new password with address and recovery code: no mail is needed, and a sealed vault opens with it. */
export function ResetByCodePage() {
  const { account: words, problems } = useWords();
  const { passwordPolicy } = useInstance();
  const navigate = useNavigate();
  const [email, setEmail] = useState(() => readHandover().email);
  const [code, setCode] = useState("");
  const [password, setPassword] = useState("");
  const submission = useSubmission<"email" | "code" | "password">({
    check: () => {
      const codeFault = recoveryCodeError(code);
      const passwordFault = passwordError(passwordPolicy, password, null);
      return {
        ...(!emailField.safeParse(email).success && { email: words.emailMissing }),
        ...(codeFault !== undefined && { code: codeFault }),
        ...(passwordFault !== undefined && { password: passwordFault }),
      };
    },
    send: async () => {
      const answer = await call(resetByCode, { body: { email, recoveryCode: codeIn(code), password } });
      handOver({ email: answer.email, done: "reset" });
      // The server has ended every session, this browser's too.
      announce("signed-out");
      await navigate({ to: "/sign-in" });
    },
    explain: (error) => {
      if (isProblem(error, "recovery.failed")) {
        const { title, advice } = problems["recovery.failed"];
        return { code: `${title}. ${advice}` };
      }
      const refusal = passwordRefusal(error);
      return refusal ? { password: refusal } : null;
    },
  });
  return (
    <DoorPage
      title={words.resetByCode.title}
      lead={words.resetByCode.lead}
      below={
        <p>
          <TextLink to="/forgotten">{words.resetByCode.byMail}</TextLink>
        </p>
      }
    >
      <Form submission={submission} submit={words.reset.submit}>
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
        <RecoveryCodeField
          label={words.unlock.code}
          value={code}
          onChange={(value) => {
            setCode(value);
            submission.forgive("code");
          }}
          error={submission.errors.code}
        />
        <NewPassword
          label={words.newPassword}
          value={password}
          onChange={(value) => {
            setPassword(value);
            submission.forgive("password");
          }}
          error={submission.errors.password}
          email={email}
          hasFactor={null}
        />
      </Form>
    </DoorPage>
  );
}
